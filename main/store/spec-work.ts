/** For specs: starts `trial-work.ts` under strace, or without it, and gathers what it says. */
import { spawn, spawnSync } from 'node:child_process';
import { createInterface } from 'node:readline';
import { join } from 'node:path';
import { bundledPath } from '../../test/setup/threads.ts';
import { storeFile } from './start-thread.ts';
import { connection } from './trial.ts';
import type { Said } from './trial-work.ts';

const work = bundledPath('trial-work');

/** Whether system calls can be made to fail here: strace is there, and the system lets it look. */
export const canTrace = spawnSync('strace', ['-f', '-qq', '-e', 'trace=none', process.execPath, '-e', '0']).status === 0;

export interface Ended {
  readonly said: readonly Said[];
  readonly code: number | null;
  readonly killed: boolean;
}

interface WorkOptions {
  /** Words for strace: what is to happen at which system call on the store's files. */
  readonly inject?: readonly string[];
  /** Kills it once it has said so many lines. */
  readonly killAfter?: number;
  readonly connection?: string;
}

export async function runWork(folder: string, { inject, killAfter, connection: name = connection }: WorkOptions): Promise<Ended> {
  const words = [work, folder, name];
  const files = [storeFile, `${storeFile}-wal`, `${storeFile}-shm`, `${storeFile}-journal`].flatMap((file) => ['-P', join(folder, file)]);
  const strace = ['-f', '-qq', '-o', '/dev/null', ...files];
  const child =
    inject === undefined
      ? spawn(process.execPath, words, { stdio: ['ignore', 'pipe', 'inherit'] })
      : spawn('strace', [...strace, ...inject, process.execPath, ...words], { stdio: ['ignore', 'pipe', 'ignore'] });
  const said: Said[] = [];
  const ended = new Promise<{ code: number | null; signal: NodeJS.Signals | null }>((resolve) => {
    child.once('exit', (code, signal) => resolve({ code, signal }));
  });
  for await (const line of createInterface({ input: child.stdout })) {
    said.push(JSON.parse(line) as Said);
    if (said.length === killAfter) child.kill('SIGKILL');
  }
  const { code, signal } = await ended;
  return { said, code, killed: signal === 'SIGKILL' || code === 137 };
}
