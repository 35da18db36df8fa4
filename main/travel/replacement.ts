/**
 * A file written beside the one that it replaces, and put in place once it is whole and on disk: whatever happens, there is
 * the old file or the new one.
 */
import { createHash, randomBytes } from 'node:crypto';
import { closeSync, fstatSync, fsyncSync, openSync, readdirSync, renameSync, rmSync, statfsSync, statSync, writeSync } from 'node:fs';
import { hostname } from 'node:os';
import { basename, dirname, join } from 'node:path';
import { Failure } from '../failure.ts';
import { syncFolder } from '../store/copy.ts';

/** Another machine's processes cannot be asked whether they live: only what this one left behind is removed. */
const machine = createHash('sha256').update(hostname()).digest('hex').slice(0, 8);
const leftover = new RegExp(`^\\..+\\.${machine}-(\\d+)-[0-9a-f]{12}\\.part(?:-journal)?$`);

const isAlive = (pid: number): boolean => {
  try {
    process.kill(pid, 0);
    return true;
  } catch (thrown) {
    return (thrown as NodeJS.ErrnoException).code !== 'ESRCH';
  }
};

/** Removes what exports of dead processes left in a folder. */
function tidy(folder: string): void {
  try {
    for (const name of readdirSync(folder)) {
      const pid = leftover.exec(name)?.[1];
      if (pid !== undefined && !isAlive(Number(pid))) rmSync(join(folder, name), { force: true });
    }
  } catch {
    // A folder that cannot be listed may take a file all the same.
  }
}

const sqliteFull = 13;

const megabytes = (bytes: number): string => `${Math.max(1, Math.ceil(bytes / 1e6)).toLocaleString('en')} MB`;

export class Replacement {
  readonly file: string;
  /** Where it is written; a SQLite file is written there by SQLite. */
  readonly temporary: string;
  #descriptor: number | undefined;
  #bytes = 0;

  /** Makes the temporary file. Fails with `file-unwritable`. */
  constructor(file: string) {
    this.file = file;
    const folder = dirname(file);
    tidy(folder);
    this.temporary = join(folder, `.${basename(file)}.${machine}-${process.pid}-${randomBytes(6).toString('hex')}.part`);
    try {
      if (statSync(file, { throwIfNoEntry: false })?.isDirectory() === true) throw new Failure('file-unwritable', `${file} is a folder.`);
      this.#descriptor = openSync(this.temporary, 'wx');
    } catch (thrown) {
      throw this.explain(thrown, 0);
    }
  }

  /** Bytes written so far. */
  get bytes(): number {
    return this.#bytes;
  }

  write(bytes: Uint8Array): void {
    for (let at = 0; at < bytes.length;) at += writeSync(this.#descriptor ?? -1, bytes, at);
    this.#bytes += bytes.length;
  }

  /** On disk for good, and in its place. */
  finish(): void {
    const descriptor = this.#descriptor ?? -1;
    fsyncSync(descriptor);
    this.#bytes = fstatSync(descriptor).size;
    closeSync(descriptor);
    this.#descriptor = undefined;
    renameSync(this.temporary, this.file);
    syncFolder(dirname(this.file));
  }

  /** Removes what was written. */
  drop(): void {
    if (this.#descriptor !== undefined) closeSync(this.#descriptor);
    this.#descriptor = undefined;
    for (const name of [this.temporary, `${this.temporary}-journal`]) rmSync(name, { force: true });
  }

  /** What was thrown, as a failure for a person. `part`: how much of the whole was done, 0 to 1. */
  explain(thrown: unknown, part: number): unknown {
    if (thrown instanceof Failure || !(thrown instanceof Error)) return thrown;
    const { code, sqliteCode, syscall } = thrown as { code?: string; sqliteCode?: number; syscall?: string };
    const full = code === 'ENOSPC' || code === 'EDQUOT' || sqliteCode === sqliteFull;
    if (full) {
      const missing = this.#missing(part);
      const room = missing === undefined ? '' : `, about ${megabytes(missing)} are missing`;
      return new Failure('store-full', `The disk is full${room}: ${this.file} was not written.`, { cause: thrown });
    }
    // Anything else that SQLite says may be of the store that is read.
    if (syscall === undefined) return thrown;
    return new Failure('file-unwritable', `The file ${this.file} cannot be written.`, { cause: thrown });
  }

  #missing(part: number): number | undefined {
    try {
      const written = this.#descriptor === undefined ? 0 : fstatSync(this.#descriptor).size;
      const { bavail, bsize } = statfsSync(dirname(this.file));
      // Near the beginning nothing can be told from so little.
      return part < 0.01 ? undefined : Math.max(1, written / part - written - bavail * bsize);
    } catch {
      return undefined;
    }
  }
}
