/** Joins the book of servers and the vault of secrets, behind one lock, and hears what other processes change. */
import { watch, type FSWatcher } from 'node:fs';
import type { FailureShape, PasswordPlace, Server, ServerChanges } from '../../preload/model.ts';
import { Failure } from '../failure.ts';
import type { Log } from '../log.ts';
import { openBook, type Entry } from './book.ts';
import { editedEntry, fileEntry, isFile, newEntry, type Normalise } from './entry.ts';
import { createLock } from './lock.ts';
import { damageNotice, unreadableNotice } from './notices.ts';
import type { Secrets, Servers } from './servers.ts';
import { isShared, openVault, secretKinds, type Cipher, type Secret, type SecretKind } from './vault.ts';

export interface ServersOptions {
  /** The user-data folder, absolute. */
  readonly folder: string;
  readonly cipher: Cipher;
  readonly normalise: Normalise;
  readonly log: Log;
  /** Told every secret that becomes known, so that the log can hide it. */
  readonly onSecret?: (secret: string) => void;
  readonly now?: () => Date;
}

/** Opens the settings, repairs what is damaged, and says so in `notices`; never fails at damage. */
export async function openServers(options: ServersOptions): Promise<Servers> {
  const { folder, cipher, normalise, log, onSecret = () => undefined, now = () => new Date() } = options;
  const book = openBook({ folder, log, now });
  const vault = openVault({ folder, cipher, log, now });
  const locked = createLock(folder);
  const listeners = new Set<(outdated: readonly string[]) => void>();
  let known: ReadonlyMap<string, Standing> = new Map();
  let watcher: FSWatcher | undefined;

  function server(entry: Entry): Server {
    const shown: Entry & { signedOut?: string } = { ...entry };
    delete shown.signedOut;
    return { ...shown, readOnly: isFile(entry), password: vault.place(entry) };
  }

  function entry(id: string): Entry {
    const found = book.entries().find((item) => item.id === id);
    if (found === undefined) throw new Failure('not-found', 'This server is not saved any more.');
    return found;
  }

  function standings(): ReadonlyMap<string, Standing> {
    return new Map(book.entries().map((one) => [one.id, standingOf(one, vault.mark(one.id))]));
  }

  const tell = (outdated: readonly string[]): void => {
    for (const listener of listeners) listener(outdated);
  };

  /** Compares with what was last seen: whether anything changed, and which tokens are not to be used any more. */
  function look(): { readonly changed: boolean; readonly outdated: readonly string[] } {
    const [was, is] = [known, standings()];
    known = is;
    for (const [id, { signedOut }] of is) {
      if (signedOut !== was.get(id)?.signedOut) vault.forgetRun(id);
    }
    return {
      changed: JSON.stringify([...was]) !== JSON.stringify([...is]),
      outdated: [...was].filter(([id, { signIn }]) => is.get(id)?.signIn !== signIn).map(([id]) => id),
    };
  }

  /** Another process may have written: whoever listens hears of it. */
  function hear(): void {
    try {
      const { changed, outdated } = look();
      if (changed) tell(outdated);
    } catch (error) {
      log.warn('The settings that another process changed cannot be read', { error });
    }
  }

  /** Under the lock the files are read anew, so no other process's change is lost. */
  async function change<Result>(work: () => Result): Promise<Result> {
    let outdated: readonly string[] = [];
    const result = await locked(() => {
      book.repair();
      vault.repair();
      ({ outdated } = look());
      try {
        return work();
      } finally {
        known = standings();
      }
    });
    tell(outdated);
    return result;
  }

  function checkName(id: string, name: string): void {
    if (book.entries().some((one) => one.name === name && one.id !== id)) {
      throw new Failure('name-taken', `A server named “${name}” is saved already.`);
    }
  }

  function put(owner: Entry, secrets: Secrets): void {
    for (const [kind, secret] of listed(secrets)) vault.put(owner, kind, secret);
  }

  function announce(secrets: Secrets): void {
    for (const [, { text }] of listed(secrets)) onSecret(text);
  }

  /** Those that may be used for the server as it will be. */
  function secretsOf(was: Entry, next: Entry): Secrets {
    const [password, proxy, passphrase] = secretKinds.map((kind) => (isShared(was, next, kind) ? vault.get(next, kind) : undefined));
    const secrets: Secrets = {
      ...(password !== undefined && { password: password.text }),
      ...(proxy !== undefined && {
        proxyUser: proxy.account ?? '',
        proxyPassword: proxy.text,
        ...(proxy.address !== undefined && { proxyAddress: proxy.address }),
      }),
      ...(passphrase !== undefined && { clientPassphrase: passphrase.text }),
    };
    announce(secrets);
    return secrets;
  }

  function knownSecrets(id: string, changes: ServerChanges = {}): Secrets {
    const was = book.entries().find((one) => one.id === id);
    return was === undefined ? {} : secretsOf(was, editedEntry(was, changes, normalise));
  }

  const edited = (id: string, changes: ServerChanges): Entry => {
    if (isFile(entry(id))) throw new Failure('usage', 'This is an opened file, not a server: there is nothing of it to change.');
    const next = editedEntry(entry(id), changes, normalise);
    checkName(id, next.name);
    return next;
  };

  const notices = await startNotices();
  return {
    list: () => book.entries().map(server),
    get(id) {
      // The next use hears of it where the system does not tell of changed files.
      if (listeners.size > 0) hear();
      return server(entry(id));
    },
    find(nameOrUrl) {
      const entries = book.entries();
      const found = entries.find(({ name }) => name === nameOrUrl.normalize()) ?? byAddress(entries, nameOrUrl, normalise);
      return found && server(found);
    },
    async add(draft, password, further) {
      const made = newEntry(draft, normalise);
      const secrets = { ...further, ...(password !== undefined && { password }) };
      announce(secrets);
      return change(() => {
        checkName(made.id, made.name);
        // The server first: cut off in between, it lacks a password and asks for it.
        book.add(made);
        put(made, secrets);
        return server(made);
      });
    },
    addFile: (draft) =>
      change(() => {
        const entries = book.entries();
        const made = fileEntry(draft, new Set(entries.map(({ name }) => name)));
        const known = entries.find(({ url }) => url === made.url);
        if (known === undefined) book.add(made);
        return server(known ?? made);
      }),
    edited: (id, changes) => server(edited(id, changes)),
    async edit(id, changes, secrets = {}) {
      announce(secrets);
      return change(() => {
        const was = entry(id);
        const next = edited(id, changes);
        // The secrets of the other first: cut off in between, nothing of it stands beside the new address.
        const foreign = secretKinds.filter((kind) => !isShared(was, next, kind));
        if (foreign.length > 0) vault.drop(id, foreign);
        book.edit(next);
        put(next, secrets);
        return server(next);
      });
    },
    async remove(id) {
      return change(() => {
        const removed = server(entry(id));
        // The secrets first: cut off in between, none stays behind without its server.
        vault.drop(id);
        book.remove(id);
        return removed;
      });
    },
    removed: () => book.removed(),
    async signOut(id) {
      return change(() => {
        const next = { ...entry(id), signedOut: now().toISOString() };
        vault.drop(id);
        book.edit(next);
        return server(next);
      });
    },
    async keep(id, secrets) {
      announce(secrets);
      return change((): PasswordPlace => {
        const owner = entry(id);
        put(owner, secrets);
        return vault.place(owner);
      });
    },
    // A file that cannot be read is told as a failed promise, like every other.
    secrets: async (id, changes) => Promise.resolve(knownSecrets(id, changes)),
    password: async (id) => Promise.resolve(knownSecrets(id).password),
    keychain: () => vault.keychain(),
    notices,
    onChange(listener) {
      listeners.add(listener);
      watcher ??= watching(folder, hear, log);
      return () => {
        listeners.delete(listener);
        if (listeners.size > 0) return;
        watcher?.close();
        watcher = undefined;
      };
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
      known = standings();
    } catch (error) {
      log.error('The settings cannot be read or repaired', { error });
      if (!(error instanceof Failure)) throw error;
      notices.push(error.shape());
    }
    return notices;
  }
}

function byAddress(entries: readonly Entry[], address: string, normalise: Normalise): Entry | undefined {
  try {
    const url = normalise(address);
    return entries.find((entry) => entry.url === url);
  } catch {
    return undefined;
  }
}

/** How a server was last seen, to hear of changes. */
interface Standing {
  readonly name: string;
  readonly signedOut: string | undefined;
  /** All that a token stands on: another name changes nothing about it. */
  readonly signIn: string;
}

function standingOf({ name, ...rest }: Entry, secrets: string): Standing {
  const fields = Object.entries(rest).toSorted(([one], [other]) => (one < other ? -1 : 1));
  return { name, signedOut: rest.signedOut, signIn: JSON.stringify([fields, secrets]) };
}

/** The secrets that are given, by their kind. */
function listed({
  password,
  proxyUser,
  proxyPassword,
  proxyAddress,
  clientPassphrase,
}: Secrets): readonly (readonly [SecretKind, Secret])[] {
  const secrets: (readonly [SecretKind, Secret])[] = [];
  if (password !== undefined) secrets.push(['password', { text: password }]);
  if (proxyPassword !== undefined) {
    secrets.push([
      'proxy',
      { text: proxyPassword, account: proxyUser ?? '', ...(proxyAddress !== undefined && { address: proxyAddress }) },
    ]);
  }
  if (clientPassphrase !== undefined) secrets.push(['passphrase', { text: clientPassphrase }]);
  return secrets;
}

/** Every write replaces a file of the folder; where the system cannot tell, a change is heard at the next one of ours. */
function watching(folder: string, hear: () => void, log: Log): FSWatcher | undefined {
  try {
    const watcher = watch(folder, { persistent: false }, (_, name) => {
      if (name === 'servers.json' || name === 'passwords.json') hear();
    });
    watcher.on('error', (error) => log.warn('The settings are not watched any more', { error }));
    return watcher;
  } catch (error) {
    log.warn('The settings cannot be watched', { error });
    return undefined;
  }
}
