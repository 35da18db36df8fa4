/**
 * The private copy of a file from elsewhere: what is examined cannot change meanwhile, and no file is left beside the
 * original. Folders of processes that died are cleared away by the next one.
 */
import { constants } from 'node:fs';
import { mkdir, mkdtemp, open, readdir, rm, type FileHandle } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { Failure } from '../failure.ts';
import { checkHeader } from './examine.ts';

export interface PrivateCopy {
  readonly copy: string;
  /** Where the fresh file goes; nothing is there yet. */
  readonly clean: string;
  readonly bytes: number;
}

/** No export of a few million sessions is larger; a disk that is filled by accident is worse than a refusal. */
const largest = 8 * 2 ** 30;
const chunkBytes = 2 ** 20;
const headerBytes = 100;

const full = ['ENOSPC', 'EDQUOT'];

/** The system's refusal to open or read `file` as a failure for a person. */
function unreadable(thrown: unknown, file: string): Failure {
  if (thrown instanceof Failure) return thrown;
  const { code = '' } = thrown as NodeJS.ErrnoException;
  const name = basename(file);
  if (code === 'ENOENT' || code === 'ENOTDIR') return new Failure('not-found', `There is no file “${name}”.`, { cause: thrown });
  if (full.includes(code)) return new Failure('store-full', 'There is no room for a copy of the file.', { cause: thrown });
  return new Failure('file-refused', `The file “${name}” cannot be read.`, { todo: 'Check its permissions.', cause: thrown });
}

/** Whether the process that made a folder lives. */
function lives(folder: string): boolean {
  const pid = Number(/^(\d+)-/.exec(folder)?.[1]);
  if (!Number.isInteger(pid)) return true;
  try {
    process.kill(pid, 0);
    return true;
  } catch (thrown) {
    return (thrown as NodeJS.ErrnoException).code === 'EPERM';
  }
}

async function clearLeftovers(folder: string): Promise<void> {
  for (const name of await readdir(folder)) if (!lives(name)) await rm(join(folder, name), { recursive: true, force: true });
}

/** A regular file, whatever leads to it; neither a folder nor a pipe is waited for. */
async function openRegular(file: string): Promise<{ readonly handle: FileHandle; readonly bytes: number }> {
  // On Windows there is no such flag, and no pipe that has a path.
  const handle = await open(file, constants.O_RDONLY | constants.O_NONBLOCK);
  try {
    const stat = await handle.stat();
    if (!stat.isFile()) throw new Failure('file-refused', `“${basename(file)}” is no file${stat.isDirectory() ? ', but a folder' : ''}.`);
    if (stat.size > largest) throw new Failure('file-refused', `The file “${basename(file)}” is larger than any that Paddock writes.`);
    return { handle, bytes: stat.size };
  } catch (thrown) {
    await handle.close();
    throw thrown;
  }
}

async function copyBytes(from: FileHandle, to: string, bytes: number, signal: AbortSignal | undefined): Promise<void> {
  const target = await open(to, 'wx', 0o600);
  try {
    const buffer = Buffer.alloc(Math.min(chunkBytes, Math.max(bytes, headerBytes)));
    for (let at = 0; at < bytes;) {
      if (signal?.aborted === true) throw new Failure('cancelled', undefined, { safe: 'Nothing of the file was taken over.' });
      const { bytesRead } = await from.read(buffer, 0, Math.min(buffer.length, bytes - at), at);
      if (at === 0) checkHeader(buffer.subarray(0, Math.min(headerBytes, bytesRead)), bytes);
      // It became shorter meanwhile: the examination will say so.
      if (bytesRead === 0) return;
      await target.write(buffer, 0, bytesRead);
      at += bytesRead;
    }
    if (bytes === 0) checkHeader(buffer.subarray(0, 0), 0);
  } finally {
    await target.close();
  }
}

/**
 * Works with a private copy of `file`, which is gone when `work` ends, however it ends.
 * @param folder absolute; made where it is missing. @param file absolute.
 * Fails with `not-found`, `file-refused`, `store-full`, `store-unwritable`, `cancelled`, and as `work` does.
 */
export async function withPrivateCopy<Result>(
  folder: string,
  file: string,
  work: (copy: PrivateCopy) => Promise<Result>,
  signal?: AbortSignal,
): Promise<Result> {
  let own: string;
  try {
    await mkdir(folder, { recursive: true, mode: 0o700 });
    await clearLeftovers(folder);
    own = await mkdtemp(join(folder, `${process.pid}-`));
  } catch (thrown) {
    const isFull = full.includes((thrown as NodeJS.ErrnoException).code ?? '');
    throw new Failure(isFull ? 'store-full' : 'store-unwritable', undefined, { cause: thrown });
  }
  try {
    const copy = join(own, 'copy');
    const bytes = await copied(file, copy, signal);
    return await work({ copy, clean: join(own, 'clean'), bytes });
  } finally {
    await rm(own, { recursive: true, force: true });
  }
}

async function copied(file: string, copy: string, signal: AbortSignal | undefined): Promise<number> {
  try {
    const { handle, bytes } = await openRegular(file);
    try {
      await copyBytes(handle, copy, bytes, signal);
    } finally {
      await handle.close();
    }
    return bytes;
  } catch (thrown) {
    throw unreadable(thrown, file);
  }
}
