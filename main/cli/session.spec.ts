import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { Session } from '../../preload/model.ts';
import { session, url, withTrack } from '../../test/fakes/house.ts';
import { Failure } from '../failure.ts';

let cwd = '';
beforeEach(async () => {
  cwd = await mkdtemp(join(tmpdir(), 'paddock-export-'));
});
afterEach(() => rm(cwd, { recursive: true, force: true }));

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

describe('export', () => {
  it('writes CSV that a spreadsheet does not run, and the texts as they are with --raw', async () => {
    const { run, store } = await withTrack();
    store.seed(url, 'Season2017', sessions);
    expect(await run(`export ${list} --to season.csv`, { cwd })).toMatchObject({ exit: 0 });
    expect((await readFile(join(cwd, 'season.csv'), 'utf8')).split('\r\n')).toEqual([
      'key,identifier,timeOfRecording,timeZone,sessionType,startTime,endTime,lapsCount,id,state,stateRaw,details,extra',
      `k1,id-k1,,,"'=HYPERLINK(""x"")",,,-1,,,,"[{""name"":""Driver"",""value"":""HAM""}]",{}`,
      'k2,id-k2,,,-5,,,,9007199254740993,,,,{}',
      '',
    ]);
    await run(`export ${list} --to season.csv --raw`, { cwd });
    expect(await readFile(join(cwd, 'season.csv'), 'utf8')).toContain('"=HYPERLINK');
  });

  it('writes JSON as list does, and NDJSON, with filter and order', async () => {
    const { run, store } = await withTrack();
    store.seed(url, 'Season2017', sessions);
    const listed = await run(`list ${list} --format json`);
    await run(`export ${list} --to season.JSON`, { cwd });
    expect(await readFile(join(cwd, 'season.JSON'), 'utf8')).toBe(listed.out());
    const written = await run(`export ${list} --to season.ndjson --filter k2 --sort key:asc`, { cwd });
    expect(written.out()).toBe('');
    expect(await readFile(join(cwd, 'season.ndjson'), 'utf8')).toBe(
      '{"key":"k2","identifier":"id-k2","sessionType":"-5","id":9007199254740993,"extra":{}}\n',
    );
  });

  it('leaves the old file and nothing else where it fails', async () => {
    const { run, store } = await withTrack();
    store.seed(url, 'Season2017', sessions);
    await writeFile(join(cwd, 'season.csv'), 'old');
    store.rows = () => Promise.reject(new Failure('store-damaged'));
    expect(await run(`export ${list} --to season.csv`, { cwd })).toMatchObject({ exit: 6 });
    expect(await readFile(join(cwd, 'season.csv'), 'utf8')).toBe('old');
    expect(await readdir(cwd)).toEqual(['season.csv']);
    expect(store.open.size).toBe(0);
  });

  it.each(['season.paddock', 'season.parquet', 'season', 'no/such/folder/season.csv'])('refuses %s', async (file) => {
    const { run, store } = await withTrack();
    store.seed(url, 'Season2017', sessions);
    const refused = await run(`export ${list} --to ${file}`, { cwd });
    expect(refused.exit).toBe(2);
    expect(refused.err()).toContain('season');
    expect(await readdir(cwd)).toEqual([]);
  });

  it('refuses a file below something that is no folder', async () => {
    const { run, store } = await withTrack();
    store.seed(url, 'Season2017', sessions);
    await writeFile(join(cwd, 'plain'), 'a file');
    const refused = await run(`export ${list} --to plain/season.csv --format json`, { cwd });
    expect(refused.exit).toBe(2);
    expect(JSON.parse(refused.err())).toMatchObject({ error: { code: 'file-unwritable' } });
  });
});
