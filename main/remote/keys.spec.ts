/** Sessions by key against servers that answer for lists in every way that one might. */
import { describe, expect, it, onTestFinished } from 'vitest';
import { batchesOf } from './keys.ts';
import type { SessionsByKeys } from './queries.ts';
import { html, json, signedIn, startServer, withSignIn, type SpecServer } from './spec-server.ts';

const keys = Array.from({ length: 60 }, (_, at) => `67ad8a93-6ba7-4c5d-9947-9c0e963cc${String(at).padStart(3, '0')}`);
const there = keys.slice(0, 50);

type Answer = (asked: readonly string[], segment: string) => readonly string[] | number;

/** Asks a server that answers as said, for the keys of a list or with a status. */
async function asked(answer: Answer, wanted: readonly string[] = keys): Promise<SessionsByKeys & { readonly server: SpecServer }> {
  const server = await startServer(
    withSignIn((one, response) => {
      const segment = one.path.split('/').at(-1) ?? '';
      const answered = answer(decodeURIComponent(segment).split(','), segment);
      if (typeof answered !== 'number')
        json(
          response,
          answered.map((Key) => ({ Key })),
        );
      else if (answered === 400) html(response, 400);
      else json(response, { Message: 'no' }, answered);
    }),
  );
  onTestFinished(() => server.stop());
  const remote = await signedIn(server.url);
  onTestFinished(() => remote.close());
  return { ...(await remote.sessionsByKeys('Season2017', wanted)), server };
}

const found = (list: readonly string[]): readonly string[] => there.filter((key) => list.includes(key));
const orMissing = (list: readonly string[]): readonly string[] | number => (found(list).length === 0 ? 404 : found(list));

describe('sessions by key', () => {
  it.each<readonly [what: string, answer: Answer, most: number]>([
    ['takes lists', orMissing, 2],
    ['takes lists, and answers with an empty one where nothing is there', found, 2],
    ['takes no address longer than Windows does', (list, segment) => (segment.length > 260 ? 400 : orMissing(list)), 14],
    ['says that a longer address is not there', (list, segment) => (segment.length > 260 ? 404 : orMissing(list)), 14],
    ['refuses a list of which one is missing', (list) => (found(list).length < list.length ? 404 : found(list)), 24],
    ['looks at the first key of a list alone', (list) => orMissing(list.slice(0, 1)), 72],
    ['takes a list for one key', (list, segment) => (segment.includes(',') ? 404 : orMissing(list)), 63],
    ['fails over lists', (list, segment) => (segment.includes(',') ? 422 : orMissing(list)), 63],
  ])('are told apart, there or missing, where a server %s', async (_, answer, most) => {
    const { sessions, missing, requests, server } = await asked(answer);
    expect(sessions.map(({ key }) => key)).toEqual(there);
    expect(missing).toEqual(keys.slice(50));
    expect(requests).toBe(server.asked.length - 1);
    expect(requests).toBeLessThanOrEqual(most);
  });

  it('are never called missing for a fault of the server', async () => {
    await expect(asked((list) => (list.includes(keys[3] ?? '') ? 403 : orMissing(list)))).rejects.toMatchObject({ code: 'forbidden' });
    await expect(asked((list) => (list.length === 1 ? 400 : 404))).rejects.toMatchObject({ more: { status: 400 } });
  });

  it('are none where none are asked for, and asked for once where a key is named twice', async () => {
    expect(await asked(orMissing, [])).toMatchObject({ sessions: [], missing: [], requests: 0 });
    const { sessions, requests } = await asked(orMissing, [there[0] ?? '', there[0] ?? '']);
    expect(sessions).toHaveLength(1);
    expect(requests).toBe(1);
  });

  it('go out in groups that fit an address, one with a comma alone', () => {
    expect(batchesOf(['a', 'b,c', 'd', 'e'], 4)).toEqual([['a'], ['b,c'], ['d', 'e']]);
    expect(batchesOf(['aaaaaaaa', 'b'], 4)).toEqual([['aaaaaaaa'], ['b']]);
    for (const batch of batchesOf(keys, 240)) expect(batch.join(',').length).toBeLessThanOrEqual(240);
  });
});
