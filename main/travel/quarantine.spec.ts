import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { quarantineProcess } from '../../test/setup/threads.ts';
import { asFailure, Failure } from '../failure.ts';
import { crafted, mutated } from './hostile.ts';
import { withPrivateCopy } from './private-copy.ts';
import { createQuarantine, forkChild, type Limits, type Quarantine, type StartChild } from './quarantine.ts';
import { residentBytes } from './resident.ts';
import { dump, soundRows, writeFile } from './trial-file.ts';

let folder: string;
let sound: string;
let wanted: string;
const pids: number[] = [];
/** Remembers whom it starts. */
const remembering =
  (start: StartChild): StartChild =>
  () => {
    const child = start();
    const pid = child.pid();
    if (pid !== undefined) pids.push(pid);
    return child;
  };
let quarantine: Quarantine;

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'paddock-quarantine-'));
  sound = join(folder, 'sound.paddock');
  writeFile(sound, soundRows());
  wanted = dump(sound);
  quarantine = createQuarantine(remembering(forkChild(quarantineProcess)));
});
afterAll(async () => {
  await quarantine.close();
  rmSync(folder, { recursive: true, force: true });
});

const isAlive = (pid: number): boolean => {
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    return false;
  }
};

/** What comes of a file: its rows, or the failure; and that nothing stays. */
async function outcome(file: string, limits?: Limits, from: Quarantine = quarantine): Promise<string | Failure> {
  const own = join(folder, 'quarantine');
  try {
    return await withPrivateCopy(own, file, async ({ bytes, ...question }) => {
      await from.examine(question, { bytes, ...(limits && { limits }) });
      return dump(question.clean);
    });
  } catch (thrown) {
    return asFailure(thrown);
  } finally {
    expect(readdirSync(own)).toEqual([]);
  }
}

describe('a file from elsewhere', () => {
  it('is read as it was written', async () => {
    expect(await outcome(sound)).toBe(wanted);
  });

  it('is told by its manifest, its hash and its connections', async () => {
    const told = await withPrivateCopy(join(folder, 'quarantine'), sound, ({ bytes, ...question }) =>
      quarantine.examine(question, { bytes }),
    );
    expect(told).toMatchObject({
      manifest: { server: 'Track', what: 'server' },
      connections: ['Season2017', '../../../etc/passwd'],
      sessions: 45,
    });
    expect(told.hash).toMatch(/^sha256:/);
  });

  it.each(crafted)('is refused or read equal: $name', async ({ make, reads }) => {
    const own = mkdtempSync(join(folder, 'crafted-'));
    const file = join(own, 'a.paddock');
    make(file, sound);
    const beside = readdirSync(own);
    const result = await outcome(file);
    if (reads === 'equal') expect(result).toBe(wanted);
    else {
      expect(result).toBeInstanceOf(Failure);
      expect(['file-refused', 'not-found']).toContain((result as Failure).code);
      expect((result as Failure).message).not.toContain('took too much');
    }
    expect(readdirSync(own)).toEqual(beside);
    rmSync(own, { recursive: true, force: true });
  });

  it('is refused or read equal, whatever chance made of it', async () => {
    const bytes = readFileSync(sound);
    const count = Number(process.env['PADDOCK_MUTATIONS'] ?? 2_000);
    const seed = Number(process.env['PADDOCK_SEED'] ?? 1);
    const file = join(folder, 'mutated.paddock');
    const equal: number[] = [];
    for (let at = 0; at < count; at += 1) {
      writeFileSync(file, mutated(bytes, seed + at));
      const result = await outcome(file);
      if (result === wanted) equal.push(at);
      else expect(result, `seed ${seed + at}`).toMatchObject({ code: 'file-refused' });
    }
    // Chance also meets what is no content.
    expect(equal.length).toBeGreaterThan(0);
    expect(equal.length).toBeLessThan(count);
  }, 600_000);
});

describe('the process that examines', () => {
  /** A process that does what the text says when it is told of a file. */
  const planted = (text: string): StartChild => {
    const entry = join(mkdtempSync(join(folder, 'planted-')), 'entry.mjs');
    writeFileSync(entry, `process.on('message', () => { ${text} }); process.send({ kind: 'ready' });`);
    return remembering(forkChild(new URL(`file://${entry}`)));
  };
  const limits = { memory: 64 * 2 ** 20, time: 20_000 };

  it('is killed when it takes more memory than it may', async () => {
    const own = createQuarantine(planted('const held = []; setInterval(() => held.push(Buffer.alloc(8e6, 1)), 1);'));
    expect(await outcome(sound, limits, own)).toMatchObject({ code: 'file-refused', message: expect.stringContaining('memory') as string });
    expect(pids.filter(isAlive).length).toBeLessThanOrEqual(1);
  });

  it('is killed when it does not come to an end', async () => {
    const own = createQuarantine(planted('for (;;);'));
    const result = await outcome(sound, { memory: 2 ** 40, time: 300 }, own);
    expect(result).toMatchObject({ code: 'file-refused', message: expect.stringContaining('time') as string });
    expect(pids.filter(isAlive).length).toBeLessThanOrEqual(1);
  });

  it('has told nothing when it dies, says what it should not, or cannot be started', async () => {
    for (const text of ['process.exit(0);', 'process.send({ kind: "sound", examined: { manifest: {} } });']) {
      const own = createQuarantine(planted(text));
      expect(await outcome(sound, limits, own)).toMatchObject({ code: 'file-refused' });
    }
    const own = createQuarantine(forkChild(new URL('file:///nowhere/at/all.mjs')));
    expect(await outcome(sound, limits, own)).toMatchObject({ code: 'bug' });
    expect(pids.filter(isAlive).length).toBeLessThanOrEqual(1);
  });

  it('is there again for the next file after it was killed', async () => {
    const abort = new AbortController();
    const asked = withPrivateCopy(join(folder, 'quarantine'), sound, ({ bytes, ...question }) => {
      const examined = quarantine.examine(question, { bytes, signal: abort.signal });
      abort.abort();
      return examined;
    });
    await expect(asked).rejects.toMatchObject({ code: 'cancelled' });
    expect(await outcome(sound)).toBe(wanted);
  });

  it('is gone when the quarantine closes', async () => {
    await quarantine.close();
    expect(pids.filter(isAlive)).toEqual([]);
  });
});

describe('a private copy', () => {
  it('clears away what a process that died left behind, and nothing of one that lives', async () => {
    const own = join(folder, 'leftovers');
    mkdirSync(join(own, '999999999-abc'), { recursive: true });
    mkdirSync(join(own, `${process.pid}-abc`));
    await withPrivateCopy(own, sound, () => Promise.resolve());
    expect(readdirSync(own)).toEqual([`${process.pid}-abc`]);
  });

  it('names what is not there', async () => {
    expect(await outcome(join(folder, 'nowhere.paddock'))).toMatchObject({
      code: 'not-found',
      message: 'There is no file “nowhere.paddock”.',
    });
  });
});

it('knows what a process holds, and nothing of one that is gone', async () => {
  expect(await residentBytes(process.pid)).toBeGreaterThan(20e6);
  expect(await residentBytes(999_999_999)).toBeUndefined();
});
