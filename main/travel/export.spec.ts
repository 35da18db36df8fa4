import fc from 'fast-check';
import type { ParquetParsers } from 'hyparquet';
import { asyncBufferFromFile, parquetMetadataAsync, parquetReadObjects } from 'hyparquet';
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { storeThread } from '../../test/setup/threads.ts';
import type { Exact, Session } from '../../preload/model.ts';
import { sessionFields, sessionRecord } from '../cli/records.ts';
import { silent } from '../log.ts';
import { openStore, type OpenedStore } from '../store/client.ts';
import { readExact, writeExact } from '../store/exact.ts';
import { connection, keyOf, readAll, season, sent, server } from '../store/trial.ts';
import { csvHeader, csvRow } from './csv-text.ts';
import type { ExportProgress } from './export.ts';
import { exported, listings, shown, wholeServer } from './trial-export.ts';

let folder: string;
let store: OpenedStore;
beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), 'paddock-export-'));
  mkdirSync(join(folder, 'files'));
  store = await openStore({ folder, thread: storeThread, log: silent });
});
afterEach(async () => {
  await store.close();
  rmSync(folder, { recursive: true, force: true });
});

/** Apart from the store's own files. */
const at = (name: string): string => join(folder, 'files', name);
const text = (name: string): string => readFileSync(at(name), 'utf8');
const csvOf = (sessions: readonly Session[], guard = true): string =>
  csvHeader(sessionFields) + sessions.map((session) => csvRow(sessionRecord(session), sessionFields, { guard })).join('');
const linesOf = (sessions: readonly Session[]): string =>
  sessions.map((session) => `${writeExact(session as unknown as Exact)}\n`).join('');

async function parquet(name: string): Promise<readonly Record<string, unknown>[]> {
  return parquetReadObjects({ file: await asyncBufferFromFile(at(name)) });
}

/** Half a character is written as what stands for one that is lost. */
const wellFormed = (written: string): string => Buffer.from(written).toString();

const withoutTimes = (row: Record<string, unknown>): Record<string, unknown> =>
  Object.fromEntries(Object.entries(row).filter(([name]) => !/Local$|Utc$|^exact$/.test(name)));

/** The independent reader leaves a byte order mark out. */
const parquetText = (written: string): string => wellFormed(written).replace(/^\ufeff/, '');

/** What a row of Parquet holds of a session, by the README. */
function parquetRow(session: Session): Record<string, unknown> {
  const isLong = (value: unknown): boolean => typeof value === 'bigint' && value >= -(2n ** 63n) && value < 2n ** 63n;
  const long = (value: Exact | undefined): unknown => {
    const whole = typeof value === 'number' && Number.isSafeInteger(value) ? BigInt(value) : value;
    return isLong(whole) ? whole : null;
  };
  const word = (value: Exact | undefined): unknown => (typeof value === 'string' ? parquetText(value) : null);
  const any = (value: Exact | undefined): unknown =>
    typeof value === 'string' ? parquetText(value) : value === null || value === undefined ? null : writeExact(value);
  return {
    ...{ key: parquetText(session.key), identifier: word(session.identifier), timeOfRecording: word(session.timeOfRecording) },
    ...{ timeZone: word(session.timeZone), sessionType: word(session.sessionType), startTime: word(session.startTime) },
    ...{ endTime: word(session.endTime), lapsCount: long(session.lapsCount), id: long(session.id), state: word(session.state) },
    stateRaw: any(session.stateRaw),
    details: session.details === undefined ? null : writeExact(session.details.map(({ name, value }) => ({ name, value }))),
    extra: Object.keys(session.extra).length === 0 ? null : writeExact(session.extra),
  };
}

describe('an export holds what the list shows', () => {
  it('whatever servers write, in every format', async () => {
    let run = 0;
    await fc.assert(
      fc.asyncProperty(listings, fc.boolean(), async (all, up) => {
        run += 1;
        const of = `run ${run}`;
        await readAll(store, all, { pageSize: 20, of });
        const [first] = await shown(store, of);
        if (first !== undefined) {
          const details = [{ name: 'Circuit', value: '"Spa", \\' }];
          await store.saveContent(server, of, first.key, { takenAt: '2026-01-01T00:00:00Z', details });
        }
        const sort = { field: up ? 'lapsCount' : 'timeOfRecording', direction: up ? 'asc' : 'desc' } as const;
        const sessions = await shown(store, of, '', sort);
        const write = (name: string): Promise<unknown> => store.export(exported(at(name), { connection: of, sort, raw: up }));
        await write('a.csv');
        expect(text('a.csv')).toBe(wellFormed(csvOf(sessions, !up)));
        await write('a.ndjson');
        expect(text('a.ndjson')).toBe(linesOf(sessions));
        await write('a.parquet');
        expect((await parquet('a.parquet')).map(withoutTimes)).toEqual(sessions.map(parquetRow));
      }),
      { numRuns: 8, endOnFailure: true },
    );
  });

  it('as JSON in the shape of list, of one snapshot, filtered', async () => {
    await readAll(store, season(7));
    await readAll(store, [...season(6), sent(6, { LapsCount: 99 }), sent(7)]);
    await store.export(exported(at('a.json'), { filter: 'race' }));
    const { sessions, ...head } = readExact(text('a.json')) as Record<string, Exact>;
    expect(head).toEqual({ source: 'saved', snapshot: 2, takenAt: '2026-01-01T10:00:00.000Z', total: 2 });
    expect(sessions).toEqual(await shown(store, connection, 'race'));
    await store.mark(server, connection, [keyOf(2)], { starred: true, note: 'Fast' });
    await store.export(exported(at('own.ndjson'), { columns: ['lapsCount'], filter: 'race' }));
    expect(text('own.ndjson').split('\n').sort()).toEqual(['', '{"lapsCount":2,"own":{"starred":true,"note":"Fast"}}', '{"lapsCount":5}']);
    await store.export(exported(at('b.json'), { snapshot: 1 }));
    expect((readExact(text('b.json')) as { sessions: readonly Exact[] }).sessions).toHaveLength(7);
    await store.export(exported(at('c.json'), { filter: 'nothing-like-it' }));
    expect(text('c.json')).toBe('{"source":"saved","snapshot":2,"takenAt":"2026-01-01T10:00:00.000Z","total":0,"sessions":[]}\n');
  });

  it('in the columns that are asked for, details among them', async () => {
    const details = (driver: string): { SessionDetails: Exact } => ({
      SessionDetails: [
        { Name: 'Driver', Value: driver },
        { Name: 'Car', Value: '"1"' },
      ],
    });
    await readAll(store, [sent(0, details('HAM')), sent(1, details('=x')), sent(2)]);
    const columns = ['detail:car', 'lapsCount', 'detail:Driver'];
    await store.export(exported(at('a.csv'), { columns }));
    expect(text('a.csv')).toBe('detail:car,lapsCount,detail:Driver\r\n"""1""",0,HAM\r\n"""1""",1,\'=x\r\n,2,\r\n');
    await store.export(exported(at('a.ndjson'), { columns }));
    expect(text('a.ndjson').split('\n')[0]).toBe(
      '{"lapsCount":0,"details":[{"name":"Driver","value":"HAM"},{"name":"Car","value":"\\"1\\""}]}',
    );
    await store.export(exported(at('a.parquet'), { columns }));
    expect((await parquet('a.parquet'))[0]).toEqual({ 'detail:car': '"1"', 'lapsCount': 0n, 'detail:Driver': 'HAM', 'exact': null });
    await store.export(exported(at('one.csv'), { columns: ['detail:Driver'] }));
    expect(text('one.csv').split('\r\n')).toEqual(['detail:Driver', 'HAM', "'=x", '""', '']);
    await expect(store.export(exported(at('b.csv'), { columns: ['nothing'] }))).rejects.toMatchObject({ code: 'usage' });
  });

  it('of a whole server with the connection before each session', async () => {
    await store.saveConnections(server, { takenAt: 'x', connections: [{ name: 'Other, "too"' }, { name: connection }, { name: 'Empty' }] });
    await readAll(store, season(2));
    await readAll(store, [sent(5)], { of: 'Other, "too"' });
    await readAll(store, [], { of: 'Empty' });
    const whole = wholeServer(at('a.csv'), { columns: ['lapsCount'] });
    expect(await store.export(whole)).toMatchObject({ connections: 3, sessions: 3 });
    expect(text('a.csv')).toBe(`connection,lapsCount\r\n"Other, ""too""",5\r\n${connection},0\r\n${connection},1\r\n`);
    await store.export({ ...whole, file: at('a.ndjson') });
    expect(text('a.ndjson').split('\n')[1]).toBe(`{"connection":"${connection}","lapsCount":0}`);
    await store.export({ ...whole, file: at('a.json') });
    const { connections } = JSON.parse(text('a.json')) as { connections: { connection: string; total: number; sessions: object[] }[] };
    expect(connections.map((one) => [one.connection, one.total, one.sessions.length])).toEqual([
      ['Other, "too"', 1, 1],
      [connection, 2, 2],
      ['Empty', 0, 0],
    ]);
    await store.export({ ...whole, file: at('a.parquet') });
    expect((await parquet('a.parquet')).map((row) => row['connection'])).toEqual(['Other, "too"', connection, connection]);
  });

  it('names what was never saved and what cannot be read, and leaves no file', async () => {
    await readAll(store, season(1));
    for (const [more, code] of [
      [{ connection: 'Nowhere' }, 'never-saved'],
      [{ snapshot: 9 }, 'not-found'],
      [{ filter: '"' }, 'filter-invalid'],
      [{ server: 'http://nowhere' }, 'never-saved'],
      [{ file: at('a.xls') }, 'usage'],
      [{ file: join(folder, 'no', 'folder', 'a.csv') }, 'file-unwritable'],
    ] as const) {
      await expect(store.export(exported(at('a.csv'), more))).rejects.toMatchObject({ code });
    }
    expect(readdirSync(at(''))).toEqual([]);
  });
});

describe('times in Parquet', () => {
  it('are texts, and timestamps to the nanosecond: as written, and as instants where that is known', async () => {
    const times: readonly (readonly [time: string, zone: string | null, local: bigint | null, instant: bigint | null])[] = [
      ['2017-10-23T22:07:58.1234567', 'UTC', 1508796478123456700n, 1508796478123456700n],
      ['2017-07-01T12:00:00', 'GMT Standard Time', 1498910400000000000n, 1498906800000000000n],
      ['2017-10-29T01:30:00+02:00', null, 1509240600000000000n, 1509233400000000000n],
      ['2017-07-01T12:00:00', null, 1498910400000000000n, null],
      ['2017-07-01T12:00:00', 'Nowhere Time', 1498910400000000000n, null],
      ['2017-02-30T12:00:00', 'UTC', null, null],
      ['12:00:00', 'UTC', null, null],
    ];
    await readAll(
      store,
      times.map(([TimeOfRecording, TimeZone], index) => sent(index, { TimeOfRecording, TimeZone })),
    );
    await store.export(exported(at('a.parquet'), { sort: { field: 'lapsCount', direction: 'asc' } }));
    const file = await asyncBufferFromFile(at('a.parquet'));
    // As they lie in the file: JavaScript's dates end at milliseconds.
    const parsers: Partial<ParquetParsers> = { timestampFromNanoseconds: (value) => value };
    const rows: readonly Record<string, unknown>[] = await parquetReadObjects({ file, parsers });
    expect(rows.map((row) => [row['timeOfRecording'], row['timeZone'], row['timeOfRecordingLocal'], row['timeOfRecordingUtc']])).toEqual(
      times,
    );
    const { schema } = await parquetMetadataAsync(file);
    expect(schema.find(({ name }) => name === 'timeOfRecordingUtc')?.logical_type).toEqual({
      type: 'TIMESTAMP',
      isAdjustedToUTC: true,
      unit: 'NANOS',
    });
  });

  it('and what no column holds stands in “exact”', async () => {
    await readAll(store, [sent(0, { LapsCount: 0.5, Id: 2n ** 70n })]);
    await store.export(exported(at('a.parquet')));
    const [row] = await parquet('a.parquet');
    expect(readExact(row?.['exact'] as string)).toEqual({ lapsCount: 0.5, id: 2n ** 70n });
  });
});

describe('an export', () => {
  it('tells how far it is', async () => {
    await readAll(store, season(3_000), { pageSize: 1_000 });
    const told: ExportProgress[] = [];
    await store.export(exported(at('a.ndjson')), { onProgress: (progress) => void told.push(progress) });
    expect(told.at(-1)).toEqual({ done: 3_000, total: 3_000 });
  });

  it('is given up at a word, or when the store is closed: the old file stays and nothing else', async () => {
    await readAll(store, season(10));
    writeFileSync(at('a.csv'), 'old');
    const giveUp = new AbortController();
    const given = store.export(exported(at('a.csv')), { signal: giveUp.signal });
    giveUp.abort();
    await expect(given).rejects.toMatchObject({ code: 'cancelled' });
    const closed = expect(store.export(exported(at('a.csv')))).rejects.toMatchObject({ code: 'cancelled' });
    await store.close();
    await closed;
    expect(text('a.csv')).toBe('old');
    expect(readdirSync(at(''))).toEqual(['a.csv']);
  });

  it('holds one state, whatever a sync writes meanwhile', async () => {
    await readAll(store, season(5_000), { pageSize: 1_000 });
    const [{ sessions }] = await Promise.all([store.export(exported(at('a.csv'))), readAll(store, season(10), { pageSize: 1_000 })]);
    expect([10, 5_000]).toContain(sessions);
    expect(text('a.csv').split('\r\n')).toHaveLength(sessions + 2);
  });
});
