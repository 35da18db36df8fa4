import { describe, expect, it } from 'vitest';
import { ask, signIn, start, type Asking } from './asking.ts';

const sessions = 'connections/Season2017/sessions';
type Row = Readonly<Record<string, unknown>>;

const rows = async ({ read }: Asking, page: number, size: number, more = ''): Promise<readonly Row[]> =>
  (await read(`${sessions}?page=${page}&pageSize=${size}${more}`)) as readonly Row[];
const keysOf = (page: readonly Row[]): readonly unknown[] => page.map((row) => row['Key']);
const v1 = (...faults: readonly string[]): Promise<Asking> => ask({ generation: 'sqlrace', sessions: 60, faults });
const statusOf = async ({ get }: Asking, path: string): Promise<number> => (await get(path)).status;

describe('lists that change while they are read', () => {
  it('insert: a session is added somewhere, between its neighbours by time, and can be asked for', async () => {
    const still = await rows(await v1(), 0, 60);
    const moving = await v1('insert=1');
    const before = await rows(moving, 0, 100);
    const after = await rows(moving, 0, 100);
    expect(keysOf(before)).toEqual(keysOf(still));
    expect(after).toHaveLength(61);
    const [added] = after.filter(({ Key }) => !keysOf(before).includes(Key));
    const times = after.map((row) => String(row['TimeOfRecording']));
    expect(times).toEqual([...times].sort().reverse());
    expect(await moving.read(`${sessions}/${String(added?.['Key'])}`)).toMatchObject([{ Key: added?.['Key'] }]);
    expect(keysOf(after).filter((key) => key !== added?.['Key'])).toEqual(keysOf(before));
  });

  it('delete: a session somewhere is gone, and is not there by its key', async () => {
    const moving = await v1('delete=2');
    const before = keysOf(await rows(moving, 0, 100));
    await rows(moving, 0, 1);
    const after = keysOf(await rows(moving, 0, 100));
    const gone = before.filter((key) => !after.includes(key));
    expect(gone).toHaveLength(1);
    expect(await statusOf(moving, `${sessions}/${String(gone[0])}`)).toBe(404);
    expect(await statusOf(moving, `${sessions}/${String(after[0])}`)).toBe(200);
  });

  it('change: a session somewhere has another field', async () => {
    const moving = await v1('change=1');
    const before = await rows(moving, 0, 100);
    const after = await rows(moving, 0, 100);
    expect(keysOf(after)).toEqual(keysOf(before));
    const changed = after.filter((row, at) => JSON.stringify(row) !== JSON.stringify(before[at]));
    expect(changed).toHaveLength(1);
    expect(changed[0]?.['LapsCount']).toBe(Number(before.find(({ Key }) => Key === changed[0]?.['Key'])?.['LapsCount']) + 1);
  });

  it('all of them: the same seed moves the list in the same way, another one in another', async () => {
    const faults = ['insert=2', 'delete=3', 'change=1', 'grow=4'];
    const read = async (seed: number): Promise<readonly (readonly Row[])[]> => {
      const asking = await ask({ generation: 'sqlrace', sessions: 60, faults, seed });
      const pages: (readonly Row[])[] = [];
      for (let page = 0; page < 12; page += 1) pages.push(await rows(asking, page % 6, 10));
      return pages;
    };
    expect(await read(3)).toEqual(await read(3));
    expect(await read(3)).not.toEqual(await read(4));
  });

  it('shuffle-each: the same sessions in another order each time', async () => {
    const shuffled = await v1('shuffle-each');
    const first = keysOf(await rows(shuffled, 0, 60));
    const second = keysOf(await rows(shuffled, 0, 60));
    expect(second).not.toEqual(first);
    expect([...second].sort()).toEqual([...first].sort());
  });
});

describe('orders', () => {
  const order = 'timeOfRecording:asc';
  const obeys = async (asking: Asking, spelling: string): Promise<boolean> => {
    const [first, second] = await rows(asking, 0, 2, `&${spelling}=${order}`);
    return String(first?.['TimeOfRecording']) < String(second?.['TimeOfRecording']);
  };

  it('no-order: is never obeyed', async () => {
    expect(await obeys(await v1(), 'order')).toBe(true);
    expect(await obeys(await v1('no-order'), 'order')).toBe(false);
  });

  it.each(['order', 'orderBy', 'orderby'])('order-spelling=%s: is obeyed in this spelling alone', async (spelling) => {
    const asking = await v1(`order-spelling=${spelling}`);
    const obeyed: string[] = [];
    for (const one of ['order', 'orderBy', 'orderby']) if (await obeys(asking, one)) obeyed.push(one);
    expect(obeyed).toEqual([spelling]);
  });
});

describe('pages', () => {
  it('refuse-size: a size above is refused as each generation does', async () => {
    const asking = await v1('refuse-size=20');
    expect(await rows(asking, 0, 20)).toHaveLength(20);
    const refused = await asking.get(`${sessions}?pageSize=21`);
    expect(refused.status).toBe(422);
    expect(await refused.json()).toMatchObject({ errors: [{ field: 'PageSize' }] });
    expect(await statusOf(await ask({ faults: ['refuse-size=20'] }), `${sessions}?pageSize=21`)).toBe(400);
  });

  it('end-refused: a page behind the end is not there', async () => {
    const asking = await v1('end-refused');
    expect(await rows(asking, 2, 20)).toHaveLength(20);
    expect(await statusOf(asking, `${sessions}?page=3&pageSize=20`)).toBe(404);
    expect(await statusOf(await ask({ sessions: 0, faults: ['end-refused'] }), `${sessions}?page=0`)).toBe(200);
  });

  it('last-repeats: a page behind the end is the last one', async () => {
    const asking = await v1('last-repeats');
    const last = await rows(asking, 2, 25);
    expect(last).toHaveLength(10);
    expect(await rows(asking, 3, 25)).toEqual(last);
    expect(await rows(asking, 99, 25)).toEqual(last);
  });

  it('connection-pages: connections come in pages', async () => {
    const { read } = await ask({ connections: 5, faults: ['connection-pages=2'] });
    const names = async (query: string): Promise<readonly unknown[]> =>
      ((await read(`connections${query}`)) as readonly Row[]).map((row) => row['FriendlyName']);
    expect(await names('')).toEqual(['Season2017', 'Live Session Cache']);
    expect(await names('?page=2&pageSize=1000')).toHaveLength(1);
    expect(await names('?page=3')).toEqual([]);
  });

  it('dot-names: two connections whose names no address can hold', async () => {
    const found = (await (await ask({ faults: ['dot-names'] })).read('connections')) as readonly Row[];
    expect(found.map((row) => row['FriendlyName'])).toEqual(['Season2017', 'Live Session Cache', '.', '..']);
  });
});

describe('sessions by their keys', () => {
  it('no-key-route: nothing, an empty list, the newest, or the newest under the key that was asked for', async () => {
    const invented = '00000000-0000-4000-8000-000000000000';
    expect(await statusOf(await v1('no-key-route'), `${sessions}/67ad8a93-6ba7-4c5d-9947-9c0e963ccf9e`)).toBe(404);
    const answered = async (what: string): Promise<readonly unknown[]> =>
      keysOf((await (await v1(`no-key-route=${what}`)).read(`${sessions}/${invented}`)) as readonly Row[]);
    expect(await answered('empty')).toEqual([]);
    expect(await answered('newest')).toEqual(['67ad8a93-6ba7-4c5d-9947-9c0e963ccf9e']);
    expect(await answered('echo')).toEqual([invented]);
  });
});

describe('records', () => {
  it('duplicates: some stand there twice', async () => {
    const page = keysOf(await rows(await v1('duplicates=10'), 0, 20));
    expect(page).toHaveLength(22);
    expect(page[9]).toEqual(page[10]);
  });

  it('invalid-dates and states: the same in whatever page the session comes', async () => {
    const asking = await v1('invalid-dates=5', 'states=4');
    const plain = await rows(await v1(), 0, 60);
    const whole = await rows(asking, 0, 60);
    const differ = (name: string): readonly number[] => whole.flatMap((row, at) => (row[name] === plain[at]?.[name] ? [] : [at + 1]));
    expect(differ('TimeOfRecording')).toEqual([5, 10, 15, 20, 25, 30, 35, 40, 45, 50, 55, 60]);
    expect(differ('State')).toEqual([4, 8, 12, 16, 20, 24, 28, 32, 36, 40, 44, 48, 52, 56, 60]);
    expect(new Set(whole.map((row) => typeof row['State']))).toEqual(new Set(['string', 'number', 'object']));
    expect([...(await rows(asking, 0, 7)), ...(await rows(asking, 1, 7))]).toEqual(whole.slice(0, 14));
  });
});

describe('signing in', () => {
  const influx = (...faults: readonly string[]): Promise<Asking> => ask({ generation: 'influx', faults });
  const refresh = ({ server, token }: Asking): Promise<Response> =>
    signIn(server, { grant_type: 'refresh_token', refresh_token: token.refresh_token ?? '' });

  it('no-refresh: no refresh token is given', async () => {
    expect((await influx()).token.refresh_token).toBeTypeOf('string');
    expect((await influx('no-refresh')).token.refresh_token).toBeUndefined();
  });

  it('refresh-kept: the refresh token stays', async () => {
    const asking = await influx('refresh-kept');
    expect(await (await refresh(asking)).json()).toMatchObject({ refresh_token: asking.token.refresh_token });
    expect((await refresh(asking)).status).toBe(200);
  });

  it('refresh-refused: each is refused', async () => {
    const refused = await refresh(await influx('refresh-refused'));
    expect([refused.status, await refused.json()]).toEqual([400, { error: 'invalid_grant' }]);
  });

  it('refresh-lost: there is no answer, and the token was changed', async () => {
    const asking = await influx('refresh-lost');
    await expect(refresh(asking)).rejects.toThrow();
    expect((await refresh(asking)).status).toBe(400);
  });

  it.each(['expired', 'not-yet', 'disabled', 'locked'])('account=%s: the right password is refused with the reason', async (what) => {
    const server = await start({ generation: 'influx', faults: [`account=${what}`] });
    const refused = await signIn(server);
    expect(refused.status).toBe(400);
    const { error, error_description: why } = (await refused.json()) as Readonly<Record<string, string>>;
    expect(error).toBe('invalid_grant');
    expect(why).toContain(what === 'not-yet' ? 'not valid yet' : what);
    expect(await (await signIn(server, { password: 'wrong' })).json()).toMatchObject({
      error_description: 'The user name or password is incorrect.',
    });
  });
});
