import { describe, expect, it } from 'vitest';
import type { Grouping } from '../../preload/list.ts';
import { defaultSort, type Sort } from '../../preload/model.ts';
import { storeThread } from '../../test/setup/threads.ts';
import { grouped, stretchOf } from './grouping.ts';
import { connection, inFolder, readAll, sent, server, withStore, type Sent } from './trial.ts';

const day = (text: string): number => Date.parse(`${text}T00:00Z`) / 86_400_000;
const at = (index: number, TimeOfRecording: string | null, more: Sent = {}): Sent => sent(index, { TimeOfRecording, ...more });

async function groupsOf(sessions: readonly Sent[], group: Grouping, sort: Sort = defaultSort, filter = ''): Promise<unknown> {
  let found: unknown;
  await inFolder((folder) =>
    withStore(folder, storeThread, async (store) => {
      await readAll(store, sessions);
      const { groups, total, view } = await store.openView({ server, connection, filter, sort, group });
      const rows = await store.rows(view, 0, total);
      found = groups?.map(({ key, from, count }) => [key, ...rows.slice(from, from + count).map(({ session }) => session.identifier)]);
    }),
  );
  return found;
}

describe('the days of a list', () => {
  const sessions = [
    at(1, '2017-08-27T14:00:00.0000000', { Identifier: 'race' }),
    at(2, '2017-08-27T09:00:00.0000000', { Identifier: 'warm-up' }),
    at(3, '2017-08-26T14:00:00', { Identifier: 'qualifying' }),
    at(4, null, { Identifier: 'none' }),
    at(5, '2017-02-30T14:00:00', { Identifier: 'no such day' }),
    at(6, '', { Identifier: 'empty' }),
  ];

  it('come with the latest first, what has none last; sorted within', async () => {
    const sort: Sort = { field: 'identifier', direction: 'desc' };
    expect(await groupsOf(sessions, 'day', sort)).toEqual([
      ['2017-08-27', 'warm-up', 'race'],
      ['2017-08-26', 'qualifying'],
      ['', 'none', 'no such day', 'empty'],
    ]);
    const up: Sort = { field: 'timeOfRecording', direction: 'asc' };
    expect(await groupsOf(sessions, 'day', up, 'identifier:a')).toEqual([
      ['2017-08-26', 'qualifying'],
      ['2017-08-27', 'warm-up', 'race'],
      ['', 'no such day'],
    ]);
  });

  it('are those of the session’s own zone', async () => {
    const zoned = [
      at(1, '2017-03-24T14:30:00.0000000Z', { TimeZone: 'Australia/Melbourne', Identifier: 'converted' }),
      at(2, '2017-03-24T23:30:00.0000000', { TimeZone: 'Australia/Melbourne', Identifier: 'its own' }),
      at(3, '2017-03-24T23:00:00.0000000+11:00', { TimeZone: 'Australia/Melbourne', Identifier: 'its own, told' }),
      at(4, '2017-03-24T23:30:00Z', { TimeZone: 'UTC', Identifier: 'UTC' }),
      at(6, '2017-03-24T23:30:00Z', { TimeZone: 'AUS Eastern Standard Time', Identifier: 'by Windows’ name' }),
      at(7, '2017-03-24T23:30:00Z', { TimeZone: 'W. Europe Standard Time', Identifier: 'after midnight' }),
      at(5, '2017-03-24T23:30:00Z', { TimeZone: 'Circuit Standard Time', Identifier: 'a zone nobody knows' }),
    ];
    const [first, second] = (await groupsOf(zoned, 'day')) as string[][];
    expect(first?.toSorted()).toEqual(['2017-03-25', 'after midnight', 'by Windows’ name', 'converted']);
    expect(second?.toSorted()).toEqual(['2017-03-24', 'UTC', 'a zone nobody knows', 'its own', 'its own, told']);
  });

  it('make weekends from Thursday to Sunday', async () => {
    expect(['2017-08-23', '2017-08-24', '2017-08-27', '2017-08-28', '1969-12-31'].map((text) => stretchOf(day(text)))).toEqual(
      ['2017-08-21', '2017-08-24', '2017-08-24', '2017-08-28', '1969-12-29'].map(day),
    );
    const all = [...sessions.slice(0, 3), at(7, '2017-08-28T10:00:00', { Identifier: 'test' })];
    expect(await groupsOf(all, 'weekend')).toEqual([
      ['2017-08-28', 'test'],
      ['2017-08-24', 'race', 'warm-up', 'qualifying'],
    ]);
  });
});

describe('circuits', () => {
  it('come by name, wherever the detail was read; what has none last', async () => {
    const of = (index: number, circuit: string): Sent => sent(index, { SessionDetails: [{ Name: 'circuit', Value: circuit }] });
    const names = (groups: unknown): readonly unknown[] => (groups as string[][]).map(([key, ...rows]) => [key, rows.length]);
    const sessions = [of(1, 'Spa'), of(2, 'Monza'), of(3, 'Spa'), sent(4)];
    expect(names(await groupsOf(sessions, 'circuit'))).toEqual([
      ['Monza', 1],
      ['Spa', 2],
      ['', 1],
    ]);
    expect(names(await groupsOf(sessions, 'circuit', { field: 'detail:Circuit', direction: 'desc' }))).toEqual([
      ['Spa', 2],
      ['Monza', 1],
      ['', 1],
    ]);
  });
});

describe('rows put together', () => {
  it('are the same rows, each group in their order', () => {
    const membership = { groupOf: Uint32Array.of(0, 2, 1, 0, 2), keys: ['', 'a', 'b'] };
    expect(grouped(Uint32Array.of(4, 3, 2, 1), membership, false)).toEqual({
      numbers: Uint32Array.of(2, 4, 1, 3),
      groups: [
        { key: 'a', from: 0, count: 1 },
        { key: 'b', from: 1, count: 2 },
        { key: '', from: 3, count: 1 },
      ],
    });
    expect(grouped(Uint32Array.of(4, 3, 2, 1), membership, true).groups.map(({ key }) => key)).toEqual(['b', 'a', '']);
    expect(grouped(new Uint32Array(0), membership, false).groups).toEqual([]);
  });
});
