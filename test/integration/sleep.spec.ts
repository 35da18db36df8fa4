/** A process that is stopped and continued believes nothing of the network until it has asked. */
import { fork, type ChildProcess } from 'node:child_process';
import { readFile } from 'node:fs/promises';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { startDemo, type DemoServer } from '../../main/demo/index.ts';
import { bundledPath } from '../setup/threads.ts';

/** Longer than the gap that the child takes for a standstill, ms. */
const standstill = 3_300;
const patient = { timeout: 15_000 };

let child: ChildProcess | undefined;
let server: DemoServer | undefined;
let told: string[];

afterEach(async () => {
  child?.kill('SIGKILL');
  await server?.close();
});

/** What the child told of the server, without the gaps that it noticed: a slow machine may make it notice another. */
const states = (): readonly string[] => told.filter((word) => word !== 'gap');

/** The child, once it has found the server live. */
async function watching(): Promise<ChildProcess> {
  server = await startDemo({ port: 0 });
  told = [];
  child = fork(bundledPath('sleep-child'), [server.url], { execArgv: [] });
  child.on('message', (message: string) => told.push(message));
  await vi.waitFor(() => expect(told.at(-1)).toBe('live'), patient);
  return child;
}

/** Stops the process, does something meanwhile, and continues it after longer than a moment. */
async function stopped(process: ChildProcess, meanwhile: () => Promise<void>): Promise<void> {
  process.kill('SIGSTOP');
  await vi.waitFor(async () => expect(await readFile(`/proc/${process.pid ?? 0}/stat`, 'utf8')).toMatch(/\) T /), patient);
  const since = performance.now();
  await meanwhile();
  await vi.waitFor(() => expect(performance.now() - since).toBeGreaterThan(standstill), patient);
  told = [];
  process.kill('SIGCONT');
}

describe.runIf(process.platform === 'linux')('a process that stood still', () => {
  it('asks the server again before it calls it live', async () => {
    await stopped(await watching(), () => Promise.resolve());
    await vi.waitFor(() => expect(told).toContain('live'), patient);
    expect(told).toContain('gap');
    expect(states().slice(0, 2)).toEqual(['asking', 'live']);
  });

  it('finds that the server went away meanwhile, and by itself that it is back', async () => {
    const process = await watching();
    const port = Number(new URL(server?.url ?? '').port);
    await stopped(process, async () => server?.close());
    await vi.waitFor(() => expect(told).toContain('offline'), patient);
    expect(told).toContain('gap');
    expect(states().slice(0, 2)).toEqual(['asking', 'offline']);
    server = await startDemo({ port });
    await vi.waitFor(() => expect(told.at(-1)).toBe('live'), patient);
    expect(new Set(states().slice(1))).toEqual(new Set(['offline', 'live']));
  });
});
