/** Saved filters and stars: kept across restarts, damage and removed servers. */
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { defaultSort, type Server } from '../../preload/model.ts';
import { addressServer } from '../address-server.ts';
import { silent } from '../log.ts';
import { openShelf, type ShelfKeeper } from './shelf.ts';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'paddock-shelf-'));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

const track: Server = { ...addressServer('http://track-pc:8011', 'anna'), id: 'track', name: 'Track PC' };
const wet = { name: 'Wet', filter: 'note:wet', sort: defaultSort, connection: 'Season2017' } as const;
const open = (servers: readonly Server[] = [track]): Promise<ShelfKeeper> => openShelf({ folder, log: silent, servers: () => servers });

describe('saved filters', () => {
  it('are there after a restart, in the order in which they were saved', async () => {
    const shelf = await open();
    const first = await shelf.save(track, wet);
    await shelf.save(track, { ...wet, name: 'Dry' });
    await shelf.rename(first.id, ' Rain ');
    expect((await open()).read().filters.map(({ name, serverId }) => [name, serverId])).toEqual([
      ['Rain', 'track'],
      ['Dry', 'track'],
    ]);
  });

  it('come back as they were after they were removed', async () => {
    const shelf = await open();
    const saved = await shelf.save(track, wet);
    const removed = await shelf.remove(saved.id);
    expect(shelf.read().filters).toEqual([]);
    await shelf.save(track, removed);
    expect(shelf.read().filters).toEqual([saved]);
    await expect(shelf.remove('nobody')).rejects.toMatchObject({ code: 'not-found' });
  });

  it('have a name, one each within a connection', async () => {
    const shelf = await open();
    await shelf.save(track, wet);
    await expect(shelf.save(track, wet)).rejects.toMatchObject({ code: 'name-taken' });
    await expect(shelf.save(track, { ...wet, name: '  ' })).rejects.toMatchObject({ code: 'usage' });
    await shelf.save(track, { ...wet, connection: 'Other' });
    expect(shelf.read().filters).toHaveLength(2);
  });

  it('outlive their server, and are its own when it is added again', async () => {
    await (await open()).save(track, wet);
    const without = (await open([])).read().filters[0];
    expect(without?.serverId).not.toBe('track');
    expect((await open([{ ...track, id: 'again' }])).read().filters[0]?.serverId).toBe('again');
  });

  it('survive a damaged file, which is told; what cannot be read of them stays in it', async () => {
    const shelf = await open();
    await shelf.save(track, wet);
    const file = join(folder, 'shelf.json');
    writeFileSync(file, '{"version":1,"fil');
    const again = await open();
    expect(again.notices).toMatchObject([{ code: 'settings-damaged' }]);
    expect(again.read().filters).toMatchObject([{ name: 'Wet' }]);
    const written = JSON.parse(readFileSync(file, 'utf8')) as { filters: unknown[] };
    writeFileSync(file, JSON.stringify({ ...written, filters: [...written.filters, { of: 'a newer version' }] }));
    await again.save(track, { ...wet, name: 'Dry' });
    expect(readFileSync(file, 'utf8')).toContain('a newer version');
  });
});

describe('starred connections', () => {
  it('are starred once, and no more when that is taken back', async () => {
    const shelf = await open();
    await shelf.star(track, 'Season2017', true);
    await shelf.star(track, 'Season2017', true);
    expect((await open()).read().stars).toEqual([{ serverId: 'track', connection: 'Season2017' }]);
    await shelf.star(track, 'Season2017', false);
    expect(shelf.read().stars).toEqual([]);
  });
});
