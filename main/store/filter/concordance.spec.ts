/** Words, short and long, against a plain look through every text: after later snapshots and details as after the first. */
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { storeThread } from '../../../test/setup/threads.ts';
import { defaultSort, type Session } from '../../../preload/model.ts';
import type { OpenedStore } from '../client.ts';
import { storeFile } from '../start-thread.ts';
import { openForReading } from '../database.ts';
import { Statements } from '../rows.ts';
import { begin, body, connection, inFolder, readAll, sent, server, withStore, type Sent } from '../trial.ts';
import { Concordance } from './concordance.ts';
import { makeConcordance } from './concordances.ts';
import { textsOf } from './match.ts';

const words = ['a', 'z', 'ff', '-0', '3-', '17', ':0', '9', 't2', 'ö', 'ös', 'k', 'ha', 'un', '"', '😀', 'm1'];
const longWords = ['ham', 'größ', 'kelv', 'run', 'run 7', 'c:\\t', 'zm1 ös', 'nowhere'];
const odd = ['Größe', 'Kelvin', 'a"b', '😀', 'C:\\x', 'HAM', 'run 7'];
const listing = (count: number, changed = 0): readonly Sent[] =>
  Array.from({ length: count }, (_, at) =>
    sent(at, {
      LapsCount: at < changed ? 99 : 7,
      Key: at % 9 === 0 ? `${odd[at % odd.length] ?? ''} ${at}` : (sent(at)['Key'] ?? ''),
      ...(at % 5 === 0 && { Identifier: `${odd[at % odd.length] ?? ''} ${at < changed ? 'M1' : at}` }),
      ...(at % 4 === 0 && { topicName: odd[at % odd.length] ?? '' }),
      SessionDetails: at % 7 === 0 ? [] : [{ Name: 'Driver', Value: odd[at % odd.length] ?? '' }],
    }),
  );

async function listed(store: OpenedStore, filter: string): Promise<readonly Session[]> {
  const { view, total } = await store.openView({ server, connection, filter, sort: defaultSort });
  const rows = await store.rows(view, 0, total);
  await store.closeView(view);
  return rows.map(({ session }) => session);
}

async function check(store: OpenedStore): Promise<void> {
  const all = await listed(store, '');
  // Pieces of keys and times: over dashes, within them, and across what is no dash.
  const pieces = all
    .slice(0, 3)
    .flatMap(({ key, timeOfRecording }) =>
      [
        key.slice(4, 7),
        key.slice(6, 11),
        key.slice(-9),
        key,
        timeOfRecording?.slice(2, 9),
        timeOfRecording?.slice(11, 16),
        key.slice(0, 8) + key.slice(9, 12),
      ].flatMap((piece) => (piece === undefined || piece.length < 3 ? [] : [piece.toLowerCase()])),
    );
  const holds =
    (word: string) =>
    ({ ...session }: Session): boolean =>
      textsOf(session).some((text) => text.toLowerCase().replaceAll('ς', 'σ').includes(word));
  const quoted = (word: string): string => `"${word.replaceAll('"', '""')}"`;
  for (const word of [...words, ...longWords, ...pieces]) {
    const found = await listed(store, quoted(word));
    expect([word, found.map(({ key }) => key)]).toEqual([word, all.filter(holds(word)).map(({ key }) => key)]);
  }
  // The second is looked for within what holds the first; what was found so is no answer to the second alone.
  for (const [one, other] of [
    ['ham', '7'],
    ['größ', 'm1'],
    ['m1', 'ff'],
  ] as const) {
    const both = await listed(store, `${quoted(one)} ${quoted(other)}`);
    expect(both.map(({ key }) => key)).toEqual(all.filter((each) => holds(one)(each) && holds(other)(each)).map(({ key }) => key));
    const alone = await listed(store, quoted(other));
    expect(alone.map(({ key }) => key)).toEqual(all.filter(holds(other)).map(({ key }) => key));
    const without = await listed(store, `${quoted(one)} -${quoted(other)}`);
    expect(without.map(({ key }) => key)).toEqual(all.filter((each) => holds(one)(each) && !holds(other)(each)).map(({ key }) => key));
  }
}

describe('words', () => {
  it('are found in first and later snapshots, while rows are staged, and in details that came later', async () => {
    await inFolder(async (folder) => {
      await withStore(folder, storeThread, async (store) => {
        await readAll(store, listing(250));
        await check(store);
        const { read } = await begin(store, true);
        await store.addPage(read, 0, 60, body(listing(60, 60)));
        await check(store);
        await store.endRead(read, true);
        await readAll(store, listing(300, 40));
        await check(store);
        const bare = (await listed(store, '')).find(({ details }) => details?.length === 0);
        await store.saveContent(server, connection, bare?.key ?? '', {
          takenAt: '2026-01-01T10:00:00Z',
          details: [{ name: 'Driver', value: 'Zm1 ös' }],
        });
        await check(store);
      });
      await withStore(folder, storeThread, check);
    });
  });

  it('are found where there are more different ones than two bytes can number', async () => {
    const count = 66_000;
    const many = Array.from({ length: count }, (_, at) => sent(at, { SessionDetails: [{ Name: 'Run', Value: `stint ${at};` }] }));
    await inFolder(async (folder) => {
      await withStore(folder, storeThread, (store) => readAll(store, many, { pageSize: 1000 }).then(() => undefined));
      const database = openForReading(join(folder, storeFile), 1000);
      const { parts } = makeConcordance(new Statements(database), 1, count);
      database.close();
      const known = Concordance.of(parts);
      const found = ['stint 1;', 'stint 65535;', 'stint 65536;', 'stint 65999;'].map((word) => {
        const mask = new Uint8Array(count + 1);
        known.find(word, mask);
        return [mask.indexOf(1), mask.lastIndexOf(1)];
      });
      expect(found).toEqual([1, 65_535, 65_536, 65_999].map((at) => [at + 1, at + 1]));
    });
  });
});
