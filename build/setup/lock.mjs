// @ts-check
/**
 * A lock between processes that set up the same thing. A file made exclusively holds it and is touched while it is
 * held; one whose holder is dead, or that nobody has touched for a while (another machine, a reused process number),
 * is taken over.
 */
import { linkSync, mkdirSync, readFileSync, renameSync, rmSync, statSync, utimesSync, writeFileSync } from 'node:fs';
import { hostname } from 'node:os';
import { dirname } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { randomUUID } from 'node:crypto';

const beat = 2_000;
/** Untouched for this long (ms) the holder counts as dead. */
const stale = 30_000;

/** @param {unknown} thrown @param {string} code */
const failedWith = (thrown, code) => thrown instanceof Error && 'code' in thrown && thrown.code === code;

/** @param {number} pid */
function alive(pid) {
  try {
    process.kill(pid, 0);
    return true;
  } catch (thrown) {
    // A process of another user cannot be signalled, but it lives.
    return failedWith(thrown, 'EPERM');
  }
}

/**
 * @param {string} file
 * @returns {string | undefined} the content of a lock whose holder is gone; undefined where it is held or free
 */
function deadHolder(file) {
  try {
    const content = readFileSync(file, 'utf8');
    const idle = Date.now() - statSync(file).mtimeMs;
    const [host, pid] = content.split('\n');
    if (idle > stale) return content;
    // An empty one is just being written.
    return host === hostname() && pid !== undefined && !alive(Number(pid)) ? content : undefined;
  } catch (thrown) {
    if (failedWith(thrown, 'ENOENT')) return undefined;
    throw thrown;
  }
}

/**
 * Removes a dead lock, and only that one: between reading and renaming another process may have taken over, and then
 * its live lock is put back.
 * @param {string} file @param {string} content
 */
function removeDead(file, content) {
  const aside = `${file}.${randomUUID()}`;
  try {
    renameSync(file, aside);
    if (readFileSync(aside, 'utf8') !== content) linkSync(aside, file);
  } catch (thrown) {
    if (!failedWith(thrown, 'ENOENT') && !failedWith(thrown, 'EEXIST')) throw thrown;
  } finally {
    rmSync(aside, { force: true });
  }
}

/**
 * Does `work` while holding the lock; waits for whoever holds it.
 * @template T
 * @param {string} file
 * @param {() => Promise<T>} work
 * @param {{ waiting?: () => void, poll?: number }} [options] `waiting` is called once when somebody else holds it
 * @returns {Promise<T>}
 */
export async function withLock(file, work, { waiting = () => {}, poll = 200 } = {}) {
  mkdirSync(dirname(file), { recursive: true });
  const mine = `${hostname()}\n${process.pid}\n${randomUUID()}`;
  for (let told = false; ;) {
    try {
      writeFileSync(file, mine, { flag: 'wx' });
      break;
    } catch (thrown) {
      if (!failedWith(thrown, 'EEXIST')) throw thrown;
    }
    const dead = deadHolder(file);
    if (dead !== undefined) {
      removeDead(file, dead);
      continue;
    }
    if (!told) waiting();
    told = true;
    await wait(poll);
  }
  const heart = setInterval(() => {
    try {
      utimesSync(file, new Date(), new Date());
    } catch {
      // Somebody removed the folder: the work itself will notice.
    }
  }, beat);
  heart.unref();
  try {
    return await work();
  } finally {
    clearInterval(heart);
    if (holds(file, mine)) rmSync(file, { force: true });
  }
}

/** @param {string} file @param {string} mine */
function holds(file, mine) {
  try {
    return readFileSync(file, 'utf8') === mine;
  } catch {
    return false;
  }
}
