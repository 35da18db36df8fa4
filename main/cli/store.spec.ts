/** What the command line tells of the folder, and how it asks before a store is salvaged. */
import { describe, expect, it } from 'vitest';
import { build } from '../../test/fakes/house.ts';
import { Failure } from '../failure.ts';
import type { Salvaging } from '../store/salvaging.ts';

const kept = [{ server: 'http://track engineer', connection: 'Season2017', snapshots: [1, 2], sessions: 40 }];
const lost = [{ server: 'http://track engineer', connection: 'Season2017', snapshots: [3] }];

function createSalvaging(): Salvaging & { readonly done: () => number } {
  let done = 0;
  return {
    done: () => done,
    offer: () => Promise.resolve({ kept, lost }),
    salvage: () => {
      done += 1;
      return Promise.resolve({ kept, lost, aside: '/data/store/paddock.db.damaged-2026' });
    },
  };
}

describe('store salvage', () => {
  it('says what is kept and what not, and without a terminal does nothing unless it is told to', async () => {
    const salvaging = createSalvaging();
    const { run } = build({ salvaging });
    const refused = await run('store salvage');
    expect(refused.exit).toBe(2);
    expect(refused.err()).toContain('Season2017 (http://track): snapshots 1, 2');
    expect(refused.err()).toContain('These are damaged and are not kept:\n  Season2017 (http://track): snapshot 3\n');
    expect(refused.err()).toContain('Give --yes');
    expect(salvaging.done()).toBe(0);
    const done = await run('store salvage --yes --format json');
    expect(done.exit).toBe(0);
    expect(done.err()).toContain('put aside as /data/store/paddock.db.damaged-2026');
    expect(JSON.parse(done.out())).toEqual({
      aside: '/data/store/paddock.db.damaged-2026',
      connections: [
        { server: 'http://track', connection: 'Season2017', kept: true, snapshots: [1, 2] },
        { server: 'http://track', connection: 'Season2017', kept: false, snapshots: [3] },
      ],
    });
  });

  it('asks a terminal', async () => {
    for (const [answer, times] of [
      ['n\n', 0],
      ['', 0],
      ['yes\n', 1],
    ] as const) {
      const salvaging = createSalvaging();
      const { run } = build({ salvaging });
      const { exit, err } = await run('store salvage', { terminal: 80, stdin: answer });
      expect(err()).toContain('Salvage what is sound? [y/N]');
      expect(exit).toBe(times === 1 ? 0 : 2);
      expect(salvaging.done()).toBe(times);
    }
  });

  it('is refused where nothing is damaged', async () => {
    const { exit, err } = await build().run('store salvage --yes');
    expect(exit).toBe(2);
    expect(err()).toContain('Nothing is damaged');
  });
});

describe('a folder with something to be told', () => {
  const notices = [new Failure('folder-risky', 'The folder /x is synchronised by OneDrive.').shape()];

  it('is told once on stderr by each command that opens something in it, unless quiet', async () => {
    const { run } = build({ notices });
    const { exit, err, out } = await run('server list');
    expect(exit).toBe(0);
    expect(err().split('synchronised by OneDrive').length).toBe(2);
    expect(err()).toContain('--user-data-dir');
    expect(out()).not.toContain('OneDrive');
    expect((await run('verify')).err().split('synchronised by OneDrive').length).toBe(2);
    expect((await run('verify --quiet')).err()).toBe('');
    expect((await run('--help')).err()).toBe('');
  });
});
