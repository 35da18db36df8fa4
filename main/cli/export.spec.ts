import { describe, expect, it } from 'vitest';
import { session, url, withTrack } from '../../test/fakes/house.ts';

describe('export', () => {
  it('asks the store for the list as it was named, without the address, and says what was written', async () => {
    const { run, store } = await withTrack();
    store.seed(url, 'Season2017', [session('k')]);
    const words = 'export --server Track --connection Season2017 --snapshot 1 --filter driver:HAM --sort lapsCount:desc';
    const told = await run(`${words} --columns key,detail:Session_Name --raw --to season.CSV`, { cwd: '/folder', terminal: 80 });
    expect([told.exit, told.out()]).toEqual([0, '']);
    expect(told.err()).toContain('season.CSV: 1 of 3 sessions');
    expect(told.err()).toContain('3 sessions are written to /folder/season.CSV.');
    expect(store.exports).toMatchObject([
      {
        ...{ server: url, connection: 'Season2017', snapshot: 1, filter: 'driver:HAM', sort: { field: 'lapsCount', direction: 'desc' } },
        ...{ columns: ['key', 'detail:Session Name'], raw: true, file: '/folder/season.CSV' },
      },
    ]);
    expect(store.exports[0]?.origin).toEqual({ productVersion: '1.2.3', createdAt: expect.any(String) as string, server: 'Track' });
  });

  it('exports a whole server, with its address where that is asked for', async () => {
    const { run, store } = await withTrack();
    store.seed(url, 'Season2017', []);
    expect((await run('export --server Track --with-address --to a.paddock')).err()).toContain('3 sessions of 2 connections');
    expect(store.exports[0]).not.toHaveProperty('connection');
    expect(store.exports[0]?.origin).toMatchObject({ server: 'Track', address: url });
  });

  it.each([
    ['--connection Season2017 --to season.xls', '.parquet'],
    ['--connection Season2017 --to season', '.paddock'],
    ['--snapshot 1 --to a.csv', '--connection'],
    ['--with-address --to a.csv', '--with-address'],
    ['--columns key,,id --to a.csv', '--columns'],
    ['--connection Nowhere --to a.csv', 'Nowhere'],
  ])('refuses %s', async (words, named) => {
    const { run, store } = await withTrack();
    store.seed(url, 'Season2017', []);
    const refused = await run(`export --server Track ${words}`);
    expect(refused.exit).toBe(2);
    expect(refused.err()).toContain(named);
    expect(store.exports).toEqual([]);
  });

  it('says that nothing was saved of a server', async () => {
    const { run } = await withTrack();
    const refused = await run('export --server Track --to a.csv --format json');
    expect([refused.exit, JSON.parse(refused.err())]).toMatchObject([2, { error: { code: 'never-saved' } }]);
  });
});
