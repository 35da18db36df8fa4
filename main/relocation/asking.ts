/** A move as it is asked for in the window: what it would do, and the file by which the next start does it. */
import { randomUUID } from 'node:crypto';
import { accessSync, constants, existsSync, readdirSync, realpathSync, statfsSync, statSync } from 'node:fs';
import { dirname, isAbsolute, join, relative, resolve, sep } from 'node:path';
import type { MovePlan } from '../../preload/moving.ts';
import { Failure } from '../failure.ts';
import { folderNotices } from '../folder.ts';
import { contentOf } from './content.ts';
import { askedFile, ownFiles, writePointer } from './pointer.ts';

/** Fails with `usage`, `store-full` or `store-unwritable` where the data cannot go there. `from` and `to`: folders, absolute. */
export function planMove(from: string, to: string): MovePlan {
  const target = resolve(to);
  // The nearest folder that is there: a new one is made at the move.
  let near = target;
  while (!existsSync(near) && dirname(near) !== near) near = dirname(near);
  const inside = relative(realpathSync(from), join(realpathSync(near), relative(near, target)));
  if (inside === '' || !(inside === '..' || inside.startsWith(`..${sep}`) || isAbsolute(inside))) {
    throw new Failure('usage', `The folder ${target} lies in the one that the data is in.`, { todo: 'Choose another folder.' });
  }
  if (!statSync(near).isDirectory()) throw new Failure('usage', `${near} is no folder.`, { todo: 'Choose a folder.' });
  if (near === target && readable(target).some((name) => !ownFiles.has(name))) {
    throw new Failure('usage', `The folder ${target} is not empty.`, { todo: 'Choose an empty folder, or make a new one.' });
  }
  try {
    accessSync(near, constants.W_OK);
  } catch (cause) {
    throw unwritable(near, cause);
  }
  const { bavail, bsize } = statfsSync(near);
  const { bytes } = contentOf(from);
  const free = bavail * bsize;
  if (free < bytes)
    throw new Failure('store-full', `There is too little room in ${target}.`, { todo: 'Make room, or choose another folder.' });
  return { from, to: target, bytes, free, notices: folderNotices(near) };
}

/** Leaves it to the next start. `home`: the default folder. */
export function askMove(home: string, { from, to }: MovePlan): void {
  try {
    writePointer(join(home, askedFile), { id: randomUUID(), folder: to, old: from });
  } catch (cause) {
    throw unwritable(home, cause);
  }
}

function readable(folder: string): readonly string[] {
  try {
    return readdirSync(folder);
  } catch (cause) {
    throw unwritable(folder, cause);
  }
}

const unwritable = (folder: string, cause: unknown): Failure =>
  new Failure('store-unwritable', `The folder ${folder} cannot be written to.`, {
    cause,
    todo: 'Check its permissions, or choose another.',
  });
