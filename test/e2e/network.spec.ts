/** The window on a bad network: a proxy of the test's stands before the demo server, and does to it what cables and radio links do. */
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { ElectronApplication } from '@playwright/test';
import { startTcpProxy, type TcpProxy } from '../fakes/tcp-proxy.ts';
import { expect, test as base } from './paddock.ts';
import type { PaddockWindow } from './window.ts';

/** As long as a quiet try takes to come round after one that hangs until it is given up. */
const byItself = { timeout: 90_000 };

/** Of what `sync` prints. */
interface Read {
  readonly status: string;
  readonly reason?: string;
  readonly sessions: number;
}

interface Fixtures {
  /** A demo server of these words, and the network before it. */
  readonly network: (words?: readonly string[]) => Promise<TcpProxy>;
}

const test = base.extend<Fixtures>({
  network: async ({ demo }, use) => {
    const proxies: TcpProxy[] = [];
    await use(async (words) => {
      const { url } = await demo(words);
      const proxy = await startTcpProxy(Number(new URL(url).port));
      proxies.push(proxy);
      return proxy;
    });
    await Promise.all(proxies.map((proxy) => proxy.close()));
  },
});

const expectLive = async (window: PaddockWindow): Promise<void> => {
  await expect(window.origin).toContainText('Live', byItself);
  await expect(window.item('Track PC')).toHaveAccessibleName('Track PC, live', byItself);
};

const expectSaved = async (window: PaddockWindow): Promise<void> => {
  await expect(window.origin).toContainText(/Offline, saved/u, byItself);
  await expect(window.item('Track PC')).toHaveAccessibleName(/offline/u);
};

/** Electron's main process, and not the launcher before it. */
const mainProcess = (app: ElectronApplication): Promise<number> => app.evaluate(() => process.pid);

test('a cable that is pulled and put back: saved and how old, the same rows, and live again without a click', async ({
  launch,
  network,
}) => {
  test.setTimeout(180_000);
  const proxy = await network();
  const { window } = await launch();
  await window.add('Track PC', proxy.url);
  await window.open('Season2017');
  await expectLive(window);
  const rows = await window.identifiers();

  await proxy.become({ is: 'half-open' });
  await window.page.keyboard.press('F5');
  await expectSaved(window);
  await expect(window.origin).toContainText(/ago|just now/u);
  expect(await window.identifiers()).toEqual(rows);

  await proxy.become({ is: 'open' });
  await expectLive(window);
  expect(await window.identifiers()).toEqual(rows);
  await expect(window.page.getByRole('dialog')).toBeHidden();
});

test('a port that is closed and open again: saved, and live again without a click', async ({ launch, network }) => {
  test.setTimeout(120_000);
  const proxy = await network();
  const { window } = await launch();
  await window.add('Track PC', proxy.url);
  await window.open('Season2017');
  await expectLive(window);
  const rows = await window.identifiers();

  await proxy.become({ is: 'closed' });
  await window.page.keyboard.press('F5');
  await expectSaved(window);
  expect(await window.identifiers()).toEqual(rows);
  await proxy.become({ is: 'open' });
  await expectLive(window);
});

test('connections reset in the middle of a first read: it goes on by itself to the whole list', async ({ launch, network }) => {
  test.setTimeout(120_000);
  const proxy = await network(['--sessions', '3000', '--fault', 'cap=50', '--fault', 'delay=300']);
  const { window } = await launch();
  await window.add('Track PC', proxy.url);
  await window.item('Season2017').click();
  await expect(window.list.getByRole('progressbar', { name: 'Reading sessions' })).toBeVisible();
  await expect(window.rows.first()).toBeVisible();
  const { taken } = proxy;
  proxy.reset();
  await expect.poll(() => proxy.taken).toBeGreaterThan(taken);
  await expect(window.grid).toHaveAttribute('aria-rowcount', '3001', byItself);
  await expect(window.said('Partial')).toBeHidden();
  await expectLive(window);
});

test('a server lost in the middle of a first read: a part that says so, continued by itself when it is back', async ({
  launch,
  network,
}) => {
  test.setTimeout(180_000);
  const proxy = await network(['--sessions', '3000', '--fault', 'cap=50', '--fault', 'delay=300']);
  const { window } = await launch();
  await window.add('Track PC', proxy.url);
  await window.item('Season2017').click();
  await expect(window.rows.first()).toBeVisible();
  await proxy.become({ is: 'closed' });
  await expect(window.said('Partial')).toBeVisible(byItself);
  const part = Number(await window.grid.getAttribute('aria-rowcount')) - 1;
  expect(part).toBeGreaterThan(0);
  expect(part).toBeLessThan(3000);

  await proxy.become({ is: 'open' });
  await expect(window.grid).toHaveAttribute('aria-rowcount', '3001', byItself);
  await expect(window.said('Partial')).toBeHidden();
  await expectLive(window);
});

test('a computer that slept: what was live is asked again when it wakes, and the network is not what it was', async ({
  launch,
  network,
}) => {
  test.skip(process.platform === 'win32', 'a process cannot be stopped there as sleep stops it');
  test.setTimeout(180_000);
  const proxy = await network();
  const { app, window } = await launch();
  await window.add('Track PC', proxy.url);
  await window.open('Season2017');
  await expectLive(window);
  const pid = await mainProcess(app);

  // The kernel shows a stopped process as T; it stays so for longer than the gap that counts as sleep.
  process.kill(pid, 'SIGSTOP');
  await proxy.become({ is: 'closed' });
  await slept();
  process.kill(pid, 'SIGCONT');
  await expectSaved(window);

  await proxy.become({ is: 'open' });
  await expectLive(window);
});

/** A gap in the main process's life that it takes for sleep: more than 30 s. There is no state to wait for in a process that stands still. */
function slept(): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, 35_000));
}

test('tokens that end while the window is open are renewed without a word', async ({ launch, network }) => {
  const proxy = await network(['--fault', 'token-seconds=2']);
  const { window } = await launch();
  await window.add('Track PC', proxy.url);
  await window.open('Season2017');
  await expectLive(window);
  for (let times = 0; times < 3; times += 1) {
    const passed = proxy.passed;
    await window.page.keyboard.press('F5');
    await expect.poll(() => proxy.passed).toBeGreaterThan(passed);
    await expect(window.list.getByRole('progressbar')).toBeHidden();
    await expectLive(window);
  }
  await expect(window.page.getByRole('dialog')).toBeHidden();
  await expect(window.button('Sign in')).toBeHidden();
});

test('the command line: a server lost in the middle is 5 and what was read; the next run goes on, and nothing tells the password', async ({
  paddock,
  network,
  userData,
}) => {
  const password = 'Pit-Wall-4711';
  const proxy = await network(['--sessions', '3000', '--password', password, '--fault', 'cap=50', '--fault', 'delay=100']);
  const words = ['sync', '--server', proxy.url, '--user', 'demo', '--password-stdin', '--connection', 'Season2017', '--format', 'json'];
  const going = paddock([...words, '--verbose'], { input: `${password}\n` });
  await expect.poll(() => proxy.passed, byItself).toBeGreaterThan(100_000);
  await proxy.become({ is: 'closed' });
  const first = await going;
  expect(first.code).toBe(5);
  const [partial] = (JSON.parse(first.stdout) as { readonly connections: readonly Read[] }).connections;
  expect(partial?.status).toBe('partial');
  expect(partial?.reason).toMatch(/^[A-Z].*\.$/u);
  expect(partial?.sessions).toBeGreaterThan(0);

  const unreached = await paddock(words, { input: `${password}\n` });
  expect([unreached.code, unreached.stdout]).toEqual([4, '']);

  await proxy.become({ is: 'open' });
  const second = await paddock(words, { input: `${password}\n` });
  expect(second.code).toBe(0);
  expect(JSON.parse(second.stdout)).toMatchObject({ connections: [{ status: 'complete', sessions: 3000 }] });

  const written = readdirSync(userData, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => readFileSync(join(entry.parentPath, entry.name), 'latin1'));
  for (const text of [first, unreached, second].flatMap(({ stdout, stderr }) => [stdout, stderr]).concat(written)) {
    expect(text.includes(password)).toBe(false);
    expect(text).not.toMatch(/bearer +[\w-]{20}/iu);
  }
});
