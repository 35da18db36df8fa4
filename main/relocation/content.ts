/** What a move takes along: every file of the folder, but those that only say who is at work in it. */
import { lstatSync, readdirSync, realpathSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { ownFiles } from './pointer.ts';

export interface Content {
  /** Relative, those above first. */
  readonly folders: readonly string[];
  readonly files: readonly string[];
  readonly bytes: number;
}

/** Locks and the browser's marks of a running process; a lock that is read would be let go of. */
const isPresence = (name: string): boolean => /\.lock(-journal)?$/.test(name) || name === 'lockfile' || name.startsWith('Singleton');

/** Links are followed: what lies elsewhere is part of the data. Throws what the system says. */
export function contentOf(folder: string): Content {
  const folders: string[] = [];
  const files: string[] = [];
  let bytes = 0;

  function walk(at: string, above: readonly string[]): void {
    const real = realpathSync(join(folder, at));
    if (above.includes(real)) return;
    for (const name of readdirSync(join(folder, at))) {
      if (isPresence(name) || (at === '' && ownFiles.has(name))) continue;
      const path = join(at, name);
      const whole = join(folder, path);
      const stat = statSync(whole, { throwIfNoEntry: false });
      // A link that leads nowhere, of the browser's.
      if (stat === undefined && lstatSync(whole, { throwIfNoEntry: false })?.isSymbolicLink() !== false) continue;
      if (stat?.isDirectory() === true) {
        folders.push(path);
        walk(path, [...above, real]);
      } else if (stat?.isFile() === true) {
        files.push(path);
        bytes += stat.size;
      }
    }
  }

  walk('', []);
  return { folders, files, bytes };
}
