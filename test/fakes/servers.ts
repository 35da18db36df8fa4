/** In-memory `Servers`, with a keychain or without. */
import type { FurtherSecrets, Server, ServerChanges } from '../../preload/model.ts';
import { Failure } from '../../main/failure.ts';
import { normaliseAddress } from '../../main/remote/address.ts';
import type { Entry } from '../../main/servers/book.ts';
import { editedEntry, fileEntry, isFile, newEntry } from '../../main/servers/entry.ts';
import type { Removed, Secrets, Servers } from '../../main/servers/servers.ts';

export function createFakeServers(keychain = true): Servers {
  const saved = new Map<string, Entry>();
  const secrets = new Map<string, Secrets>();
  const removed: Removed[] = [];
  const listeners = new Set<(outdated: readonly string[]) => void>();
  const changed = <Value>(value: Value): Promise<Value> => {
    for (const listener of listeners) listener([]);
    return Promise.resolve(value);
  };
  const entry = (id: string): Entry => {
    const found = saved.get(id);
    if (found === undefined) throw new Failure('not-found');
    return found;
  };
  const placeOfPassword = (id: string): Server['password'] =>
    secrets.get(id)?.password === undefined ? 'none' : keychain ? 'kept' : 'run';
  const get = (id: string): Server => ({ ...entry(id), readOnly: isFile(entry(id)), password: placeOfPassword(id) });
  const list = (): readonly Server[] => [...saved.keys()].map(get);
  const address = (text: string): string | undefined => {
    try {
      return normaliseAddress(text);
    } catch {
      return undefined;
    }
  };
  /** None of them for another address or user. */
  const knownFor = (id: string, changes: ServerChanges = {}): Secrets => {
    const [was, next] = [entry(id), editedEntry(entry(id), changes, normaliseAddress)];
    return was.url === next.url && was.user === next.user ? (secrets.get(id) ?? {}) : {};
  };
  const edited = (id: string, changes: ServerChanges): Entry => {
    const next = editedEntry(entry(id), changes, normaliseAddress);
    if (list().some((one) => one.name === next.name && one.id !== id)) throw new Failure('name-taken');
    return next;
  };
  const given = (password: string | undefined, further: FurtherSecrets = {}): Secrets => ({
    ...further,
    ...(password !== undefined && { password }),
  });
  return {
    list,
    get,
    find: (text) => list().find(({ name }) => name === text) ?? list().find(({ url }) => url === address(text)),
    add: (draft, password, further) => {
      if (list().some(({ name }) => name === draft.name)) return Promise.reject(new Failure('name-taken'));
      const id = `id-${draft.name}`;
      saved.set(id, { ...newEntry(draft, normaliseAddress), id });
      secrets.set(id, given(password, further));
      return changed(get(id));
    },
    addFile: (draft) => {
      const made = fileEntry(draft, new Set(list().map(({ name }) => name)));
      const known = list().find(({ url }) => url === made.url);
      if (known !== undefined) return Promise.resolve(known);
      saved.set(made.id, made);
      return changed(get(made.id));
    },
    edited: (id, changes) => ({ ...get(id), ...edited(id, changes) }),
    edit: async (id, changes, more = {}) => {
      const kept = knownFor(id, changes);
      saved.set(id, edited(id, changes));
      secrets.set(id, { ...kept, ...more });
      return changed(get(id));
    },
    remove: (id) => {
      const server = get(id);
      saved.delete(id);
      removed.push({ url: server.url, user: server.user, at: '2017-10-24T00:00:00.000Z' });
      secrets.delete(id);
      return changed(server);
    },
    removed: () => removed.filter(({ url }) => !list().some((server) => server.url === url)),
    signOut: (id) => {
      secrets.delete(id);
      return changed(get(id));
    },
    keep: (id, more) => {
      secrets.set(id, { ...secrets.get(id), ...more });
      return changed(placeOfPassword(id));
    },
    secrets: (id, changes) => Promise.resolve(saved.has(id) ? knownFor(id, changes) : {}),
    password: (id) => Promise.resolve(secrets.get(id)?.password),
    keychain: () => (keychain ? { available: true } : { available: false, note: 'This system has no keychain.' }),
    notices: [],
    onChange: (listener) => {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
  };
}
