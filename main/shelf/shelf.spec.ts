/** Saved filters and stars: kept across restarts, damage and removed servers. */
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { defaultSort, type Server } from '../../preload/model.ts';
import { addressServer } from '../address-server.ts';
import { silent } from '../log.ts';
import { placeOf } from '../place.ts';
import { openShelf, type ShelfKeeper } from './shelf.ts';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'paddock-shelf-'));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

const track: Server = { ...addressServer('http://track-pc:8011', 'anna'), id: 'track', name: 'Track PC' };
const wet = { name: 'Wet', filter: 'note:wet', sort: defaultSort } as const;
const season = { server: track, connection: 'Season2017' } as const;
const open = (servers: readonly Server[] = [track]): Promise<ShelfKeeper> => openShelf({ folder, log: silent, servers: () => servers });

describe('saved filters', () => {
  it('are there after a restart, in the order in which they were saved', async () => {
    const shelf = await open();
    const first = await shelf.save(wet, season);
    await shelf.save({ ...wet, name: 'Dry' }, season);
    await shelf.rename(first.id, ' Rain ');
    expect((await open()).read().filters.map(({ name, place }) => [name, place?.serverId])).toEqual([
      ['Rain', 'track'],
      ['Dry', 'track'],
    ]);
  });

  it('come back as they were after they were removed', async () => {
    const shelf = await open();
    const saved = await shelf.save(wet, season);
    const removed = await shelf.remove(saved.id);
    expect(shelf.read().filters).toEqual([]);
    await shelf.save(removed, season);
    expect(shelf.read().filters).toEqual([saved]);
    await expect(shelf.remove('nobody')).rejects.toMatchObject({ code: 'not-found' });
  });

  it('have a name, one each within a connection', async () => {
    const shelf = await open();
    await shelf.save(wet, season);
    await expect(shelf.save(wet, season)).rejects.toMatchObject({ code: 'name-taken' });
    await expect(shelf.save({ ...wet, name: '  ' }, season)).rejects.toMatchObject({ code: 'usage' });
    await shelf.save(wet, { ...season, connection: 'Other' });
    expect(shelf.read().filters).toHaveLength(2);
  });

  it('outlive their server, and are its own when it is added again', async () => {
    await (await open()).save(wet, season);
    const without = (await open([])).read().filters[0];
    expect(without?.place?.serverId).not.toBe('track');
    expect((await open([{ ...track, id: 'again' }])).read().filters[0]?.place?.serverId).toBe('again');
  });

  it('survive a damaged file, which is told; what cannot be read of them stays in it', async () => {
    const shelf = await open();
    await shelf.save(wet, season);
    const file = join(folder, 'shelf.json');
    writeFileSync(file, '{"version":1,"fil');
    const again = await open();
    expect(again.notices).toMatchObject([{ code: 'settings-damaged' }]);
    expect(again.read().filters).toMatchObject([{ name: 'Wet' }]);
    const written = JSON.parse(readFileSync(file, 'utf8')) as { filters: unknown[] };
    writeFileSync(file, JSON.stringify({ ...written, filters: [...written.filters, { of: 'a newer version' }] }));
    await again.save({ ...wet, name: 'Dry' }, season);
    expect(readFileSync(file, 'utf8')).toContain('a newer version');
  });
});

describe('saved filters for any connection', () => {
  it('are there after a restart, and come back as they were after they were removed', async () => {
    const shelf = await open();
    const saved = await shelf.save(wet);
    expect(saved.place).toBeUndefined();
    expect((await open([])).read().filters).toEqual([saved]);
    await shelf.save(await shelf.remove(saved.id));
    expect(shelf.read().filters).toEqual([saved]);
  });

  it('have a name, one each among themselves', async () => {
    const shelf = await open();
    await shelf.save(wet, season);
    await shelf.save(wet);
    await expect(shelf.save(wet)).rejects.toMatchObject({
      code: 'name-taken',
      message: expect.stringContaining('any connection') as string,
    });
  });

  it('become those of one connection, and back', async () => {
    const shelf = await open();
    const { id } = await shelf.save(wet);
    await shelf.save({ ...wet, id }, season);
    expect((await open()).read().filters).toEqual([{ ...wet, id, place: { serverId: 'track', connection: 'Season2017' } }]);
    await shelf.save({ ...wet, id });
    expect((await open()).read().filters).toEqual([{ ...wet, id }]);
  });

  it('stand beside what an earlier version wrote; what has lost half of its place is none of them', async () => {
    const before = { ...wet, id: 'before', place: placeOf(track), connection: 'Season2017' };
    const torn = { ...wet, id: 'torn', place: placeOf(track) };
    writeFileSync(join(folder, 'shelf.json'), JSON.stringify({ version: 1, filters: [before, torn], stars: [] }));
    const shelf = await open();
    await shelf.save({ ...wet, name: 'Dry' });
    expect((await open()).read().filters).toMatchObject([
      { id: 'before', place: { serverId: 'track', connection: 'Season2017' } },
      { name: 'Dry' },
    ]);
    expect(readFileSync(join(folder, 'shelf.json'), 'utf8')).toContain('"torn"');
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
