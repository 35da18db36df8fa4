import { execFileSync } from 'node:child_process';
import { createServer } from 'node:http';
import { once } from 'node:events';
import { readdirSync, readFileSync } from 'node:fs';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { keychain } from './keychain.ts';
import type { Page } from '@playwright/test';
import { expect, test } from './paddock.ts';

/** What the main process tells the page of servers and of itself, as one text. */
const everyAnswer = (page: Page): Promise<string> =>
  page.evaluate(async () => {
    type Bridge = { readonly invoke: (call: number, name: string, args: unknown) => Promise<unknown> };
    const { invoke } = (globalThis as unknown as { paddock: Bridge }).paddock;
    const methods = ['servers.list', 'app.info', 'app.memory'];
    return JSON.stringify(await Promise.all(methods.map((method, at) => invoke(9000 + at, method, []))));
  });

/** The command lines of a process and of all below it, from what `ps` printed. */
function descendants(printed: string, root: number): readonly string[] {
  const rows = printed.split('\n').flatMap((line) => {
    const [, pid, parent, args = ''] = /^\s*(\d+)\s+(\d+)\s+(.*)$/.exec(line) ?? [];
    return pid === undefined ? [] : [{ pid: Number(pid), parent: Number(parent), args }];
  });
  const own = new Set([root]);
  for (let size = 0; size !== own.size;) {
    size = own.size;
    for (const { pid, parent } of rows) if (own.has(parent)) own.add(pid);
  }
  return rows.filter(({ pid }) => own.has(pid)).map(({ args }) => args);
}

test('the bridge carries four verbs, and the policy of the page is strict', async ({ launch }) => {
  const { app, window } = await launch();
  await expect(window.button('Try the demo server')).toBeVisible();
  expect(await window.page.evaluate(() => Object.keys((globalThis as unknown as { paddock: object }).paddock).sort())).toEqual([
    'cancel',
    'invoke',
    'on',
    'pathOf',
  ]);
  const [response] = await Promise.all([
    window.page.waitForResponse((answer) => answer.url().endsWith('/index.html')),
    window.page.reload(),
  ]);
  const policy = (await response.allHeaders())['content-security-policy'] ?? '';
  expect(policy).toContain("default-src 'none'");
  expect(policy).toContain("script-src 'self'");
  expect(policy).toContain("connect-src 'none'");
  expect(policy).toContain("require-trusted-types-for 'script'");
  expect(policy).not.toContain('unsafe-');
  const preferences = await app.evaluate(({ webContents }) => {
    const contents = webContents.getAllWebContents()[0];
    const all = (contents as unknown as { getLastWebPreferences(): Record<string, unknown> } | undefined)?.getLastWebPreferences();
    return { sandbox: all?.['sandbox'], contextIsolation: all?.['contextIsolation'], nodeIntegration: all?.['nodeIntegration'] };
  });
  expect(preferences).toEqual({ sandbox: true, contextIsolation: true, nodeIntegration: false });
});

test('the page reaches nothing: no request, no window, no other page, no permission, no code from text', async ({ launch, userData }) => {
  let reached = 0;
  const outside = createServer((_request, answer) => {
    reached += 1;
    answer.setHeader('access-control-allow-origin', '*').end('{}');
  }).listen(0, '127.0.0.1');
  await once(outside, 'listening');
  const address = `http://127.0.0.1:${(outside.address() as AddressInfo).port}`;
  try {
    const { app, window } = await launch();
    await expect(window.button('Try the demo server')).toBeVisible();
    const before = window.page.url();
    const seen = await window.page.evaluate(async (url) => {
      const failed = async (work: () => unknown): Promise<string> => {
        try {
          const value: unknown = await work();
          return value === null ? 'null' : 'worked';
        } catch {
          return 'refused';
        }
      };
      const loads = (tag: 'img' | 'script' | 'iframe'): Promise<unknown> =>
        new Promise((resolve, reject) => {
          const element = document.createElement(tag);
          element.onload = resolve;
          element.onerror = () => reject(new Error(tag));
          element.src = url;
          document.body.append(element);
        });
      const answers = {
        fetch: await failed(() => fetch(url)),
        socket: await failed(
          () =>
            new Promise((resolve, reject) => {
              const socket = new WebSocket(url.replace('http', 'ws'));
              socket.onopen = resolve;
              socket.onerror = () => reject(new Error('socket'));
            }),
        ),
        image: await failed(() => loads('img')),
        script: await failed(() => loads('script')),
        open: await failed(() => globalThis.open(url)),
        markup: await failed(() => (document.body.innerHTML = '<p>markup</p>')),
        notification: await Notification.requestPermission(),
        clipboard: await failed(() => navigator.clipboard.readText()),
        location: await failed(
          () => new Promise((resolve, reject) => navigator.geolocation.getCurrentPosition(resolve, () => reject(new Error('location')))),
        ),
      };
      document.location.href = url;
      return answers;
    }, address);
    expect(seen).toEqual({
      fetch: 'refused',
      socket: 'refused',
      image: 'refused',
      script: 'refused',
      open: 'null',
      markup: 'refused',
      notification: 'denied',
      clipboard: 'refused',
      location: 'refused',
    });
    // Playwright awaits a navigation that was refused, so the main process is asked, once it says that it refused.
    const log = (): string => readFileSync(join(userData, 'logs', 'paddock.log'), 'utf8');
    await expect.poll(log).toContain('kept from leaving its page');
    expect(log()).toContain('kept from opening another');
    expect(await app.evaluate(({ webContents }) => webContents.getAllWebContents().map((contents) => contents.getURL()))).toEqual([before]);
    expect(reached).toBe(0);
  } finally {
    outside.close();
  }
});

test('what is no call of the contract is refused, with a value', async ({ launch }) => {
  const { window } = await launch();
  await expect(window.button('Try the demo server')).toBeVisible();
  const calls = [
    ['constructor.constructor', []],
    ['servers.nothing', []],
    ['servers.remove', [{}]],
    ['sessions.rows', ['1; DROP TABLE session', 0, 1]],
    ['app.openExternal', ['file:///etc/passwd']],
    ['app.openExternal', ['javascript:alert(1)']],
  ] as const;
  for (const [method, args] of calls) {
    const answer = await window.page.evaluate(
      ([name, values]) => {
        const bridge = (globalThis as unknown as { paddock: { invoke(call: number, name: string, args: unknown): Promise<unknown> } })
          .paddock;
        return bridge.invoke(9000, name, values);
      },
      [method, args] as const,
    );
    expect(answer, method).toMatchObject({ ok: false, error: { code: expect.any(String), message: expect.any(String) } });
    expect(JSON.stringify(answer), method).not.toMatch(/\bat .*\.js|\.ts:\d/);
  }
  await expect(window.button('Try the demo server')).toBeVisible();
});

test('an address is opened outside only while a click of the user counts', async ({ launch }) => {
  const { app, window } = await launch();
  // Asked from the main process without a gesture: what the tests evaluate in the page counts as the user's own.
  const asked = await app.evaluate(async ({ BrowserWindow, shell }) => {
    shell.openExternal = (address) => {
      (globalThis as { opened?: string }).opened = address;
      return Promise.resolve();
    };
    const contents = BrowserWindow.getAllWindows()[0]?.webContents;
    return (await contents?.executeJavaScript(`paddock.invoke(9000, 'app.openExternal', ['https://example.org/'])`, false)) as unknown;
  });
  expect(asked).toMatchObject({ ok: false, error: { code: 'usage' } });
  const opened = (): Promise<string | undefined> => app.evaluate(() => (globalThis as { opened?: string }).opened);
  expect(await opened()).toBeUndefined();

  await window.button('Add server').click();
  await window.page.evaluate(() =>
    (globalThis as unknown as { paddock: { invoke(call: number, name: string, args: unknown): Promise<unknown> } }).paddock.invoke(
      9001,
      'app.openExternal',
      ['https://example.org/'],
    ),
  );
  expect(await opened()).toBe('https://example.org/');
});

test('after a whole journey no file holds a password or a token, and no command line does', async ({
  launch,
  demo,
  paddock,
  stage,
  userData,
}) => {
  test.skip(process.platform !== 'linux', 'only Linux has a keychain that a test may open for itself');
  const secrets = ['pole position 8264', 'mistyped 8264'] as const;
  const server = await demo(['--user', 'eve', '--password', secrets[0]]);
  const session = keychain(stage);
  const { app, window, close } = await launch({ ...session, words: ['--verbose'] });
  await window.button('Add server').click();
  await window.addServer.fill({ name: 'Track PC', address: server.url, user: 'eve', password: secrets[1] });
  await window.addServer.connect();
  await expect(window.addServer.root.getByRole('alert')).toBeVisible();
  await window.addServer.field('Password').fill(secrets[0]);
  await window.addServer.connect();
  await window.open('Season2017');
  await expect(window.origin).toContainText('Live');
  await window.rows.first().dblclick();
  await expect(window.page.getByRole('region', { name: /^Session \S/ }).getByRole('status')).toContainText('Live');

  const pid = app.process().pid ?? 0;
  const [processes, answer] = [execFileSync('ps', ['-ww', '-eo', 'pid,ppid,args'], { encoding: 'utf8' }), await everyAnswer(window.page)];
  const ours = descendants(processes, pid);
  expect(ours.length).toBeGreaterThan(2);
  for (const secret of secrets) {
    expect(ours.join('\n')).not.toContain(secret);
    expect(answer).not.toContain(secret);
    expect(await window.page.content()).not.toContain(secret);
  }
  await close();
  await paddock(['--verbose', 'sync', '--server', 'Track PC', '--password-stdin', '--connection', 'Season2017'], {
    input: `${secrets[1]}\n`,
  });

  const files = readdirSync(userData, { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile());
  expect(files.map(({ name }) => name)).toEqual(expect.arrayContaining(['servers.json', 'paddock.db']));
  const encoded = secrets.flatMap((secret) => [
    secret,
    secret.replaceAll(' ', '+'),
    encodeURIComponent(secret),
    Buffer.from(secret).toString('base64'),
  ]);
  for (const file of files) {
    const bytes = readFileSync(join(file.parentPath, file.name));
    for (const text of [...encoded, 'access_token', 'Bearer ']) expect(bytes.includes(text), `${file.name}: ${text}`).toBe(false);
  }
});
