import { describe, expect, it } from 'vitest';
import type { Session } from '../../preload/model.ts';
import { session, url, withTrack } from '../../test/fakes/house.ts';
import { Failure } from '../failure.ts';

const list = '--server Track --connection Season2017';
const sessions: readonly Session[] = [
  session('k1', { sessionType: '=HYPERLINK("x")', lapsCount: -1, details: [{ name: 'Driver', value: 'HAM' }] }),
  session('k2', { sessionType: '-5', id: 9007199254740993n }),
];

describe('show', () => {
  const words = `show ${list} --session k1`;

  it('is live, with details and laps exact', async () => {
    const { run, server } = await withTrack();
    server.sessions = sessions;
    server.details = [{ name: 'Driver', value: 'HAM' }];
    server.laps = [{ number: 1, name: 'Out Lap', startTime: 1508796478000000123n, endTime: null, lapTime: 7n, countForFastestLap: false }];
    const shown = await run(`${words} --format json`);
    expect(shown.out()).toBe(
      '{"source":"live","takenAt":"1970-01-01T00:00:00.000Z",' +
        '"session":{"key":"k1","identifier":"id-k1","sessionType":"=HYPERLINK(\\"x\\")","lapsCount":-1,' +
        '"details":[{"name":"Driver","value":"HAM"}],"extra":{}},' +
        '"details":[{"name":"Driver","value":"HAM"}],' +
        '"laps":[{"number":1,"name":"Out Lap","startTime":1508796478000000123,"endTime":null,"lapTime":7,"countForFastestLap":false}]}\n',
    );
    const table = await run(words);
    for (const text of ['id-k1', 'HAM', 'Out Lap', '1508796478000000123']) expect(table.out()).toContain(text);
    const csv = await run(`${words} --format csv`);
    expect(csv.out()).toMatch(/^source,takenAt,key,identifier,.*,details,extra,laps\r\nlive,1970-01-01T00:00:00.000Z,k1,/);
  });

  it('is saved where the server is not there, which is said; laps that were never read are absent', async () => {
    const { run, server, store } = await withTrack();
    store.seed(url, 'Season2017', sessions);
    server.failure = new Failure('unreachable');
    const shown = await run(`${words} --format json`);
    expect(shown.exit).toBe(0);
    const { source, ...rest } = JSON.parse(shown.out()) as Record<string, unknown>;
    expect(source).toBe('saved');
    expect(Object.keys(rest)).toEqual(['takenAt', 'session', 'details']);
    expect(shown.err()).toContain('saved');
    expect((await run(words)).out()).toContain('Laps were never read.');
  });

  it('names a session that is not there', async () => {
    const { run } = await withTrack();
    const refused = await run(`show ${list} --session nowhere`);
    expect(refused.exit).toBe(2);
    expect(refused.err()).toContain('nowhere');
  });
});
