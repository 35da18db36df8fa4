/** A damaged store, on the command line from end to end. */
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { DatabaseSync } from '@photostructure/sqlite';
import { createPaddock, demo, type Paddock } from './paddock.ts';

let here: Paddock;
let server: Awaited<ReturnType<typeof demo>>;
beforeAll(async () => {
  here = await createPaddock();
  server = await demo({ sessions: 120 });
});
afterAll(async () => {
  await server.close();
  await here.clear();
});

it('verify names the snapshots, store salvage keeps the others, and the next sync goes on', async () => {
  const asked = ['--server', server.url, '--user', 'demo', '--format', 'json'];
  const sync = (): ReturnType<Paddock['run']> => here.run(['sync', ...asked, '--password-stdin'], { stdin: 'demo\n' });
  const list = (name: string): ReturnType<Paddock['run']> => here.run(['list', ...asked, '--connection', name]);
  expect((await sync()).exit).toBe(0);
  const before = (await list('Live Session Cache')).json();
  const file = join(here.folder, 'store', 'paddock.db');
  const store = new DatabaseSync(file);
  store.exec(
    `UPDATE session_version SET laps_count = laps_count + 1 WHERE id >> 32 = (SELECT id FROM connection WHERE name = 'Season2017')`,
  );
  store.close();
  const harmed = readFileSync(file);

  const verified = await here.run(['verify', '--format', 'json']);
  expect(verified.exit).toBe(6);
  expect(verified.json()).toMatchObject({ ok: false, problems: [{ code: 'snapshot' }] });
  expect(verified.out()).toContain('Snapshot 1 of Season2017');
  expect((await here.run(['verify'])).err()).toContain('paddock store salvage');

  const refused = await here.run(['store', 'salvage']);
  expect(refused.exit).toBe(2);
  expect(readFileSync(file).equals(harmed)).toBe(true);
  const done = await here.run(['store', 'salvage', '--yes', '--format', 'json']);
  expect(done.exit).toBe(0);
  expect(done.json()).toMatchObject({
    connections: [
      { connection: 'Live Session Cache', kept: true, snapshots: [1] },
      { connection: 'Season2017', kept: false, snapshots: [1] },
    ],
  });
  const [aside = ''] = readdirSync(join(here.folder, 'store')).filter((name) => name.includes('damaged'));
  expect(readFileSync(join(here.folder, 'store', aside)).equals(harmed)).toBe(true);
  expect((await here.run(['verify'])).exit).toBe(0);
  expect((await list('Live Session Cache')).json()).toEqual(before);
  expect((await sync()).exit).toBe(0);
  expect((await list('Season2017')).json()).toMatchObject({ snapshot: 2 });
});

it('a file that cannot be opened is salvaged too', async () => {
  const file = join(here.folder, 'store', 'paddock.db');
  const bytes = readFileSync(file);
  bytes.fill(0, 0, 64);
  writeFileSync(file, bytes);
  expect((await here.run(['list', '--server', server.url, '--connection', 'Season2017'])).exit).toBe(6);
  expect((await here.run(['verify'])).exit).toBe(6);
  expect((await here.run(['store', 'salvage', '--yes'])).exit).toBe(0);
  expect((await here.run(['list', '--server', server.url, '--connection', 'Season2017'])).exit).toBe(0);
  expect((await here.run(['verify'])).exit).toBe(0);
});
