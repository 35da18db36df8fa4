import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdtempSync, readFileSync, utimesSync, writeFileSync } from 'node:fs';
import { hostname, tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { withLock } from './lock.mjs';

const lockFile = (): string => join(mkdtempSync(join(tmpdir(), 'paddock-lock-')), 'set-up.lock');

async function deadPid(): Promise<number> {
  const child = spawn(process.execPath, ['--version'], { stdio: 'ignore' });
  await once(child, 'exit');
  return child.pid ?? 0;
}

test('one at a time, and free afterwards, also after a failure', async () => {
  const file = lockFile();
  let inside = 0;
  let most = 0;
  const work = async (): Promise<void> => {
    most = Math.max(most, (inside += 1));
    await new Promise(setImmediate);
    inside -= 1;
  };
  await Promise.all(Array.from({ length: 8 }, () => withLock(file, work, { poll: 1 })));
  expect(most).toBe(1);
  await expect(withLock(file, () => Promise.reject(new Error('failed inside')))).rejects.toThrow('failed inside');
  expect(existsSync(file)).toBe(false);
});

test('waits for a living holder, and says so once', async () => {
  const file = lockFile();
  let told = 0;
  let release = (): void => {};
  const first = withLock(file, () => new Promise<void>((done) => (release = done)));
  const second = withLock(file, () => Promise.resolve('second'), {
    poll: 1,
    waiting: () => {
      told += 1;
      setImmediate(release);
    },
  });
  expect(await second).toBe('second');
  await first;
  expect(told).toBe(1);
});

test('a dead holder’s lock is taken over, by one of many', async () => {
  const file = lockFile();
  writeFileSync(file, `${hostname()}\n${String(await deadPid())}\nsome-id`);
  let inside = 0;
  let most = 0;
  const results = await Promise.all(
    Array.from({ length: 5 }, (_, index) =>
      withLock(
        file,
        async () => {
          most = Math.max(most, (inside += 1));
          await new Promise(setImmediate);
          inside -= 1;
          return index;
        },
        { poll: 1 },
      ),
    ),
  );
  expect(results).toEqual([0, 1, 2, 3, 4]);
  expect(most).toBe(1);
});

test('a lock that nobody touches any more counts as dead, whoever it names', async () => {
  const file = lockFile();
  writeFileSync(file, `another-machine\n${String(process.pid)}\nsome-id`);
  const longAgo = new Date(Date.now() - 60_000);
  utimesSync(file, longAgo, longAgo);
  expect(await withLock(file, () => Promise.resolve('mine'))).toBe('mine');
});

test('a lock that was lost to another is not removed at the end', async () => {
  const file = lockFile();
  await withLock(file, () => {
    writeFileSync(file, 'taken over');
    return Promise.resolve();
  });
  expect(readFileSync(file, 'utf8')).toBe('taken over');
});
