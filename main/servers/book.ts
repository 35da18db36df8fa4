/**
 * The saved servers, in `servers.json`. Nothing in it is secret. A record that cannot be read costs one record and
 * stays in the file as it is: a newer version may have written it.
 */
import * as v from 'valibot';
import type { Server } from '../../preload/model.ts';
import { Failure } from '../failure.ts';
import type { Log } from '../log.ts';
import { openDocument, type Repair } from './document.ts';
import type { Removed } from './servers.ts';

const text = v.pipe(v.string(), v.nonEmpty());
const record = v.object({
  id: text,
  name: text,
  url: text,
  user: v.string(),
  generation: v.picklist(['auto', 'rest', 'sqlrace', 'influx']),
  identityUrl: v.exactOptional(text),
  clientId: v.exactOptional(text),
  caFile: v.exactOptional(text),
  demo: v.optional(v.boolean(), false),
});
const version = 1;
const gone = v.object({ url: text, at: text });
const shape = v.object({
  version: v.pipe(v.number(), v.integer()),
  servers: v.array(v.unknown()),
  removed: v.optional(v.array(gone), []),
});

/** A server as it is written down: all of `Server` but where its password is. */
export type Entry = Omit<Server, 'password' | 'readOnly'>;

export interface Book {
  /** In the order in which they were added. */
  entries(): readonly Entry[];
  /** Addresses that no entry has any more. */
  removed(): readonly Removed[];
  /** Records that could not be read. */
  unreadable(): number;
  damaged(): boolean;
  /** The three below only while the lock is held. */
  repair(): Repair | undefined;
  add(entry: Entry): void;
  remove(id: string): void;
}

export interface BookOptions {
  /** Absolute. */
  readonly folder: string;
  readonly log: Log;
  readonly now: () => Date;
}

export function openBook({ folder, log, now }: BookOptions): Book {
  const document = openDocument({
    folder,
    name: 'servers',
    parse: (value) => {
      const parsed = v.safeParse(shape, value);
      return parsed.success ? parsed.output : undefined;
    },
    empty: { version, servers: [], removed: [] },
    log,
    now,
  });

  function change(edit: (records: readonly unknown[]) => readonly unknown[], removed: readonly Removed[] = []): void {
    const content = document.read();
    if (content.version > version) {
      throw new Failure('store-newer', 'The list of servers was written by a newer Paddock.');
    }
    const servers = [...edit(content.servers)];
    const there = new Set(readable(servers).map(({ url }) => url));
    const left = [...content.removed.filter(({ url }) => !removed.some((one) => one.url === url)), ...removed];
    document.write({ version, servers, removed: left.filter(({ url }) => !there.has(url)) });
  }

  return {
    entries: () => readable(document.read().servers),
    removed: () => document.read().removed,
    unreadable() {
      const { servers } = document.read();
      return servers.length - readable(servers).length;
    },
    damaged: () => document.damaged(),
    repair: () => document.repair(),
    add: (entry) => change((records) => [...records, entry]),
    remove: (id) => {
      const at = now().toISOString();
      const urls = readable(document.read().servers).filter((entry) => entry.id === id);
      change(
        (records) => records.filter((item) => entryOf(item)?.id !== id),
        urls.map(({ url }) => ({ url, at })),
      );
    },
  };
}

function entryOf(value: unknown): Entry | undefined {
  const parsed = v.safeParse(record, value);
  return parsed.success ? parsed.output : undefined;
}

/** Where two records share an id or a name, as a hand at the file may cause, the first one counts. */
function readable(records: readonly unknown[]): readonly Entry[] {
  const entries: Entry[] = [];
  for (const item of records) {
    const entry = entryOf(item);
    if (entry !== undefined && !entries.some(({ id, name }) => id === entry.id || name === entry.name)) entries.push(entry);
  }
  return entries;
}
