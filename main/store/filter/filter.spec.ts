/** The filter and the orders against a plain reading of their rules, over sessions of every awkward kind. */
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { storeThread } from '../../../test/setup/threads.ts';
import { defaultSort, sortFields, type Exact, type Session, type Sort, type SortField } from '../../../preload/model.ts';
import { silent } from '../../log.ts';
import { openStore, type OpenedStore } from '../client.ts';
import { body, server, type Sent } from '../trial.ts';

let folder: string;
let store: OpenedStore;
beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'paddock-filter-'));
  store = await openStore({ folder, thread: storeThread, log: silent });
});
afterAll(async () => {
  await store.close();
  rmSync(folder, { recursive: true, force: true });
});

const words = [
  'ham',
  'HAM',
  'Spa',
  'Größe',
  'größe',
  'a',
  'in',
  '17',
  '2017',
  '10-23',
  ',',
  ':0',
  'é',
  'K',
  'k',
  'ς',
  'Σ',
  'İ',
  '\\',
  'n',
  '😀',
  'b4c',
  'ff',
  'live',
];
const text = fc.oneof(
  fc.constantFrom(
    ...words,
    '',
    'Hamilton',
    'Spa-Francorchamps',
    'Kelvin',
    'ΟΔΟΣ',
    'a"b',
    'tab\there',
    'back\\slash',
    '\ud800',
    'nul\0nul',
    '171023220758',
  ),
  fc.string({ unit: 'grapheme', maxLength: 8 }),
);
const time = fc.constantFrom(
  '2017-10-23T22:07:58.1234567',
  '2017-10-23T22:07:58',
  '2018-02-30T00:00:00',
  '2016-01-01',
  'never',
  '',
  '2017-11-01T00:00:00Z',
);
const clock = fc.constantFrom('11:19:45.0450000', '09:00:00', '1970-01-01T11:19:45', 'noon');
const number = fc.oneof(fc.integer({ min: 0, max: 60 }), fc.constantFrom(1.5, -3, 9223372036854775807n, 12345678901234567n));
const orNull = <Value>(value: fc.Arbitrary<Value>) =>
  fc.oneof({ weight: 6, arbitrary: value }, { weight: 1, arbitrary: fc.constant(null) });
const record: fc.Arbitrary<Sent> = fc
  .record(
    {
      Key: fc.oneof(
        fc.uuid(),
        fc.uuid().map((key) => key.toUpperCase()),
        text.filter((key) => key !== ''),
      ),
      Identifier: orNull(text),
      TimeOfRecording: orNull(time),
      TimeZone: orNull(fc.constantFrom('UTC', 'GMT Standard Time')),
      SessionType: orNull(text),
      StartTime: orNull(clock),
      EndTime: orNull(clock),
      LapsCount: orNull(number),
      Id: number,
      State: orNull(fc.oneof(fc.constantFrom('Live', 'Historical', 'Größe'), fc.integer({ min: 0, max: 3 }))),
      SessionDetails: fc.array(
        fc.record({
          Name: fc.constantFrom('Driver', 'driver', 'Lap', 'Größe'),
          Value: fc.oneof(text, fc.constantFrom('12', '1:47.2', '2017-10-24')),
        }),
        { maxLength: 3 },
      ),
      topicName: orNull(text),
    },
    { requiredKeys: ['Key'] },
  )
  .map((sent) => sent as Sent);
const listing = fc.uniqueArray(record, { selector: ({ Key }) => Key, minLength: 1, maxLength: 25 });

let listings = 0;
/** Saves a listing under a name of its own and answers its sessions in the server's order, as the store gives them. */
async function saved(sessions: readonly Sent[], indexed: boolean): Promise<string> {
  listings += 1;
  const connection = `listing ${listings}`;
  const { read } = await store.beginRead({ server, connection, generation: 'sqlrace', startedAt: '2026-01-01T10:00:00Z', fresh: true });
  await store.addPage(read, 0, sessions.length, body(sessions));
  await store.seal(read, { status: 'complete', endedAt: '2026-01-01T10:00:00Z', keepCheckpoint: false });
  if (indexed) await store.settled();
  return connection;
}

async function listed(connection: string, filter: string, sort: Sort = defaultSort): Promise<readonly Session[]> {
  const { view, total } = await store.openView({ server, connection, filter, sort });
  const rows = await store.rows(view, 0, total);
  await store.closeView(view);
  return rows.map(({ session }) => session);
}

const folded = (value: string): string => value.toLowerCase().replaceAll('ς', 'σ');
const keyOrder = (sessions: readonly Session[]): readonly string[] => sessions.map(({ key }) => key);

function allTexts(session: Session): readonly string[] {
  const { key, identifier, timeOfRecording, timeZone, sessionType, startTime, endTime, state, stateRaw, details = [], extra } = session;
  const all: readonly unknown[] = [
    ...[key, identifier, timeOfRecording, timeZone, sessionType, startTime, endTime, state, stateRaw],
    ...details.map(({ value }) => value),
    ...Object.values(extra),
  ];
  return all.filter((value) => typeof value === 'string');
}

interface Rule {
  readonly filter: string;
  readonly holds: (session: Session) => boolean;
}
const has = (value: Exact | undefined, word: string): boolean => typeof value === 'string' && folded(value).includes(folded(word));
const quoted = (word: string): string => `"${word.replaceAll('"', '""')}"`;
const driver = (session: Session): readonly string[] =>
  (session.details ?? []).filter(({ name }) => folded(name) === 'driver').map(({ value }) => value);
const isDated = (value: string): boolean => /^201\d-/.test(value) && value !== '2018-02-30T00:00:00';

const simple: fc.Arbitrary<Rule> = fc.oneof(
  fc
    .oneof(
      fc.constantFrom(...words),
      text.filter((word) => word !== ''),
    )
    .map((word) => ({
      filter: quoted(word),
      holds: (session: Session) => allTexts(session).some((each) => folded(each).includes(folded(word))),
    })),
  fc
    .constantFrom(...words)
    .map((word) => ({ filter: `identifier:${quoted(word)}`, holds: ({ identifier }: Session) => has(identifier, word) })),
  fc
    .constantFrom(...words)
    .map((word) => ({ filter: `sessionType:${quoted(word)}`, holds: ({ sessionType }: Session) => has(sessionType, word) })),
  fc
    .constantFrom(...words)
    .map((word) => ({ filter: `driver:${quoted(word)}`, holds: (session: Session) => driver(session).some((value) => has(value, word)) })),
  fc.constantFrom(...words).map((word) => ({ filter: `key:${quoted(word)}`, holds: ({ key }: Session) => has(key, word) })),
  fc.constantFrom('spa', 'größe', 'HAM').map((word) => ({
    filter: `type=${quoted(word)}`,
    holds: ({ sessionType }: Session) => typeof sessionType === 'string' && folded(sessionType) === folded(word),
  })),
  fc.constantFrom(5, 20, 1.5).map((limit) => ({
    filter: `laps>=${limit}`,
    holds: ({ lapsCount }: Session) => (typeof lapsCount === 'number' || typeof lapsCount === 'bigint') && lapsCount >= limit,
  })),
  fc.constantFrom(5, 20).map((limit) => ({
    filter: `id<${limit}`,
    holds: ({ id }: Session) => (typeof id === 'number' || typeof id === 'bigint') && id < limit,
  })),
  fc.constant({
    filter: 'timeOfRecording>=2017-10-23T22:07:58',
    holds: ({ timeOfRecording }: Session) =>
      typeof timeOfRecording === 'string' && isDated(timeOfRecording) && timeOfRecording >= '2017-10-23T22:07:58',
  }),
  fc.constant({
    filter: 'recorded<2017-10',
    holds: ({ timeOfRecording }: Session) => typeof timeOfRecording === 'string' && isDated(timeOfRecording) && timeOfRecording < '2017-10',
  }),
  fc.constant({
    filter: 'start>10:00',
    holds: ({ startTime }: Session) => startTime === '11:19:45.0450000' || startTime === '1970-01-01T11:19:45',
  }),
  fc.constant({
    filter: 'driver<1:48',
    holds: (session: Session) => driver(session).some((value) => ['1:47.2', '12', '17'].includes(value) && value !== '2017'),
  }),
  fc.constant({ filter: 'live:', holds: ({ state }: Session) => state === 'live' }),
  fc.constant({ filter: 'new:', holds: () => false }),
);

const rule: fc.Arbitrary<Rule> = fc.oneof(
  simple,
  simple.map(({ filter, holds }) => ({ filter: `-${filter}`, holds: (session: Session) => !holds(session) })),
  fc.tuple(simple, simple).map(([one, other]) => ({
    filter: `${one.filter} ${other.filter}`,
    holds: (session: Session) => one.holds(session) && other.holds(session),
  })),
  fc
    .tuple(
      simple,
      simple.filter(({ filter }) => !filter.startsWith('"')),
    )
    .map(([one, other]) => ({
      filter: `${one.filter}|${other.filter}`,
      holds: (session: Session) => one.holds(session) || other.holds(session),
    })),
);

/** Rows as sort does it: numbers, then texts by their UTF-8 bytes; what is absent last whatever the direction. */
function sorted(sessions: readonly Session[], { field, direction }: Sort): readonly Session[] {
  const value = (session: Session): string | number | undefined => {
    if (field === 'timeOfRecording') return isDated(session.timeOfRecording ?? '') ? (session.timeOfRecording ?? undefined) : undefined;
    const name = field.slice('detail:'.length);
    const found = field.startsWith('detail:')
      ? session.details?.find((detail) => folded(detail.name) === folded(name))?.value
      : session[field as (typeof sortFields)[number]];
    if (found === undefined || found === null) return undefined;
    return typeof found === 'string' ? found : Number(found);
  };
  const compare = (one: string | number, other: string | number): number => {
    if (typeof one === 'number' && typeof other === 'number') return one - other;
    if (typeof one === 'string' && typeof other === 'string') return Buffer.compare(Buffer.from(one), Buffer.from(other));
    return typeof one === 'number' ? -1 : 1;
  };
  return sessions.toSorted((one, other) => {
    const [a, b] = [value(one), value(other)];
    if (a === undefined || b === undefined) return Number(a === undefined) - Number(b === undefined);
    return direction === 'asc' ? compare(a, b) : compare(b, a);
  });
}

const field = fc.constantFrom<SortField>(...sortFields, 'detail:Driver', 'detail:Größe', 'detail:nobody');
const sort: fc.Arbitrary<Sort> = fc.record({ field, direction: fc.constantFrom('asc' as const, 'desc' as const) });

describe('filters and orders', () => {
  it('answer what a plain reading of their rules answers', { timeout: 120_000 }, async () => {
    await fc.assert(
      fc.asyncProperty(
        listing,
        fc.boolean(),
        fc.array(rule, { minLength: 1, maxLength: 8 }),
        fc.array(sort, { maxLength: 4 }),
        async (sessions, indexed, rules, sorts) => {
          const connection = await saved(sessions, indexed);
          const byKey = new Map((await listed(connection, '')).map((session) => [session.key, session]));
          const all = sessions.map(({ Key }) => byKey.get(Key as string)).filter((session) => session !== undefined);
          expect(all).toHaveLength(sessions.length);
          for (const { filter, holds } of rules) {
            const expected = sorted(all.filter(holds), defaultSort);
            expect([filter, keyOrder(await listed(connection, filter))]).toEqual([filter, keyOrder(expected)]);
          }
          for (const each of sorts) {
            expect([each, keyOrder(await listed(connection, '', each))]).toEqual([each, keyOrder(sorted(all, each))]);
          }
        },
      ),
      { numRuns: 60 },
    );
  });
});
