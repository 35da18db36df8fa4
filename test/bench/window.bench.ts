/**
 * The window against an Electron that shows one empty page: from the start to the last list shown, without a network,
 * and the memory (PSS of all processes) with a list of 100,000 open. Both are real windows on one virtual screen, one
 * after another, in turns; the figures are medians of five.
 *
 * Run by `npm run bench -- window`, which names the Electron in PADDOCK_ELECTRON. Linux only: PSS is read from /proc.
 */
import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { chromium, type Page } from 'playwright';
import { call } from '../../build/setup/launch.mjs';
import { median, printTable } from './table.ts';

const rounds = 5;
const sessions = 100_000;
const electron = process.env['PADDOCK_ELECTRON'] ?? '';
const application = process.cwd();
const scratch = mkdtempSync(join(tmpdir(), 'paddock-window-bench-'));
const userData = join(scratch, 'user data');
const sandbox = process.getuid?.() === 0 ? ['--no-sandbox'] : [];

interface Figures {
  /** From the process's start to what the page calls shown, ms. */
  readonly shown: number;
  /** PSS of all its processes once it is at rest, bytes. */
  readonly memory: number;
}

/** Starts a window, reads its figures and ends it. `mark` is the page's own word for “shown”; its load where absent. */
async function measure(args: readonly string[], display: string, mark?: string): Promise<Figures> {
  const begun = Date.now();
  const child = spawn(electron, [...sandbox, '--remote-debugging-port=0', ...args], {
    env: { ...process.env, DISPLAY: display, WAYLAND_DISPLAY: '' },
    stdio: ['ignore', 'ignore', 'pipe'],
  });
  try {
    const browser = await chromium.connectOverCDP(await devTools(child));
    const page = await firstPage(() => browser.contexts().flatMap((context) => context.pages()));
    const epoch = await page.evaluate<number>(whenShown(mark));
    const memory = await atRest(() => pss(child.pid ?? 0));
    await browser.close();
    return { shown: epoch - begun, memory };
  } finally {
    child.kill();
    if (child.exitCode === null && child.signalCode === null) await once(child, 'exit');
  }
}

/** Runs in the page, hence a text: milliseconds since 1970 at which it was shown, once it is. */
const whenShown = (mark?: string): string => `(async () => {
  const shown = () => ${mark === undefined ? `performance.getEntriesByType('navigation')[0]?.loadEventEnd` : `performance.getEntriesByName('${mark}')[0]?.startTime`};
  while (!(shown() > 0)) await new Promise((resolve) => requestAnimationFrame(resolve));
  return performance.timeOrigin + shown();
})()`;

async function devTools(child: ChildProcess): Promise<string> {
  if (child.stderr === null) throw new Error('Electron has no stderr');
  for await (const line of createInterface(child.stderr)) {
    const address = /^DevTools listening on (\S+)/.exec(line)?.[1];
    if (address === undefined) continue;
    child.stderr.resume();
    return address;
  }
  throw new Error('Electron ended before it listened');
}

async function firstPage(pages: () => readonly Page[]): Promise<Page> {
  for (;;) {
    const page = pages().find((candidate) => !candidate.url().startsWith('devtools:'));
    if (page !== undefined) return page;
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
}

/** The first of the readings, half a second apart, that is no more than 1 % below the one before. */
async function atRest(read: () => number): Promise<number> {
  let last = Number.POSITIVE_INFINITY;
  for (;;) {
    await new Promise((resolve) => setTimeout(resolve, 500));
    const now = read();
    if (Math.abs(now - last) < 0.01 * last) return now;
    last = now;
  }
}

/** Proportional set size of a process and all below it, bytes. */
function pss(pid: number): number {
  const parents = new Map<number, number>();
  for (const name of readdirSync('/proc')) {
    if (!/^\d+$/.test(name)) continue;
    const stat = quietly(() => readFileSync(`/proc/${name}/stat`, 'utf8'));
    const parent = stat === undefined ? undefined : /\) \S (\d+)/.exec(stat)?.[1];
    if (parent !== undefined) parents.set(Number(name), Number(parent));
  }
  const below = (id: number): boolean => {
    for (let at: number | undefined = id; at !== undefined; at = parents.get(at)) if (at === pid) return true;
    return false;
  };
  let kilobytes = 0;
  for (const id of parents.keys()) {
    const rollup = below(id) ? quietly(() => readFileSync(`/proc/${id}/smaps_rollup`, 'utf8')) : undefined;
    kilobytes += Number(/^Pss:\s+(\d+)/m.exec(rollup ?? '')?.[1] ?? 0);
  }
  return kilobytes * 1024;
}

/** A process may end between the listing and the reading. */
function quietly<Value>(read: () => Value): Value | undefined {
  try {
    return read();
  } catch {
    return undefined;
  }
}

async function command(words: readonly string[], input = ''): Promise<void> {
  const { args, env } = call({
    mode: 'paddock',
    words,
    app: application,
    env: process.env,
    platform: process.platform,
    uid: process.getuid?.(),
  });
  const child = spawn(electron, args, { env, stdio: ['pipe', 'ignore', 'inherit'] });
  child.stdin.end(input);
  const [code] = (await once(child, 'exit')) as [number | null];
  if (code !== 0) throw new Error(`paddock ${words[0]} ended with ${code}`);
}

/** A user-data folder with one server, offline, whose list of 100,000 is the last one that was looked at. */
async function prepare(): Promise<void> {
  const words = ['--port', '0', '--sessions', String(sessions), '--generation', 'sqlrace'];
  const { args, env } = call({
    mode: 'demo',
    words,
    app: application,
    env: process.env,
    platform: process.platform,
    uid: process.getuid?.(),
  });
  const demo = spawn(electron, args, { env, stdio: ['ignore', 'pipe', 'inherit'] });
  let url: string | undefined;
  for await (const line of createInterface(demo.stdout)) {
    url = /^Paddock demo server: (\S+)$/.exec(line)?.[1];
    if (url !== undefined) break;
  }
  if (url === undefined) throw new Error('the demo server did not start');
  const common = ['--user-data-dir', userData, '--quiet'];
  await command(['server', 'add', 'Track PC', '--url', url, '--user', 'demo', ...common]);
  await command(['sync', '--server', 'Track PC', '--connection', 'Season2017', '--password-stdin', ...common], 'demo\n');
  demo.kill();
  await once(demo, 'exit');
}

/** Opens the list once by hand, so that the next start has a last one to show. */
async function lookOnce(display: string): Promise<void> {
  const child = spawn(electron, [...sandbox, '--remote-debugging-port=0', application, '--user-data-dir', userData], {
    env: { ...process.env, DISPLAY: display, WAYLAND_DISPLAY: '' },
    stdio: ['ignore', 'ignore', 'pipe'],
  });
  const browser = await chromium.connectOverCDP(await devTools(child));
  const page = await firstPage(() => browser.contexts().flatMap((context) => context.pages()));
  await page.getByRole('treeitem', { name: /^Season2017/ }).click();
  await page.waitForFunction(`performance.getEntriesByName('paddock:list-shown').length > 0`);
  await page.getByRole('grid', { name: 'Sessions' }).press('ArrowDown');
  // What it remembers is written a moment after the last change, and at the latest when it ends.
  child.kill();
  if (child.exitCode === null) await once(child, 'exit');
}

function emptyApplication(): string {
  const folder = join(scratch, 'empty');
  mkdirSync(folder);
  writeFileSync(join(folder, 'package.json'), JSON.stringify({ name: 'empty', version: '1.0.0', main: 'main.cjs' }));
  writeFileSync(join(folder, 'page.html'), '<!doctype html><title>Empty</title>');
  writeFileSync(
    join(folder, 'main.cjs'),
    `const { app, BrowserWindow } = require('electron');
app.setPath('userData', ${JSON.stringify(join(scratch, 'empty user data'))});
app.whenReady().then(() => new BrowserWindow({ width: 1280, height: 800 }).loadFile('page.html'));`,
  );
  return folder;
}

const screen = spawn('Xvfb', ['-displayfd', '3', '-screen', '0', '1920x1200x24', '-nolisten', 'tcp', '-ac'], {
  stdio: ['ignore', 'ignore', 'ignore', 'pipe'],
});
try {
  const number = await new Promise<string>((resolve, reject) => {
    screen.on('error', reject);
    screen.stdio[3]?.on('data', (data: Buffer) => resolve(String(data).trim()));
  });
  const display = `:${number}`;
  await prepare();
  await lookOnce(display);
  const empty = emptyApplication();
  const floor: Figures[] = [];
  const ours: Figures[] = [];
  // One of each first, uncounted: the disk's cache is warm for both.
  for (let round = 0; round <= rounds; round++) {
    const one = await measure([empty], display);
    const other = await measure([application, '--user-data-dir', userData], display, 'paddock:list-shown');
    if (round === 0) continue;
    floor.push(one);
    ours.push(other);
  }
  const megabytes = (bytes: number): string => `${(bytes / 1_000_000).toFixed(0)} MB`;
  const shown = [median(ours.map((figure) => figure.shown)), median(floor.map((figure) => figure.shown))] as const;
  const memory = [median(ours.map((figure) => figure.memory)), median(floor.map((figure) => figure.memory))] as const;
  printTable('The window, offline, with a list of 100,000', [
    {
      what: 'start → last list shown, against one empty page',
      measured: `${(shown[0] / shown[1]).toFixed(2)} × (${shown[0].toFixed(0)} / ${shown[1].toFixed(0)} ms)`,
      reach: '≤ 2 ×',
      met: shown[0] <= 2 * shown[1],
    },
    {
      what: 'memory (PSS, all processes), against the same',
      measured: `${(memory[0] / memory[1]).toFixed(2)} × (${megabytes(memory[0])} / ${megabytes(memory[1])})`,
      reach: '≤ 1.5 ×',
      met: memory[0] <= 1.5 * memory[1],
    },
  ]);
} finally {
  screen.kill();
  rmSync(scratch, { recursive: true, force: true });
}
