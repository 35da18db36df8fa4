import { describe, expect, it } from 'vitest';
import { defaultSort } from '../../preload/model.ts';
import { createFakeServers } from '../../test/fakes/servers.ts';
import { createFakeStore } from '../../test/fakes/store.ts';
import type { ViewQuery } from '../store/store.ts';
import { warm } from './warm.ts';

async function house() {
  const servers = createFakeServers();
  const { id } = await servers.add({ name: 'Track PC', url: 'http://track', user: 'engineer' });
  const store = createFakeStore();
  const asked: unknown[] = [];
  const opened = { view: 7, reading: false, total: 0, unfiltered: 0, detailNames: [], hasFastest: false, rows: [] };
  store.openView = (query: ViewQuery) => {
    asked.push(query);
    return Promise.resolve(opened);
  };
  store.closeView = (view) => {
    asked.push(view);
    return Promise.resolve();
  };
  const warmed = (serverId: string | undefined): Promise<void> =>
    warm({
      store: () => Promise.resolve(store),
      servers: () => Promise.resolve(servers),
      memory: { sort: defaultSort, ...(serverId !== undefined && { selected: { serverId, connection: 'Season2017' } }) },
    });
  return { id, store, asked, warmed };
}

describe('the list that was left open', () => {
  it('is opened and closed again, in its order', async () => {
    const { id, asked, warmed } = await house();
    await warmed(id);
    expect(asked).toEqual([{ server: 'http://track engineer', connection: 'Season2017', filter: '', sort: defaultSort }, 7]);
  });

  it('is none where none was, and no failure where it cannot be opened', async () => {
    const { id, store, asked, warmed } = await house();
    await warmed(undefined);
    await warmed('gone');
    store.openView = () => Promise.reject(new Error('no such list'));
    await expect(warmed(id)).resolves.toBeUndefined();
    expect(asked).toEqual([]);
  });
});
