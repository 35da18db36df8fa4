/**
 * The saved servers, in `servers.json`. Nothing in it is secret. A record that cannot be read costs one record and
 * stays in the file as it is: a newer version may have written it. For the same reason an edit leaves fields that are
 * not known here in place.
 */
import * as v from 'valibot';
import { optionalServerFields, type Server } from '../../preload/model.ts';
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
  trusted: v.exactOptional(text),
  clientCertFile: v.exactOptional(text),
  clientKeyFile: v.exactOptional(text),
  proxy: v.exactOptional(text),
  demo: v.optional(v.boolean(), false),
  signedOut: v.exactOptional(text),
});
const version = 1;
const gone = v.object({ url: text, user: v.exactOptional(v.string()), at: text });
const shape = v.object({
  version: v.pipe(v.number(), v.integer()),
  servers: v.array(v.unknown()),
  removed: v.optional(v.array(gone), []),
});

/** A server as it is written down: all of `Server` but where its password is. */
export interface Entry extends Omit<Server, 'password' | 'readOnly'> {
  /** ISO 8601: when it was last signed out, so that other processes hear of it. */
  readonly signedOut?: string;
}

export interface Book {
  /** In the order in which they were added. */
  entries(): readonly Entry[];
  /** Addresses and users that no entry has any more. */
  removed(): readonly Removed[];
  /** Records that could not be read. */
  unreadable(): number;
  damaged(): boolean;
  /** The four below only while the lock is held. */
  repair(): Repair | undefined;
  add(entry: Entry): void;
  /** Puts the entry in the place of the one with its id. */
  edit(entry: Entry): void;
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
    const there = readable(servers);
    const left = [...content.removed.filter((one) => !removed.some((other) => isSame(one, other))), ...removed];
    document.write({ version, servers, removed: left.filter((one) => !there.some((entry) => isSame(one, entry))) });
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
    edit: (entry) => change((records) => records.map((item) => (entryOf(item)?.id === entry.id ? merged(item, entry) : item))),
    remove: (id) => {
      const at = now().toISOString();
      const entries = readable(document.read().servers).filter((entry) => entry.id === id);
      change(
        (records) => records.filter((item) => entryOf(item)?.id !== id),
        entries.map(({ url, user }) => ({ url, user, at })),
      );
    },
  };
}

/** The same address and user; one without a user stands for all of its address. */
const isSame = (removed: Removed, { url, user }: Pick<Removed, 'url' | 'user'>): boolean =>
  removed.url === url && (removed.user === undefined || user === undefined || removed.user === user);

/** The record with all that the entry says; what it says nothing of stays, but for the fields that it has left. */
function merged(written: unknown, entry: Entry): unknown {
  const rest = Object.entries(typeof written === 'object' ? (written ?? {}) : {});
  const left: ReadonlySet<string> = new Set(optionalServerFields);
  return { ...Object.fromEntries(rest.filter(([name]) => !left.has(name))), ...entry };
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
