/** Aggregates over tags, of one session and of several, as the influx generation has them. */
import { text, type Answer } from './answer.ts';
import { ticksPerMs } from './clock.ts';
import { cell, csv, mostRows, tagsOf, tagText, titleOf, type Reader, type Tags } from './reader.ts';
import { aggregate, momentsOf } from './samples.ts';

interface Group {
  readonly tags: Tags;
  readonly stamp: string;
  /** Samples by column. */
  readonly samples: readonly number[][];
}

/** One row for each group of tags, from a sample every second; `source` is added to the tags of each. */
export function aggregated(reads: readonly Reader[], source: Tags = {}): Answer {
  const [first] = reads;
  const groups = first === undefined ? [] : first.page(groupsOf(reads, source), mostRows);
  const columns = first?.columns ?? [];
  const values = columns.map(({ aggregation }, at) => groups.map(({ samples }) => aggregate(samples[at] ?? [], aggregation)));
  const titles = columns.map(titleOf);
  if (first?.csv === true) {
    const rows = groups.map(({ stamp, tags }, row) => [stamp, tagText(tags), ...values.map((column) => cell(column[row]))]);
    return csv(titles, rows);
  }
  const written = titles.map((title, at) => `${JSON.stringify(title)}:${JSON.stringify(values[at])}`).join(',');
  const tags = JSON.stringify(groups.map((group) => group.tags));
  return text(`{"timestamps":[${groups.map(({ stamp }) => stamp).join(',')}],"values":{${written}},"tags":${tags}}`);
}

function groupsOf(reads: readonly Reader[], source: Tags): Iterable<Group> {
  const groups = new Map<string, Group>();
  for (const read of reads) {
    const by = read.query.all('groupby');
    for (const at of momentsOf(read.session, read.trace, read.range, 1000)) {
      const tags = { ...tagsOf(read, by, at), ...source };
      const name = tagText(tags);
      const group = groups.get(name) ?? { tags, stamp: read.stamp(read.session.start / ticksPerMs), samples: read.columns.map(() => []) };
      groups.set(name, group);
      for (const [column, { parameter }] of read.columns.entries()) group.samples[column]?.push(read.trace.sample(parameter, at));
    }
  }
  return groups.values();
}
