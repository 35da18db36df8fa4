import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { afterAll, describe, expect, it } from 'vitest';
import { bundledPath } from '../../test/setup/threads.ts';
import { silent } from '../log.ts';
import { normaliseAddress } from '../remote/address.ts';
import { canTrace } from '../store/spec-work.ts';
import { fakeCipher } from './fake-cipher.ts';
import { openServers } from './index.ts';
import type { Servers } from './servers.ts';

const top = mkdtempSync(join(tmpdir(), 'paddock-processes-'));
const open = (folder: string): Promise<Servers> => openServers({ folder, cipher: fakeCipher(), normalise: normaliseAddress, log: silent });

afterAll(() => rmSync(top, { recursive: true, force: true }));

function write(folder: string, name: string, count: number): ChildProcess {
  return spawn(process.execPath, [bundledPath('settings-writer'), folder, name, String(count)], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
}

describe('processes that share the settings', () => {
  it('lose none of 200 servers and passwords that two of them save at once', async () => {
    const folder = join(top, 'shared');
    const writers = ['a', 'b'].map((name) => write(folder, name, 100));
    expect(await Promise.all(writers.map(async (writer) => (await once(writer, 'exit'))[0] as number))).toEqual([0, 0]);
    const servers = await open(folder);
    const names = servers.list().map(({ name }) => name);
    expect(new Set(names).size).toBe(200);
    for (const { id, name } of servers.list()) expect(await servers.password(id)).toBe(`password ${name.split(' ')[1] ?? ''}`);
  });

  it('lose nothing that was saved when one is killed at any moment', async () => {
    const folder = join(top, 'killed');
    const said: string[] = [];
    for (const [round, lines] of [3, 1, 7, 2].entries()) {
      const writer = write(folder, `k${round}`, 1000);
      if (writer.stdout === null) throw new TypeError('no stdout');
      let left = lines;
      for await (const line of createInterface({ input: writer.stdout })) {
        said.push(line);
        left -= 1;
        if (left === 0) writer.kill('SIGKILL');
      }
      const servers = await open(folder);
      expect(servers.notices).toEqual([]);
      expect(servers.list().map(({ name }) => name)).toEqual(expect.arrayContaining(said));
    }
  });

  it.runIf(canTrace)('loses nothing where the system fails it as a file is put in place, and says so', async () => {
    const folder = join(top, 'failing');
    const calls = 'rename,renameat,renameat2';
    for (const error of ['ENOSPC', 'EIO', 'EACCES', 'EROFS']) {
      const said: string[] = [];
      const words = ['-f', '-qq', '-o', '/dev/null', '-e', `trace=${calls}`, '-e', `inject=${calls}:error=${error}:when=5+`];
      const writer = spawn('strace', [...words, process.execPath, bundledPath('settings-writer'), folder, error, '9'], {
        stdio: ['ignore', 'pipe', 'pipe'],
      });
      let trouble = '';
      writer.stderr.on('data', (part) => (trouble += String(part)));
      const ended = once(writer, 'exit');
      for await (const line of createInterface({ input: writer.stdout })) said.push(line);
      expect((await ended)[0]).not.toBe(0);
      expect(trouble).toContain(error === 'ENOSPC' ? 'store-full' : 'store-unwritable');
      const servers = await open(folder);
      expect(servers.notices).toEqual([]);
      const names = servers.list().map(({ name }) => name);
      expect(names).toEqual(expect.arrayContaining(said));
      expect(names.filter((name) => name.startsWith(error)).length).toBeLessThanOrEqual(said.length + 1);
      // And it goes on when there is room again.
      await servers.add({ name: `after ${error}`, url: `http://pit/${error.toLowerCase()}`, user: 'eng' }, 'pw');
    }
  });
});
