import { spawnSync } from 'node:child_process';
import { chownSync, existsSync, mkdirSync, readdirSync, readFileSync, truncateSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { DatabaseSync } from '@photostructure/sqlite';
import { expect, test } from './paddock.ts';

const store = (userData: string): string => join(userData, 'store', 'paddock.db');

test('a store that is damaged, or of a newer version, is said in a sentence and left as it is', async ({
  launch,
  paddock,
  demo,
  userData,
}) => {
  const server = await demo();
  const words = ['sync', '--server', server.url, '--user', 'demo', '--password-stdin', '--quiet'];
  expect(await paddock(words, { input: 'demo\n' })).toMatchObject({ code: 0 });
  const good = readFileSync(store(userData));

  const harm = {
    'The file with the snapshots is damaged': () => truncateSync(store(userData), 20_000),
    'The snapshots were written by a newer Paddock': () => {
      writeFileSync(store(userData), good);
      const file = new DatabaseSync(store(userData));
      file.exec('PRAGMA journal_mode = DELETE; PRAGMA user_version = 99');
      file.close();
    },
  };
  for (const [sentence, doIt] of Object.entries(harm)) {
    doIt();
    const before = readFileSync(store(userData));
    const { window, close } = await launch();
    const notice = window.page.getByRole('alert');
    await expect(notice).toContainText(sentence);
    await expect(notice).toContainText(/not changed/);
    await expect(window.button('Add server').first()).toBeVisible();
    await window.button('Dismiss').click();
    await expect(notice).toBeHidden();
    await close();
    expect(readFileSync(store(userData)).equals(before)).toBe(true);
  }
});

test('a damaged list of servers is recovered, said, and kept aside', async ({ launch, paddock, userData }) => {
  const file = join(userData, 'servers.json');
  expect(await paddock(['server', 'add', 'Track PC', '--url', 'http://127.0.0.1:9', '--user', 'eve'])).toMatchObject({ code: 0 });
  const torn = readFileSync(file, 'utf8').slice(0, 40);
  writeFileSync(file, torn);
  const { window } = await launch();
  const notice = window.page.getByRole('alert');
  await expect(notice).toContainText('The file with the saved servers was damaged');
  await expect(notice).toContainText('recovered');
  await expect(window.item('Track PC')).toBeVisible();
  const aside = readdirSync(userData).filter((name) => name.startsWith('servers.damaged'));
  expect(aside.map((name) => readFileSync(join(userData, name), 'utf8'))).toEqual([torn]);
  expect(existsSync(file)).toBe(true);
});

test('a disk that is full while a list is read is told; the window lives, and what is saved stays', async ({ launch, demo, userData }) => {
  const small = join(userData, 'store');
  mkdirSync(small);
  const mounted = process.getuid?.() === 0 && spawnSync('mount', ['-t', 'tmpfs', '-o', 'size=6m', 'none', small]).status === 0;
  test.skip(!mounted, 'only root mounts a small file system, and not in every container');
  try {
    chownSync(small, Number(process.env['PADDOCK_E2E_UID']), Number(process.env['PADDOCK_E2E_UID']));
    const server = await demo(['--sessions', '60000']);
    const { window, close } = await launch();
    await window.add('Track PC', server.url);
    await window.open('Live Session Cache');
    await expect(window.origin).toContainText('Live');
    await expect(window.grid).toHaveAttribute('aria-rowcount', '41');
    await window.item('Season2017').click();
    await expect(window.said('The disk is full').first()).toBeVisible();
    await window.open('Live Session Cache');
    await expect(window.grid).toHaveAttribute('aria-rowcount', '41');
    await window.filter.fill('live');
    await expect(window.origin).toContainText('40 sessions');
    await close();
  } finally {
    spawnSync('umount', ['-l', small]);
  }
});
