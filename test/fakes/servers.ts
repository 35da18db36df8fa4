/** In-memory `Servers`, with a keychain or without. */
import type { Server } from '../../preload/model.ts';
import { Failure } from '../../main/failure.ts';
import { normaliseAddress } from '../../main/remote/address.ts';
import type { Removed, Servers } from '../../main/servers/servers.ts';

export function createFakeServers(keychain = true): Servers {
  const saved = new Map<string, Server>();
  const passwords = new Map<string, string>();
  const removed: Removed[] = [];
  const listeners = new Set<() => void>();
  const changed = <Value>(value: Value): Promise<Value> => {
    for (const listener of listeners) listener();
    return Promise.resolve(value);
  };
  const get = (id: string): Server => {
    const server = saved.get(id);
    if (server === undefined) throw new Failure('not-found');
    return { ...server, password: passwords.has(id) ? (keychain ? 'kept' : 'run') : 'none' };
  };
  const list = (): readonly Server[] => [...saved.keys()].map(get);
  const address = (text: string): string | undefined => {
    try {
      return normaliseAddress(text);
    } catch {
      return undefined;
    }
  };
  return {
    list,
    get,
    find: (text) => list().find(({ name }) => name === text) ?? list().find(({ url }) => url === address(text)),
    add: (draft, password) => {
      if (list().some(({ name }) => name === draft.name)) return Promise.reject(new Failure('name-taken'));
      const id = `id-${draft.name}`;
      const url = normaliseAddress(draft.url);
      const rest = { generation: draft.generation ?? 'auto', demo: draft.demo ?? false, readOnly: false, password: 'none' } as const;
      saved.set(id, { ...draft, id, url, ...rest });
      if (password !== undefined) passwords.set(id, password);
      return changed(get(id));
    },
    remove: (id) => {
      const server = get(id);
      saved.delete(id);
      removed.push({ url: server.url, at: '2017-10-24T00:00:00.000Z' });
      passwords.delete(id);
      return changed(server);
    },
    removed: () => removed.filter(({ url }) => !list().some((server) => server.url === url)),
    setPassword: (id, password) => {
      passwords.set(id, password);
      return changed(keychain ? 'kept' : 'run');
    },
    password: (id) => Promise.resolve(passwords.get(id)),
    keychain: () => (keychain ? { available: true } : { available: false, note: 'This system has no keychain.' }),
    notices: [],
    onChange: (listener) => {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
  };
}
