import { describe, expect, it } from 'vitest';
import { buildApi } from '../test/fakes/api.ts';
import { Failure } from './failure.ts';
import { placeOf } from './place.ts';

const session = (identifier: string) => ({ key: `key ${identifier}`, identifier, extra: {} });

describe('searching everything saved', () => {
  it('looks through the lists of every server in the tree, names those it could not, and asks no server', async () => {
    const { api, server, servers, store } = buildApi();
    await api.servers.add({ name: 'Track PC', url: 'http://track.example', user: 'me' }, 'right');
    const [track] = servers.list();
    if (!track) throw new Error('a server was added');
    store.seed(placeOf(track), 'Season2017', [session('171022'), session('171023'), session('18')]);
    // Nobody saved this one, and the tree shows it all the same.
    store.seed('http://factory.example me', 'Archive', [session('171024')]);
    const { length: signIns } = server.signIns;
    server.failure = new Failure('unreachable');

    const found = await api.search.everywhere('17', 1);

    expect(found).toMatchObject({
      lists: [
        { serverId: track.id, connection: 'Season2017', total: 2, rows: [{ session: { identifier: '171022' } }] },
        { serverId: 'url:http://factory.example me', connection: 'Archive', total: 1 },
      ],
      ...{ searched: 2, sessions: 4 },
      unsearched: [{ serverId: track.id, connection: 'Live Session Cache' }],
    });
    expect(server.signIns).toHaveLength(signIns);
    expect(await api.search.everywhere('no such', 1)).toMatchObject({ lists: [], searched: 2 });
  });
});
