import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { session, url, withTrack } from '../../test/fakes/house.ts';

let cwd: string;
beforeEach(() => {
  cwd = mkdtempSync(join(tmpdir(), 'paddock-postman-'));
});
afterEach(() => rmSync(cwd, { recursive: true, force: true }));

describe('postman', () => {
  it('writes the requests with the connections that are known, no secret in them, and asks the server nothing', async () => {
    const { run, store, server } = await withTrack();
    store.seed(url, 'Season2017', [session('k')]);
    const told = await run('postman --server Track --to track.json', { cwd });
    const file = join(cwd, 'track.json');
    expect([told.exit, told.out()]).toEqual([0, '']);
    expect(told.err()).toContain(`are written to ${file}. It holds no secret`);
    const text = readFileSync(file, 'utf8');
    expect(JSON.parse(text)).toMatchObject({ info: { schema: expect.stringContaining('/collection/v2.1.0/') as string } });
    expect(text).toContain('Season2017');
    expect(text).not.toContain('right');
    expect(server.signIns).toEqual([]);
  });

  it('writes what is general of a server of which nothing is known', async () => {
    const { run } = await withTrack();
    expect((await run('postman --server Track --to track.json --quiet', { cwd })).err()).toBe('');
    expect(readFileSync(join(cwd, 'track.json'), 'utf8')).toContain('/token');
  });

  it.each([
    ['--server Nobody --to a.json', 2, 'Nobody'],
    ['--server Track', 2, '--to'],
    ['--server Track --to nowhere/a.json', 2, 'nowhere'],
  ])('refuses %s', async (words, exit, named) => {
    const { run } = await withTrack();
    const refused = await run(`postman ${words}`, { cwd });
    expect([refused.exit, refused.out()]).toEqual([exit, '']);
    expect(refused.err()).toContain(named);
    expect(existsSync(join(cwd, 'a.json'))).toBe(false);
  });
});
