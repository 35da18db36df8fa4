/**
 * A JSON document of the settings folder that several processes share. Written whole and atomically (electron-store),
 * with the last good copy beside it. A damaged file is set aside, never deleted, and recovered from that copy.
 */
import { copyFileSync, linkSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import Store from 'electron-store';
import { Failure } from '../failure.ts';
import type { Log } from '../log.ts';

export interface DocumentOptions<Content extends object> {
  /** Absolute. */
  readonly folder: string;
  /** File name without `.json`. */
  readonly name: string;
  /** What a parsed file holds, or undefined where it is no such document. */
  readonly parse: (value: unknown) => Content | undefined;
  readonly empty: Content;
  readonly log: Log;
  readonly now: () => Date;
}

/** What a repair did. */
export interface Repair {
  /** Name of the file that keeps the damaged content. */
  readonly aside: string;
  /** True where the last good copy was taken back, false where there was none and the document begins empty. */
  readonly recovered: boolean;
}

export interface Document<Content extends object> {
  /** What is on disk now; of a damaged file the last good copy. Fails with `store-unwritable` where it cannot be read. */
  read(): Content;
  damaged(): boolean;
  /** Sets a damaged file aside and puts the last good copy in its place. Only while the lock is held. */
  repair(): Repair | undefined;
  /** Only while the lock is held. Fails with `store-unwritable`, `store-full`. */
  write(content: Content): void;
}

type OnDisk<Content> = { readonly state: 'absent' | 'damaged' } | { readonly state: 'good'; readonly content: Content };

export function openDocument<Content extends object>(options: DocumentOptions<Content>): Document<Content> {
  const { folder, name, parse, empty, log } = options;
  const file = join(folder, `${name}.json`);
  const copyName = `${name}.last-good`;
  let seen: { readonly mark: string; readonly found: OnDisk<Content> } | undefined;

  function look(path: string): OnDisk<Content> {
    let text: string;
    try {
      text = readFileSync(path, 'utf8');
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code === 'ENOENT') return { state: 'absent' };
      throw error;
    }
    const content = parse(parsed(text));
    return content === undefined ? { state: 'damaged' } : { state: 'good', content };
  }

  function current(): OnDisk<Content> {
    try {
      const mark = fileMark(file);
      if (seen?.mark !== mark) seen = { mark, found: look(file) };
      return seen.found;
    } catch (error) {
      throw settingsFailure(error);
    }
  }

  function lastGood(): Content | undefined {
    try {
      const copy = look(join(folder, `${copyName}.json`));
      return copy.state === 'good' ? copy.content : undefined;
    } catch (error) {
      log.warn('The copy of a settings file cannot be read', { file: name, error });
      return undefined;
    }
  }

  function put(documentName: string, content: Content): void {
    // The file is only for its owner; electron-store writes a temporary file, syncs and renames it.
    const store = new Store<Record<string, unknown>>({
      cwd: folder,
      name: documentName,
      configFileMode: 0o600,
      accessPropertiesByDotNotation: false,
      // What cannot be read was set aside before anything is written.
      deserialize: (text) => record(parsed(text)),
    });
    store.store = record(content);
  }

  function write(content: Content): void {
    try {
      put(name, content);
    } catch (error) {
      throw settingsFailure(error);
    }
    seen = undefined;
    try {
      put(copyName, content);
    } catch (error) {
      log.warn('The copy of a settings file could not be written', { file: name, error });
    }
  }

  return {
    read() {
      const found = current();
      if (found.state === 'good') return found.content;
      return (found.state === 'damaged' ? lastGood() : undefined) ?? empty;
    },
    damaged: () => current().state === 'damaged',
    repair() {
      seen = undefined;
      if (current().state !== 'damaged') return undefined;
      const good = lastGood();
      const aside = `${name}.damaged-${options
        .now()
        .toISOString()
        .replaceAll(/[-:]|\.\d+/g, '')}.json`;
      try {
        keepAs(file, join(folder, aside));
      } catch (error) {
        throw settingsFailure(error);
      }
      write(good ?? empty);
      return { aside, recovered: good !== undefined };
    },
    write,
  };
}

/** A file system's refusal as a failure for a person. */
export function settingsFailure(error: unknown): Failure {
  if (error instanceof Failure) return error;
  const full = ['ENOSPC', 'EDQUOT'].includes((error as NodeJS.ErrnoException).code ?? '');
  return full
    ? new Failure('store-full', undefined, { cause: error })
    : new Failure('store-unwritable', 'The folder with the settings cannot be read or written.', { cause: error });
}

/** Changes whenever the file was replaced, as every write does. */
function fileMark(path: string): string {
  const stat = statSync(path, { bigint: true, throwIfNoEntry: false });
  return stat === undefined ? 'absent' : `${stat.ino.toString()} ${stat.mtimeNs.toString()} ${stat.size.toString()}`;
}

/** A second name needs no room; where the file system has none, a copy. */
function keepAs(file: string, aside: string): void {
  try {
    linkSync(file, aside);
  } catch {
    copyFileSync(file, aside);
  }
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text.replace(/^\uFEFF/, ''));
  } catch {
    return undefined;
  }
}

function record(value: unknown): Record<string, unknown> {
  return typeof value === 'object' && value !== null ? Object.fromEntries(Object.entries(value)) : {};
}
