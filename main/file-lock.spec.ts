import { spawn, type ChildProcess } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { afterAll, expect, it } from 'vitest';
import { bundledPath } from '../test/setup/threads.ts';
import { tryLock } from './file-lock.ts';

const top = mkdtempSync(join(tmpdir(), 'paddock-lock-'));
// Beside the packages, which the child finds from there.
afterAll(() => rmSync(top, { recursive: true, force: true }));

it('is held by one at a time, also among handles of one process, and free again once it is let go of', async () => {
  const file = join(top, 'one');
  const first = await tryLock(file);
  expect(await tryLock(file)).toBeUndefined();
  first?.();
  const second = await tryLock(file);
  expect(second).toBeDefined();
  second?.();
});

it('is never held by two of eight processes that are killed while they hold it or wait', async () => {
  const living = new Set<ChildProcess>();
  let taken = 0;
  let kills = 0;
  const wrong: string[] = [];
  await new Promise<void>((resolve) => {
    const start = (): void => {
      const child = spawn(process.execPath, [bundledPath('lock-holder'), top], { stdio: ['ignore', 'pipe', 'inherit'] });
      living.add(child);
      child.once('exit', () => {
        living.delete(child);
        if (kills < 24) start();
        else if (living.size === 0) resolve();
      });
      createInterface({ input: child.stdout }).on('line', (line) => {
        taken += 1;
        if (line !== 'taken') wrong.push(line);
        if (taken % 6 !== 0) return;
        // Now who just took it, now whoever is first of the others.
        kills += 1;
        const victim = kills % 2 === 0 ? child : [...living].find((other) => other !== child);
        (victim ?? child).kill('SIGKILL');
        if (kills >= 24) for (const other of living) other.kill('SIGKILL');
      });
    };
    for (let count = 0; count < 8; count += 1) start();
  });
  expect(wrong).toEqual([]);
  expect(taken).toBeGreaterThanOrEqual(144);
}, 60_000);
