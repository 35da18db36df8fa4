/**
 * Real windows on a virtual screen of their own, for the benchmarks: started, driven over the DevTools protocol, ended; and
 * what they hold of the memory. Linux only: PSS is read from /proc. The Electron is named in PADDOCK_ELECTRON.
 */
import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { readdirSync, readFileSync } from 'node:fs';
import { constants, setPriority } from 'node:os';
import { createInterface } from 'node:readline';
import { chromium, type Page } from 'playwright';
import { call } from '../../build/setup/launch.mjs';

export const electron = process.env['PADDOCK_ELECTRON'] ?? '';
/** The folder of the application that was built. */
export const application = process.cwd();
const sandbox = process.getuid?.() === 0 ? ['--no-sandbox'] : [];

/** A virtual screen: its name for `DISPLAY`, and its end. */
export async function startScreen(): Promise<{ readonly display: string; readonly end: () => void }> {
  const screen = spawn('Xvfb', ['-displayfd', '3', '-screen', '0', '1920x1200x24', '-nolisten', 'tcp', '-ac'], {
    stdio: ['ignore', 'ignore', 'ignore', 'pipe'],
  });
  const number = await new Promise<string>((resolve, reject) => {
    screen.on('error', reject);
    screen.stdio[3]?.on('data', (data: Buffer) => resolve(String(data).trim()));
  });
  return { display: `:${number}`, end: () => void screen.kill() };
}

/** By then a window is shown, ms. */
const untilConnected = 1500;

export interface Opened {
  readonly page: Page;
  /** When its process was started, ms since 1970. */
  readonly begun: number;
  readonly pid: number;
  readonly close: () => Promise<void>;
}

/** Starts Electron on an application, and connects to its window. */
export async function openWindow(args: readonly string[], display: string): Promise<Opened> {
  const begun = Date.now();
  const child = spawn(electron, [...sandbox, '--remote-debugging-port=0', ...args], {
    env: { ...process.env, DISPLAY: display, WAYLAND_DISPLAY: '' },
    stdio: ['ignore', 'ignore', 'pipe'],
  });
  const end = async (): Promise<void> => {
    child.kill();
    if (child.exitCode === null && child.signalCode === null) await once(child, 'exit');
  };
  try {
    const address = await devTools(child);
    // Whoever connects takes part of the processor, and in the middle of a navigation may wait for ever.
    await new Promise((resolve) => setTimeout(resolve, untilConnected));
    const browser = await chromium.connectOverCDP(address);
    const page = await firstPage(() => browser.contexts().flatMap((context) => context.pages()));
    // A slow machine is measured, not refused.
    page.setDefaultTimeout(120_000);
    const close = async (): Promise<void> => {
      await browser.close();
      await end();
    };
    return { page, begun, pid: child.pid ?? 0, close };
  } catch (thrown) {
    await end();
    throw thrown;
  }
}

/** A command of the application, as it runs in a terminal. */
export function startCommand(mode: 'paddock' | 'demo', words: readonly string[]): ChildProcess {
  const { args, env } = call({ mode, words, app: application, env: process.env, platform: process.platform, uid: process.getuid?.() });
  return spawn(electron, args, { env, stdio: ['pipe', 'pipe', 'inherit'] });
}

/** Runs a command to its end. */
export async function command(words: readonly string[], input = ''): Promise<void> {
  const child = startCommand('paddock', words);
  child.stdout?.resume();
  child.stdin?.end(input);
  const [code] = (await once(child, 'exit')) as [number | null];
  if (code !== 0) throw new Error(`paddock ${words[0]} ended with ${code}`);
}

/** A demo server over that many sessions. */
export async function demo(sessions: number): Promise<{ readonly url: string; readonly end: () => Promise<void> }> {
  const child = startCommand('demo', ['--port', '0', '--sessions', String(sessions), '--generation', 'sqlrace']);
  if (child.stdout === null) throw new Error('the demo server has no stdout');
  // A server is another machine: what it needs of this one is not to count.
  if (child.pid !== undefined) setPriority(child.pid, constants.priority.PRIORITY_LOW);
  for await (const line of createInterface(child.stdout)) {
    const url = /^Paddock demo server: (\S+)$/.exec(line)?.[1];
    if (url === undefined) continue;
    const end = async (): Promise<void> => {
      child.kill();
      if (child.exitCode === null && child.signalCode === null) await once(child, 'exit');
    };
    return { url, end };
  }
  throw new Error('the demo server did not start');
}

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
export async function atRest(read: () => number): Promise<number> {
  // Of one pair of readings chance makes two that are alike, in the middle of something.
  const alike = 4;
  for (let last: readonly number[] = []; ;) {
    await new Promise((resolve) => setTimeout(resolve, 500));
    last = [...last, read()].slice(-alike);
    const now = last.at(-1) ?? 0;
    if (last.length === alike && last.every((one) => Math.abs(one - now) < 0.01 * now)) return now;
  }
}

/** Proportional set size of a process and all below it, bytes. */
export function pss(pid: number): number {
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
