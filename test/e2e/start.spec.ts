/** The first moments of a start, as a process sees them that no test holds back. */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { expect, test } from './paddock.ts';
import type { Stage } from './stage.ts';

interface Told {
  readonly loaded?: readonly { readonly name: string; readonly bytes: number }[];
  readonly sentence?: string;
}

/** Starts with `early.cjs`, and answers what that printed once the run has ended. */
async function started(stage: Stage, folder: string, early: 'bug' | 'loaded'): Promise<{ code: number | null; told: readonly Told[] }> {
  const hook = join(dirname(stage.hold), 'early.cjs');
  const child = spawn(stage.executable, ['-r', hook, stage.app, '--user-data-dir', folder], {
    cwd: stage.home,
    env: { ...process.env, HOME: stage.home, PADDOCK_EARLY: early },
    stdio: ['ignore', 'pipe', 'ignore'],
  });
  let printed = '';
  child.stdout.setEncoding('utf8').on('data', (text: string) => (printed += text));
  const [code] = (await once(child, 'close')) as [number | null];
  const lines = printed.split('\n').filter((line) => line.startsWith('{'));
  return { code, told: lines.map((line) => JSON.parse(line) as Told) };
}

test('the window is made before the log, the settings, the store and what runs it are loaded', async ({ stage, userData }) => {
  const { code, told } = await started(stage, userData, 'loaded');
  const loaded = told.flatMap((line) => line.loaded ?? []);
  const names = loaded.map(({ name }) => name);
  expect(names).toContain('index.cjs');
  const late = /^(log-file|open-run|run-window|parts|store|servers|sources)-/;
  expect(names.filter((name) => late.test(name))).toEqual([]);
  // Nor within another file: all of the main process's code is some 2,200 KB.
  expect(loaded.filter(({ name }) => name !== 'early.cjs').reduce((sum, { bytes }) => sum + bytes, 0)).toBeLessThan(125_000);
  expect(code).toBe(0);
});

test('a bug of the first moments is told, is in the log with where it happened, and ends the run', async ({ stage, userData }) => {
  const { code, told } = await started(stage, userData, 'bug');
  expect(told.map(({ sentence }) => sentence)).toEqual([expect.stringContaining('Paddock met an error of its own')]);
  expect(code).toBe(1);
  const file = join(userData, 'logs', 'paddock.log');
  expect(existsSync(file)).toBe(true);
  const log = readFileSync(file, 'utf8');
  expect(log).toContain('planted before the log is open');
  expect(log).toContain('early.cjs');
});
