import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { Failure } from '../failure.ts';
import { Replacement } from './replacement.ts';

let folder: string;
beforeEach(() => (folder = mkdtempSync(join(tmpdir(), 'paddock-replacement-'))));
afterEach(() => rmSync(folder, { recursive: true, force: true }));

const bytes = (text: string): Uint8Array => Buffer.from(text);

it('is in its place only when it is whole', () => {
  const file = join(folder, 'a.csv');
  writeFileSync(file, 'old');
  const out = new Replacement(file);
  out.write(bytes('ne'));
  out.write(bytes('w'));
  expect(readFileSync(file, 'utf8')).toBe('old');
  out.finish();
  expect([readFileSync(file, 'utf8'), out.bytes, readdirSync(folder)]).toEqual(['new', 3, ['a.csv']]);
});

it('leaves the old file where it is dropped', () => {
  const file = join(folder, 'a.csv');
  writeFileSync(file, 'old');
  const out = new Replacement(file);
  out.write(bytes('new'));
  out.drop();
  expect([readFileSync(file, 'utf8'), readdirSync(folder)]).toEqual(['old', ['a.csv']]);
});

it('removes what a process left that was killed, and nothing of the living or of others', () => {
  const out = new Replacement(join(folder, 'a.csv'));
  const { pid: gone } = spawnSync(process.execPath, ['-e', '']);
  const name = out.temporary.slice(folder.length + 1);
  const left = name.replace(`-${process.pid}-`, `-${gone}-`);
  const elsewhere = left.replace(/\.[0-9a-f]{8}-/, '.00000000-');
  for (const other of [left, `${left}-journal`, elsewhere, '.a.csv.part', 'b.csv']) writeFileSync(join(folder, other), '');
  new Replacement(join(folder, 'other.parquet')).drop();
  expect(readdirSync(folder).sort()).toEqual([name, elsewhere, '.a.csv.part', 'b.csv'].sort());
  out.drop();
});

it('refuses a folder, and a file below what is none', () => {
  mkdirSync(join(folder, 'a.csv'));
  writeFileSync(join(folder, 'plain'), '');
  for (const name of ['a.csv', join('plain', 'b.csv'), join('none', 'b.csv')]) {
    expect(() => new Replacement(join(folder, name))).toThrow(Failure);
  }
  expect(readdirSync(folder).sort()).toEqual(['a.csv', 'plain']);
});

const mounted = ((): boolean => {
  if (process.getuid?.() !== 0) return false;
  const trial = mkdtempSync(join(tmpdir(), 'paddock-small-'));
  const done = spawnSync('mount', ['-t', 'tmpfs', '-o', 'size=1m', 'none', trial]).status === 0;
  if (done) spawnSync('umount', [trial]);
  rmSync(trial, { recursive: true, force: true });
  return done;
})();

// Only root mounts a small file system, and not in every container.
it.skipIf(!mounted)('says how much room a full disk lacks', () => {
  const small = join(folder, 'small');
  mkdirSync(small);
  expect(spawnSync('mount', ['-t', 'tmpfs', '-o', 'size=4m', 'none', small]).status).toBe(0);
  try {
    const out = new Replacement(join(small, 'a.csv'));
    const megabyte = new Uint8Array(1_000_000);
    let written = 0;
    let thrown: unknown;
    try {
      for (; written < 20; written += 1) out.write(megabyte);
    } catch (full) {
      thrown = out.explain(full, written / 20);
    }
    out.drop();
    expect(thrown).toMatchObject({ code: 'store-full' });
    const missing = /about (\d+) MB are missing/.exec((thrown as Failure).message)?.[1];
    expect(Number(missing)).toBeGreaterThanOrEqual(15);
    expect(Number(missing)).toBeLessThanOrEqual(17);
    expect(readdirSync(small)).toEqual([]);
  } finally {
    spawnSync('umount', [small]);
  }
});
