/** `diff`: what two snapshots of a connection have otherwise. */
import type { ChangedSession, SnapshotDiff } from '../../../preload/history.ts';
import type { Exact, Session } from '../../../preload/model.ts';
import { asFailure, Failure, type ExitCode } from '../../failure.ts';
import type { Context } from '../context.ts';
import { csvHeader, csvRow } from '../../travel/csv-text.ts';
import { exactJson, type JsonRecord } from '../json.ts';
import { grouped, sessionRecord } from '../records.ts';
import { forUser, placeFrom, serverFrom } from '../resolve.ts';
import { createTable, type Column } from '../table.ts';

export interface DiffOptions {
  readonly server: string;
  readonly user?: string;
  readonly connection: string;
}

const changedRecord = ({ key, identifier, fields }: ChangedSession): JsonRecord => ({
  key,
  identifier,
  fields: fields.map(({ field, from, to }) => ({ field, from: from as Exact, to: to as Exact })),
});

/** A line of the flat formats: a session that is new or gone, or one field of one that changed. */
interface Line {
  readonly change: 'new' | 'changed' | 'gone';
  readonly key: string;
  readonly identifier: string | null;
  readonly field?: string;
  readonly from?: Exact;
  readonly to?: Exact;
}

function* linesOf(diff: SnapshotDiff): Generator<Line> {
  const one = (change: Line['change'], { key, identifier = null }: Session): Line => ({ change, key, identifier });
  for (const session of diff.new) yield one('new', session);
  for (const { key, identifier, fields } of diff.changed) {
    for (const { field, from, to } of fields) yield { change: 'changed', key, identifier, field, from: from as Exact, to: to as Exact };
  }
  for (const session of diff.gone) yield one('gone', session);
}

const lineFields = ['change', 'key', 'identifier', 'field', 'from', 'to'] as const;
const lineRecord = (line: Line): JsonRecord => Object.fromEntries(lineFields.map((field) => [field, line[field]]));
const cell = (value: Exact | undefined): string =>
  value === undefined ? '' : value === null ? '–' : typeof value === 'string' ? value : exactJson(value);
const columns: readonly Column<Line>[] = [
  { title: 'Change', cell: ({ change }) => change },
  { title: 'Identifier', cell: ({ identifier }) => identifier ?? '' },
  { title: 'Field', cell: ({ field }) => field ?? '' },
  { title: 'From', cell: ({ from }) => cell(from) },
  { title: 'To', cell: ({ to }) => cell(to) },
  { title: 'Key', cell: ({ key }) => key },
];

const linesAtOnce = 1_000;

async function write({ format, results, io }: Context, diff: SnapshotDiff): Promise<void> {
  switch (format) {
    case 'json': {
      const list = async (name: string, records: readonly JsonRecord[], end: string): Promise<void> => {
        await results.write(`"${name}":[${records.length === 0 ? '' : `\n${records.map((one) => exactJson(one)).join(',\n')}\n`}]${end}`);
      };
      await results.write(`{"from":${diff.from},"to":${diff.to},`);
      await list('new', diff.new.map(sessionRecord), ',');
      await list('changed', diff.changed.map(changedRecord), ',');
      await list('gone', diff.gone.map(sessionRecord), '}\n');
      return;
    }
    case 'ndjson': {
      for (const session of diff.new) await results.write(`${exactJson({ change: 'new', ...sessionRecord(session) })}\n`);
      for (const session of diff.changed) await results.write(`${exactJson({ change: 'changed', ...changedRecord(session) })}\n`);
      for (const session of diff.gone) await results.write(`${exactJson({ change: 'gone', ...sessionRecord(session) })}\n`);
      return;
    }
    case 'csv': {
      await results.write(csvHeader(lineFields));
      for (const line of linesOf(diff)) await results.write(csvRow(lineRecord(line), lineFields, { guard: false }));
      return;
    }
    case 'table': {
      const lines = [...linesOf(diff)];
      if (lines.length === 0) await results.write('Nothing is different.\n');
      const table = createTable(columns, io.stdout.isTTY === true ? io.stdout.columns : undefined);
      for (let at = 0; at < lines.length; at += linesAtOnce) await results.write(table.lines(lines.slice(at, at + linesAtOnce)));
    }
  }
}

export async function diff(context: Context, from: number, to: number, options: DiffOptions): Promise<ExitCode> {
  const server = await serverFrom(context, options);
  const store = await context.parts.store();
  const place = await placeFrom(context, server);
  const { connection } = options;
  let found: SnapshotDiff;
  try {
    found = await store.diff(place, connection, from, to);
  } catch (thrown) {
    const { code, message } = asFailure(thrown);
    if (code === 'never-saved') {
      throw new Failure(code, `“${connection}” of “${server.name}” was never saved${forUser(server)}.`);
    }
    if (code === 'not-found') throw new Failure(code, message, { todo: 'See “paddock snapshots”.' });
    throw thrown;
  }
  await write(context, found);
  context.messages.say(
    `${grouped(found.new.length)} new, ${grouped(found.changed.length)} changed, ${grouped(found.gone.length)} gone between snapshots ${from} and ${to}.`,
  );
  return 0;
}
