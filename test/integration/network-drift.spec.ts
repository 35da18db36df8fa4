/** Lists that move while they are read, through the command line: what is called complete is, and what is called gone is gone. */
import { describe, expect, it } from 'vitest';
import { trouble, type Case, type Trouble } from './troubled.ts';

interface Row {
  readonly Key: { readonly value: string };
}

/** The keys that the server has at this moment, the newest first. */
async function there({ server }: Trouble): Promise<readonly string[]> {
  const form = new URLSearchParams({ grant_type: 'password', username: 'race engineer', password: 'pass-Wörd 4711&=%"' });
  const { access_token: token } = (await (await fetch(`${server.url}/token`, { method: 'POST', body: form })).json()) as {
    access_token: string;
  };
  const answer = await fetch(`${server.url}/api/connections/Season2017/sessions?pageSize=5000`, {
    headers: { authorization: `Bearer ${token}` },
  });
  return ((await answer.json()) as readonly Row[]).map(({ Key }) => Key.value);
}

/** `complete`: what only moves pages back hides nothing, so nothing less will do. */
const moves: readonly (Case & { readonly complete?: true })[] = [
  { faults: ['grow=3'], complete: true },
  { faults: ['grow=1'], complete: true },
  { faults: ['shrink=3'] },
  { faults: ['insert=3'], complete: true },
  { faults: ['insert=1'], complete: true },
  { faults: ['delete=3'] },
  { faults: ['delete=1'] },
  { faults: ['grow=2', 'delete=3', 'change=1'] },
  { faults: ['insert=2', 'delete=2'] },
  { faults: ['insert=3', 'delete=4', 'flaky=10'] },
  { faults: ['delete=3', 'cap=20'] },
  { faults: ['delete=3', 'end-refused'] },
  { faults: ['delete=3', 'last-repeats'] },
];

describe('a list that moves while it is read', () => {
  it.each(moves.map((one) => [one.faults.join(' '), one] as const))('%s: is complete, or says that it is not', async (_, one) => {
    const moving = await trouble(one);
    const { exit, record, asked } = await moving.sync();
    const listed = await moving.listed();
    const now = await there(moving);
    expect(new Set(listed).size).toBe(listed.length);
    // Nothing returns that was deleted, so what is there before and after was there throughout.
    const throughout = moving.keys.filter((key) => now.includes(key));
    if (one.complete || exit === 0) expect(throughout.filter((key) => !listed.includes(key))).toEqual([]);
    else expect(record).toMatchObject({ status: 'partial', gone: 0 });
    if (one.complete) expect(exit).toBe(0);
    expect(asked).toBeLessThanOrEqual(400);
  });

  it('shuffle-each: is never called complete with something missing', async () => {
    const { sync, listed, keys } = await trouble({ faults: ['shuffle-each'] });
    const { exit, record } = await sync();
    const found = await listed();
    expect(keys).toEqual(expect.arrayContaining([...found]));
    if (exit === 0) expect(found).toHaveLength(keys.length);
    else expect(record).toMatchObject({ status: 'partial', gone: 0 });
  });
});

describe('what is gone', () => {
  it('is said only of sessions that the server does not have', async () => {
    const moving = await trouble({ faults: [] });
    expect((await moving.sync()).exit).toBe(0);
    await moving.become('delete=4');
    // What was deleted until then is gone; what goes during the read may be, too.
    await there(moving);
    const { exit, record } = await moving.sync('--full');
    const listed = await moving.listed();
    const missing = moving.keys.filter((key) => !listed.includes(key));
    const now = await there(moving);
    expect(missing.filter((key) => now.includes(key))).toEqual([]);
    if (exit === 0) expect(record?.gone).toBe(missing.length);
    else expect(record?.gone).toBe(0);
  });

  it.each([
    ['as it should', []],
    ['with nothing', ['no-key-route=nothing']],
    ['with an empty list', ['no-key-route=empty']],
    ['with another session', ['no-key-route=newest']],
    ['with whatever key was asked for', ['no-key-route=echo']],
  ])('is told, whether a session that is asked for by its key is answered %s', async (_, faults) => {
    const shorter = await trouble({ faults: [] });
    await shorter.sync();
    // One session was deleted, and the list rests then for longer than a sync takes.
    await shorter.become('shrink=100', ...faults);
    for (let pages = 0; pages < 100; pages += 1) await there(shorter);
    const now = await there(shorter);
    expect(now).toHaveLength(299);
    expect(await shorter.sync('--full')).toMatchObject({ exit: 0, record: { gone: 1, sessions: 299 } });
    expect([...(await shorter.listed())].sort()).toEqual([...now].sort());
  });
});
