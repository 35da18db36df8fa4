/** The values that a filter suggests, against counting them in the rows. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { storeThread } from '../../../test/setup/threads.ts';
import { defaultSort, type Session } from '../../../preload/model.ts';
import { silent } from '../../log.ts';
import { openStore, type OpenedStore } from '../client.ts';
import { begin, body, connection, keyOf, readAll, sent, server, type Sent } from '../trial.ts';

let folder: string;
let store: OpenedStore;

const drivers = ['HAM', 'VET', 'Größe', 'HAMILTON', 'a"b', ''];
const listing = (count: number, changed = 0): readonly Sent[] =>
  Array.from({ length: count }, (_, at) =>
    sent(at, {
      LapsCount: at < changed ? 99 : 7,
      SessionDetails: at % 7 === 0 ? [] : [{ Name: 'Driver', Value: drivers[(at + (at >> 3)) % drivers.length] ?? '' }],
    }),
  );

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'paddock-values-'));
  store = await openStore({ folder, thread: storeThread, log: silent });
  await readAll(store, listing(250));
  await readAll(store, listing(260, 40));
  await store.settled();
});
afterAll(async () => {
  await store.close();
  rmSync(folder, { recursive: true, force: true });
});

const ask = (field: string, part = '', filter = '', more: { readonly most?: number; readonly since?: number } = {}) =>
  store.values({ server, connection, field, part, filter, most: 100, ...more });

async function counted(valueOf: (session: Session) => string | undefined, filter = ''): Promise<Readonly<Record<string, number>>> {
  const { view, total } = await store.openView({ server, connection, filter, sort: defaultSort });
  const counts: Record<string, number> = {};
  for (const { session } of await store.rows(view, 0, total)) {
    const value = valueOf(session);
    if (value !== undefined && value !== '') counts[value] = (counts[value] ?? 0) + 1;
  }
  await store.closeView(view);
  return counts;
}

const driver = ({ details }: Session): string | undefined => details?.find(({ name }) => name === 'Driver')?.value;
const asRecord = (values: Awaited<ReturnType<typeof ask>>): Readonly<Record<string, number>> =>
  Object.fromEntries(values.map(({ value, count }) => [value, count]));

describe('values of a field', () => {
  it.each(['', 'type:Race', 'laps=99', 'type:Race laps:'])('are counted in what the filter “%s” leaves', async (filter) => {
    const left = filter.endsWith('laps:') ? '' : filter;
    expect(asRecord(await ask('driver', '', filter))).toEqual(await counted(driver, left));
    expect(asRecord(await ask('type', '', filter))).toEqual(await counted(({ sessionType }) => sessionType ?? undefined, left));
    expect(asRecord(await ask('sessionType', '', filter))).toEqual(await counted(({ sessionType }) => sessionType ?? undefined, left));
  });

  it('are those that hold what was typed: first those that begin with it, then the most frequent', async () => {
    const values = await ask('Driver', 'ham');
    const all = await counted(driver);
    expect(values).toEqual(
      ['HAM', 'HAMILTON'].map((value) => ({ value, count: all[value] })).sort((one, other) => (other.count ?? 0) - (one.count ?? 0)),
    );
    expect((await ask('driver', 'GRÖ')).map(({ value }) => value)).toEqual(['Größe']);
    expect(await ask('driver', 'M', '', { most: 1 })).toHaveLength(1);
    expect((await ask('type', 'ra')).map(({ value }) => value)).toEqual(['Race', 'Practice']);
  });

  it('are none where values hardly repeat, and where nothing is called so', async () => {
    for (const field of ['identifier', 'recorded', 'laps', 'fastest', 'nobody', 'key']) expect(await ask(field)).toEqual([]);
  });

  it('of a comparison are those of what changed', async () => {
    const { view, total } = await store.openView({ server, connection, since: 1, filter: '', sort: defaultSort });
    const rows = await store.rows(view, 0, total);
    const hams = rows.filter(({ session }) => driver(session) === 'HAM').length;
    expect(total).toBe(50);
    expect(asRecord(await ask('driver', '', '', { since: 1 }))['HAM']).toBe(hams);
  });

  it('are those of notes and colours, and of details that were read apart', async () => {
    await store.mark(server, connection, [keyOf(1), keyOf(2)], { note: 'wet', colour: 'red' });
    expect(await ask('note')).toEqual([{ value: 'wet', count: 2 }]);
    expect(await ask('colour', 're')).toEqual([{ value: 'red', count: 2 }]);
    await store.saveContent(server, connection, keyOf(7), {
      takenAt: '2026-01-01T10:00:00Z',
      details: [{ name: 'Driver', value: 'ALO' }],
    });
    expect(asRecord(await ask('driver', 'ALO'))).toEqual({ ALO: 1 });
    expect(asRecord(await ask('driver'))).toEqual(await counted(driver));
  });

  it('are there while a first list is read', async () => {
    const { read } = await begin(store, true, 'First');
    await store.addPage(read, 0, 60, body(listing(60)));
    const values = await store.values({ server, connection: 'First', field: 'driver', part: '', filter: '', most: 9 });
    expect(values.find(({ value }) => value === 'VET')?.count).toBeGreaterThan(5);
    await store.endRead(read, false);
  });
});
