import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it, onTestFinished } from 'vitest';
import { createFakeServers } from '../test/fakes/servers.ts';
import { quarantineProcess } from '../test/setup/threads.ts';
import { createImports } from './imports.ts';
import type { Adoption } from './store/adopting.ts';
import { createQuarantine, forkChild } from './travel/quarantine.ts';
import { soundRows, writeFile } from './travel/trial-file.ts';

const isAlive = (pid: number): boolean => {
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    return false;
  }
};

it('examines several files one after the other, and leaves no process and no copy behind', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'paddock-imports-'));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  const files = ['a', 'b', 'c'].map((name) => join(folder, `${name}.paddock`));
  for (const [at, file] of files.entries()) writeFile(file, soundRows(), at === 1 ? { filter: 'Race' } : { server: `Track ${at}` });
  const pids: number[] = [];
  const adopted: Adoption[] = [];
  const quarantine = createQuarantine(() => {
    const child = forkChild(quarantineProcess)();
    pids.push(child.pid() ?? 0);
    return child;
  });
  const imports = createImports({
    servers: createFakeServers(),
    store: {
      servers: () => Promise.resolve(adopted.map(({ place }) => place)),
      adopt: (adoption) => Promise.resolve(void adopted.push(adoption)),
      merge: () => Promise.reject(new Error('not here')),
    },
    quarantine,
    folder: join(folder, 'quarantine'),
    normalise: (address) => address,
  });
  const nowhere = imports.open(join(folder, 'nowhere.paddock'));
  const opened = await Promise.all(files.map((file) => imports.open(file)));
  await expect(nowhere).rejects.toMatchObject({ code: 'not-found' });
  expect(opened.map(({ server, already }) => [server.name, already])).toEqual([
    ['Track 0', false],
    ['Track', false],
    ['Track 2', false],
  ]);
  expect(adopted.map(({ filter }) => filter)).toEqual([undefined, 'Race', undefined]);
  expect(await imports.open(files[0] ?? '')).toMatchObject({ server: { name: 'Track 0' }, already: true });
  expect(adopted).toHaveLength(3);
  expect(pids.filter(isAlive)).toEqual([]);
  expect(readdirSync(join(folder, 'quarantine'))).toEqual([]);
});
