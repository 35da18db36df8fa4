/** Names, pins, marks, thinning, room, backup and forgetting, on the command line over the real store. */
import { statSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
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

it('what people add is kept, told, saved and forgotten', async () => {
  const asked = ['--server', server.url, '--user', 'demo', '--format', 'json'];
  const of = ['--connection', 'Season2017', ...asked];
  const run = async (...words: readonly string[]): Promise<unknown> => {
    const ran = await here.run(words);
    expect([words[0], ran.exit, ran.exit === 0 ? '' : ran.err()]).toEqual([words[0], 0, '']);
    return ran.json();
  };
  expect((await here.run(['sync', ...asked, '--password-stdin'], { stdin: 'demo\n' })).exit).toBe(0);
  await run('snapshot', 'name', ...of, '1', 'FP1');
  await run('snapshot', 'pin', ...of, '1');
  expect(await run('snapshots', ...of)).toMatchObject({ snapshots: [{ number: 1, name: 'FP1', pinned: true }] });

  const { sessions } = (await run('list', ...of)) as { sessions: { key: string; own?: unknown }[] };
  const key = sessions[7]?.key ?? '';
  expect(sessions.filter((one) => 'own' in one)).toEqual([]);
  await run('mark', ...of, '--session', key, '--star', '--note', 'wet tyres', '--colour', 'red');
  for (const filter of ['starred:', 'note:wet', 'colour:red']) {
    expect(await run('list', ...of, '--filter', filter)).toMatchObject({
      sessions: [{ key, own: { starred: true, note: 'wet tyres', colour: 'red' } }],
    });
  }
  expect(await run('store', 'thin', '--dry-run', '--format', 'json')).toMatchObject({ thinned: false, snapshots: [] });
  expect(await run('store', 'undo-thin', '--format', 'json')).toEqual({ snapshots: 0 });
  expect(await run('store', 'usage', '--format', 'json')).toMatchObject({ estimated: true, connections: [{}, {}] });

  const copy = join(here.folder, 'copy.db');
  expect(await run('backup', '--to', 'copy.db', '--format', 'json')).toMatchObject({ file: copy, bytes: statSync(copy).size });
  const own = await here.run(['backup', '--to', join('store', 'paddock.db')]);
  expect([own.exit, own.err()]).toEqual([2, expect.stringContaining('the store itself')]);

  const unsure = await here.run(['forget', ...of]);
  expect([unsure.exit, unsure.err()]).toEqual([2, expect.stringContaining('Nothing was done')]);
  expect(await run('forget', ...of, '--yes')).toMatchObject({ connections: ['Season2017'], snapshots: 1, marks: 1 });
  expect((await here.run(['list', ...of])).exit).not.toBe(0);
  expect(await run('store', 'compact', '--format', 'json')).toMatchObject({});
  expect(await run('verify', '--format', 'json')).toMatchObject({ ok: true });
});
