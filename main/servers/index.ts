/** Joins the book of servers and the vault of passwords, behind one lock. */
import { randomUUID } from 'node:crypto';
import { resolve } from 'node:path';
import type { FailureShape, Server } from '../../preload/model.ts';
import { Failure } from '../failure.ts';
import type { Log } from '../log.ts';
import { openBook, type Entry } from './book.ts';
import { createLock } from './lock.ts';
import type { Servers } from './servers.ts';
import { damageNotice, unreadableNotice } from './notices.ts';
import { openVault, type Cipher } from './vault.ts';

export interface ServersOptions {
  /** The user-data folder, absolute. */
  readonly folder: string;
  readonly cipher: Cipher;
  /** An address in its one spelling; throws `address-invalid`. */
  readonly normalise: (address: string) => string;
  readonly log: Log;
  /** Told every password that becomes known, so that the log can hide it. */
  readonly onSecret?: (secret: string) => void;
  readonly now?: () => Date;
}

/** Opens the settings, repairs what is damaged, and says so in `notices`; never fails at damage. */
export async function openServers(options: ServersOptions): Promise<Servers> {
  const { folder, cipher, normalise, log, onSecret = () => undefined, now = () => new Date() } = options;
  const book = openBook({ folder, log, now });
  const vault = openVault({ folder, cipher, log, now });
  const locked = createLock(folder, log);
  const listeners = new Set<() => void>();

  const server = (entry: Entry): Server => ({ ...entry, readOnly: false, password: vault.place(entry) });

  function entry(id: string): Entry {
    const found = book.entries().find((item) => item.id === id);
    if (found === undefined) throw new Failure('not-found', 'This server is not saved any more.');
    return found;
  }

  /** Under the lock the files are read anew, so no other process's change is lost. */
  async function change<Result>(work: () => Result): Promise<Result> {
    const result = await locked(() => {
      book.repair();
      vault.repair();
      return work();
    });
    for (const listener of listeners) listener();
    return result;
  }

  return {
    list: () => book.entries().map(server),
    get: (id) => server(entry(id)),
    find(nameOrUrl) {
      const entries = book.entries();
      const found = entries.find(({ name }) => name === nameOrUrl.normalize()) ?? byAddress(entries, nameOrUrl, normalise);
      return found && server(found);
    },
    async add(draft, password) {
      const made: Entry = {
        id: randomUUID(),
        name: checkedName(draft.name),
        url: normalise(draft.url),
        user: draft.user,
        generation: draft.generation ?? 'auto',
        ...(draft.identityUrl !== undefined && { identityUrl: normalise(draft.identityUrl) }),
        ...(draft.clientId !== undefined && { clientId: draft.clientId }),
        ...(draft.caFile !== undefined && { caFile: resolve(draft.caFile) }),
        demo: draft.demo ?? false,
      };
      if (password !== undefined) onSecret(password);
      return change(() => {
        if (book.entries().some(({ name }) => name === made.name)) {
          throw new Failure('name-taken', `A server named “${made.name}” is saved already.`);
        }
        // The server first: cut off in between, it lacks a password and asks for it.
        book.add(made);
        if (password !== undefined) vault.put(made, password);
        return server(made);
      });
    },
    async remove(id) {
      return change(() => {
        const removed = server(entry(id));
        // The password first: cut off in between, no secret stays behind without its server.
        vault.drop(id);
        book.remove(id);
        return removed;
      });
    },
    removed: () => book.removed(),
    async setPassword(id, password) {
      onSecret(password);
      return change(() => vault.put(entry(id), password));
    },
    async password(id) {
      const password = vault.get(entry(id));
      if (password !== undefined) onSecret(password);
      return Promise.resolve(password);
    },
    keychain: () => vault.keychain(),
    notices: await startNotices(),
    onChange(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
  };

  async function startNotices(): Promise<readonly FailureShape[]> {
    const notices: FailureShape[] = [];
    try {
      if (book.damaged() || vault.damaged()) {
        await locked(() => {
          notices.push(...damageNotice('servers', book.repair()), ...damageNotice('passwords', vault.repair()));
        });
      }
      notices.push(...unreadableNotice(book.unreadable()));
    } catch (error) {
      log.error('The settings cannot be read or repaired', { error });
      if (!(error instanceof Failure)) throw error;
      notices.push(error.shape());
    }
    return notices;
  }
}

function byAddress(entries: readonly Entry[], address: string, normalise: (address: string) => string): Entry | undefined {
  try {
    const url = normalise(address);
    return entries.find((entry) => entry.url === url);
  } catch {
    return undefined;
  }
}

/** One spelling, one line: a name stands in lists, in commands and in exported files. */
function checkedName(typed: string): string {
  const name = typed.normalize().trim();
  if (name === '') throw new Failure('usage', 'A server needs a name.');
  if (/\p{Cc}/u.test(name)) throw new Failure('usage', 'A server’s name is one line without control characters.');
  return name;
}
