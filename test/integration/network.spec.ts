/** Every fault of the demo server × sync through the command line: complete, or an honest part, in bounded time and requests. */
import { describe, expect, it } from 'vitest';
import { trouble, type Case } from './troubled.ts';

const sorted = (keys: readonly string[]): readonly string[] => [...keys].sort();
const name = ({ faults, generation = 'rest' }: Case): string => `${faults.join(' ')}${generation === 'rest' ? '' : ` (${generation})`}`;
const rows = <Row extends Case>(...cases: readonly Row[]): readonly (readonly [string, Row])[] => cases.map((one) => [name(one), one]);

describe('a complete list, whatever the server does', () => {
  it.each(
    rows<Case & { readonly sessions?: number; readonly most?: number }>(
      { faults: [] },
      { faults: [], generation: 'sqlrace' },
      { faults: [], generation: 'influx' },
      // The network.
      { faults: ['slow=400000'] },
      { faults: ['delay=20'] },
      { faults: ['hang=7'] },
      { faults: ['stall=5'] },
      { faults: ['truncate=5'] },
      { faults: ['reset=5'] },
      { faults: ['fail-once=503'] },
      { faults: ['fail-once=408'] },
      { faults: ['fail-once=429', 'retry-after=0'] },
      { faults: ['fail-once=503', 'retry-after-date=0'] },
      { faults: ['error-json=6'] },
      { faults: ['gzip'] },
      { faults: ['brotli'] },
      { faults: ['gzip', 'truncate=5'] },
      { faults: ['gzip', 'bom'] },
      { faults: ['brackets=4'] },
      { faults: ['clock=86400'] },
      { faults: ['clock=-86400'] },
      { faults: ['clock=-86400'], generation: 'influx' },
      // Signing in.
      { faults: ['expire-after=3'] },
      { faults: ['expire-after=3'], generation: 'influx' },
      { faults: ['expire-after=3', 'refresh-kept'], generation: 'influx' },
      { faults: ['expire-after=3', 'no-refresh'], generation: 'influx' },
      { faults: ['expire-after=3', 'refresh-refused'], generation: 'influx' },
      { faults: ['expire-after=3', 'refresh-lost=2'], generation: 'influx' },
      { faults: ['token-seconds=1', 'delay=150'], generation: 'influx' },
      // Pages and orders.
      { faults: ['cap=20'] },
      { faults: ['cap=20', 'end-refused'] },
      { faults: ['refuse-size=60'] },
      { faults: ['refuse-size=60'], generation: 'sqlrace' },
      { faults: ['no-paging'] },
      { faults: ['empty-page=3'] },
      { faults: ['end-refused'], generation: 'sqlrace' },
      { faults: ['last-repeats'] },
      { faults: ['shuffle'] },
      { faults: ['no-order'] },
      { faults: ['order-spelling=orderBy'], generation: 'sqlrace' },
      { faults: ['no-key-route=nothing'] },
      { faults: ['no-key-route=echo'] },
      { faults: ['change=2'] },
      // Records and shapes.
      { faults: ['duplicates=40'] },
      { faults: ['invalid-dates=3'] },
      { faults: ['invalid-dates=3'], generation: 'influx' },
      { faults: ['states=3'] },
      { faults: ['states=3'], generation: 'sqlrace' },
      { faults: ['bom'] },
      { faults: ['bare-object'] },
      { faults: ['no-brackets'] },
      { faults: ['early'] },
      { faults: ['early'], generation: 'sqlrace' },
      { faults: ['early'], generation: 'influx' },
      { faults: ['no-details'], generation: 'influx' },
      { faults: ['connection-pages=1'] },
      { faults: ['dot-names'] },
    ),
  )('%s', async (_, one) => {
    const { sync, listed, keys } = await trouble(one);
    const synced = await sync();
    expect(synced.error).toBeUndefined();
    expect(synced).toMatchObject({ exit: 0, record: { sessions: 300, skipped: 0 } });
    expect(sorted(await listed())).toEqual(sorted(keys));
  });

  it('bad-record: all but those that cannot be read, which are counted', async () => {
    const { sync, listed, keys } = await trouble({ faults: ['bad-record=50'] });
    expect(await sync()).toMatchObject({ exit: 0, record: { sessions: 294, skipped: 6 } });
    expect(sorted(await listed())).toEqual(sorted(keys.filter((_key, at) => (at + 1) % 50 !== 0)));
  });
});

describe('a part, and why', () => {
  it.each(
    rows<Case & { readonly says: RegExp }>(
      { faults: ['fail-after=6'], says: /not available at the moment.*not read to its end/ },
      { faults: ['drop-after=6'], says: /not read to its end/ },
    ),
  )('%s', async (_, one) => {
    const { sync, listed, keys, become } = await trouble(one);
    const first = await sync();
    expect(first.exit).toBe(5);
    expect(first.record?.reason).toMatch(one.says);
    expect(first.asked).toBeLessThanOrEqual(30);
    const part = await listed();
    expect(part.length).toBeGreaterThan(0);
    expect(part.length).toBe(first.record?.sessions);
    expect(keys).toEqual(expect.arrayContaining([...part]));

    await become();
    const second = await sync();
    expect(second).toMatchObject({ exit: 0, record: { status: 'complete', sessions: 300 } });
    expect(sorted(await listed())).toEqual(sorted(keys));
  });
});

/** Time enough for the bytes to be counted, and few bytes. */
const roomy = { page: 4 * 1024 * 1024, betweenBytes: 20_000, exchange: 20_000, overall: 20_000 };

describe('nothing, and why', () => {
  it.each(
    rows<Case & { readonly exit: number; readonly says: RegExp; readonly most?: number }>(
      { faults: ['html'], exit: 4, says: /web page/ },
      { faults: ['status=500'], exit: 4, says: /status 500/ },
      { faults: ['status=404'], exit: 4, says: /./ },
      { faults: ['fail-pages=500'], exit: 4, says: /status 500/, most: 24 },
      { faults: ['fail-pages=503'], exit: 4, says: /not available/, most: 24 },
      { faults: ['fail-pages=403'], exit: 3, says: /may not/ },
      { faults: ['fail-pages=404'], exit: 2, says: /no connection “Season2017”/ },
      { faults: ['fail-pages=407'], exit: 4, says: /proxy in between wants a sign-in of its own/, most: 12 },
      { faults: ['fail-pages=422'], exit: 4, says: /did not accept/ },
      { faults: ['fail-pages=429', 'retry-after=3600'], exit: 4, says: /60 minutes|1 hour/, most: 6 },
      { faults: ['fail-pages=503', 'retry-after-date=3600'], exit: 4, says: /60 minutes|1 hour/, most: 6 },
      { faults: ['fail-pages=503', 'retry-after-date=3600', 'clock=-86400'], exit: 4, says: /60 minutes|1 hour/, most: 6 },
      { faults: ['error-json'], exit: 4, says: /status 500/ },
      { faults: ['hang'], exit: 4, says: /./, most: 20 },
      { faults: ['stall'], exit: 4, says: /./, most: 20 },
      { faults: ['drip=300'], exit: 4, says: /in time/, most: 20 },
      { faults: ['reset'], exit: 4, says: /broke off|cannot be reached/, most: 20 },
      { faults: ['truncate'], exit: 4, says: /broke off|in the middle/, most: 20 },
      { faults: ['drop-after=0'], exit: 4, says: /./, most: 10 },
      { faults: ['gzip-bomb'], limits: roomy, exit: 4, says: /larger than the 4 MB/, most: 24 },
      { faults: ['brotli-bomb'], limits: roomy, exit: 4, says: /larger than the 4 MB/, most: 24 },
      { faults: ['endless'], limits: roomy, exit: 4, says: /larger than the 4 MB/, most: 24 },
      { faults: ['brackets'], exit: 4, says: /./, most: 24 },
      { faults: ['elements'], exit: 4, says: /./, most: 24 },
      { faults: ['big-header'], exit: 4, says: /header/, most: 24 },
      { faults: ['forbidden'], exit: 3, says: /may not/, most: 4 },
      { faults: ['ntlm=407'], exit: 4, says: /NTLM/, most: 4 },
      { faults: ['ntlm=401'], exit: 3, says: /NTLM/, most: 4 },
      { faults: ['account=expired'], generation: 'influx', exit: 3, says: /expired|no longer valid/, most: 1 },
      { faults: ['account=not-yet'], generation: 'influx', exit: 3, says: /not valid yet/, most: 1 },
      { faults: ['account=disabled'], generation: 'influx', exit: 3, says: /disabled|locked|blocked/, most: 1 },
      { faults: ['account=locked'], generation: 'influx', exit: 3, says: /locked|blocked/, most: 1 },
      { faults: ['account=locked'], exit: 3, says: /locked|blocked/, most: 1 },
      { faults: ['redirect=301'], exit: 4, says: /./, most: 2 },
      { faults: ['redirect=302'], exit: 4, says: /./, most: 2 },
      { faults: ['redirect=303'], exit: 4, says: /./, most: 2 },
      { faults: ['redirect=307'], exit: 4, says: /./, most: 2 },
      { faults: ['redirect=308'], exit: 4, says: /./, most: 2 },
      { faults: ['redirect-to=same'], exit: 4, says: /./, most: 2 },
      { faults: ['redirect-to=loop'], exit: 4, says: /./, most: 2 },
      { faults: ['redirect-to=downgrade'], exit: 4, says: /./, most: 2 },
      { faults: ['redirect-to=userinfo'], exit: 4, says: /./, most: 2 },
    ),
  )('%s', async (_, one) => {
    const { sync } = await trouble(one);
    const refused = await sync();
    expect(refused.exit).toBe(one.exit);
    expect(refused.error?.message).toMatch(one.says);
    expect(refused.asked).toBeLessThanOrEqual(one.most ?? 24);
  });

  it('leaves nothing behind that is in the way of the next run', async () => {
    const { sync, listed, become, keys } = await trouble({ faults: ['brackets'] });
    expect((await sync()).exit).toBe(4);
    expect(await listed()).toEqual([]);
    await become();
    expect((await sync()).exit).toBe(0);
    expect(sorted(await listed())).toEqual(sorted(keys));
  });

  it('leaves what was saved before as it was', async () => {
    const { sync, listed, become } = await trouble({ faults: [] });
    expect((await sync()).exit).toBe(0);
    const before = await listed();
    await become('html');
    expect((await sync()).exit).toBe(4);
    await become('forbidden');
    expect((await sync()).exit).toBe(3);
    await become('account=expired');
    expect((await sync()).exit).toBe(3);
    expect(await listed()).toEqual(before);
  });
});
