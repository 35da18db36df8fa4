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

const moves: readonly Case[] = [
  { faults: ['grow=3'] },
  { faults: ['grow=1'] },
  { faults: ['shrink=3'] },
  { faults: ['insert=3'] },
  { faults: ['insert=1'] },
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
    if (exit === 0) expect(throughout.filter((key) => !listed.includes(key))).toEqual([]);
    else expect(record).toMatchObject({ status: 'partial', gone: 0 });
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

  it.each(['nothing', 'empty', 'newest', 'echo'])('is decided without asking by key where that answers %s', async (what) => {
    const still = await trouble({ faults: [] });
    await still.sync();
    await still.become('shrink=1', `no-key-route=${what}`);
    await there(still);
    await still.become();
    const { exit, record } = await still.sync('--full');
    expect(exit).toBe(0);
    expect(record).toMatchObject({ gone: 0, sessions: 300 });
  });

  it.each(['nothing', 'empty', 'newest', 'echo'])('is told once, and right, though a key that is asked for answers %s', async (what) => {
    const shorter = await trouble({ faults: [], sessions: 300 });
    await shorter.sync();
    // One session is deleted by the first page that is asked for here, and the list rests then: a page behind each is far away.
    await shorter.become('shrink=40', `no-key-route=${what}`);
    for (let page = 0; page < 40; page += 1) await there(shorter);
    const now = await there(shorter);
    expect(now).toHaveLength(299);
    const { exit, record } = await shorter.sync('--full');
    const listed = await shorter.listed();
    if (exit === 0) {
      expect(record?.gone).toBe(shorter.keys.length - listed.length);
      expect(now.filter((key) => !listed.includes(key))).toEqual([]);
    } else expect(record?.gone).toBe(0);
  });
});
