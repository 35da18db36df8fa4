/**
 * The contract's `servers`: what is changed of a server is tried against it first and kept only when that worked. The
 * saved ones stand beside those that are known by their address alone.
 */
import type { ServerRow } from '../preload/servers.ts';
import type { FurtherSecrets, Server, ServerChanges, ServerDraft, Trust } from '../preload/model.ts';
import { addressOfId, addressServer } from './address-server.ts';
import type { ApiParts, ApiWithSignal } from './api.ts';
import { secretsTogether } from './credentials.ts';
import { demoCredentials, demoDraft } from './embedded-demo.ts';
import { fileName, withEnding } from './files.ts';
import { asFailure, Failure } from './failure.ts';
import { placeOf, readPlace, type Place } from './place.ts';
import { normaliseAddress } from './remote/address.ts';
import { checkedFingerprints, isFile, newEntry, trustedWith } from './servers/entry.ts';
import type { Secrets } from './servers/servers.ts';
import type { Ask, Extras } from './source.ts';

export interface ServersApiParts extends Pick<ApiParts, 'servers' | 'sources' | 'store' | 'files' | 'emit' | 'log'> {
  /** Ends the reads of this server that are under way; what they read is kept. */
  readonly stopReads: (serverId: string) => void;
  /** After a sign-in: the connections as they are saved now. */
  readonly tellConnections: (server: Server) => Promise<void>;
}

/** The server that an id means, saved or known by its address. Fails with `not-found`. */
export function serverOf({ servers }: Pick<ApiParts, 'servers'>, id: string): Server {
  const place = addressOfId(id);
  return place === undefined ? servers.get(id) : addressServer(place.url, place.user);
}

/** What holds for this run only: a certificate looked at once, and the further secrets, which are kept beside. */
const extrasOf = (trust: Trust | undefined, further: FurtherSecrets = {}): Extras => ({
  ...further,
  ...(trust?.keep === false && { trusted: checkedFingerprints(trust.fingerprint) }),
});
/** What of a trust is saved with this server. */
function kept(trust: Trust | undefined, server: Pick<Server, 'url' | 'identityUrl' | 'trusted'>): { readonly trusted?: string } {
  return trust?.keep === true ? { trusted: trustedWith(trust.fingerprint, server) } : {};
}

/** Fails with `usage` for what can only be done with a saved server. */
function refuseUnsaved(id: string, todo: string): void {
  if (addressOfId(id) !== undefined) throw new Failure('usage', 'This server is known only by its address.', { todo });
}

const isSameBut = (name: string, one: Server, other: Server): boolean => {
  const fields = (server: Server): string => JSON.stringify(Object.entries({ ...server, [name]: '' }).toSorted());
  return fields(one) === fields(other);
};

export function createServersApi(parts: ServersApiParts): ApiWithSignal['servers'] {
  const { servers, sources, store, files, emit, log, stopReads, tellConnections } = parts;

  /** What was removed stays out of sight until somebody asks that address again; so does what the tour left of the demo. */
  async function isShown({ url, user }: Place): Promise<boolean> {
    if (url === demoDraft.url || isFile({ url })) return false;
    const gone = servers.removed().find((removed) => removed.url === url && (removed.user ?? user) === user);
    return gone === undefined || ((await store.connections(placeOf({ url, user })))?.takenAt ?? '') > gone.at;
  }

  async function list(): Promise<readonly ServerRow[]> {
    const saved = servers.list();
    // What an earlier version kept under the address alone becomes that of a saved server of this address.
    const taken = new Set(saved.flatMap(({ url, user }) => [url, placeOf({ url, user })]));
    // A store that cannot be opened is told at start and by each list: the saved servers are shown all the same.
    const known = (await store.servers().catch((): readonly string[] => [])).filter((place) => !taken.has(place)).map(readPlace);
    const shown: Place[] = [];
    for (const place of known) if (await isShown(place)) shown.push(place);
    const users = (url: string): number => [...saved, ...shown].filter((one) => one.url === url).length;
    const unsaved = shown.map(({ url, user }): Server => {
      const server = addressServer(url, user);
      return user === '' || users(url) === 1 ? server : { ...server, name: `${url} (${user})` };
    });
    return [...saved, ...unsaved].map((server) => ({ server, reach: sources.reach(server.id) }));
  }

  const tell = (): void => {
    list().then(
      (rows) => emit('servers.changed', { servers: rows }),
      (thrown: unknown) => log.error('The servers could not be listed', { cause: String(thrown) }),
    );
  };

  function drop(id: string): void {
    stopReads(id);
    sources.forget(id);
  }

  servers.onChange((outdated) => {
    for (const id of outdated) drop(id);
    tell();
  });
  sources.onReach(tell);

  /** A server that was typed and not saved yet. */
  const drafted = (draft: ServerDraft): Server => ({ ...newEntry(draft, normaliseAddress), readOnly: false, password: 'none' });

  const nameTaken = (name: string): boolean => servers.list().some((server) => server.name === name.normalize().trim());

  /** Signs in, saves, and keeps what the sign-in gave under what was saved. */
  async function tried(server: Server, password: string, save: () => Promise<Server>, ask: Ask & Extras): Promise<Server> {
    const trial = await sources.tryOut(server, password, ask);
    const saved = await save().catch((thrown: unknown) => {
      trial.drop();
      throw thrown;
    });
    try {
      await trial.keep(saved);
      await tellConnections(saved);
    } catch (thrown) {
      // The server is saved and signed in to; its first list tells what is wrong with the store.
      log.warn('Connections could not be kept', { cause: asFailure(thrown).message });
    }
    return saved;
  }

  async function edit(server: Server, changes: ServerChanges, given: Secrets, once: Extras, anyway: boolean, ask?: Ask): Promise<Server> {
    const { id } = server;
    const next = servers.edited(id, changes);
    if (server.demo && !isSameBut('name', server, next)) throw new Failure('usage', 'Of the demo server only the name can be changed.');
    if (isSameBut('name', server, next) && Object.keys({ ...given, ...once }).length === 0) return servers.edit(id, changes);
    const save = async (): Promise<Server> => {
      const saved = await servers.edit(id, changes, given);
      // Whoever reads with the old token, or asks the old address, ends here.
      drop(id);
      return saved;
    };
    if (anyway) {
      const saved = await save();
      sources.allowOnce(id, once);
      return saved;
    }
    const { password, ...further } = secretsTogether<Secrets>(await servers.secrets(id, changes), given);
    if (password === undefined) {
      throw new Failure('password-missing', `No password is known for the user “${next.user}” of ${next.url}.`, {
        todo: 'Type the password that belongs to it.',
      });
    }
    // Under an id of its own: what is kept for the server as it was is not used for what it becomes.
    return tried({ ...next, id: `trial of ${id}` }, password, save, { ...ask, ...further, ...once });
  }

  return {
    list,
    add: async (draft, password, trust, further, ask) => {
      if (nameTaken(draft.name)) throw new Failure('name-taken', `A server named “${draft.name}” is saved already.`);
      const wanted = { ...draft, ...kept(trust, draft) };
      const save = (): Promise<Server> => servers.add(wanted, password, further);
      return tried(drafted(wanted), password, save, { ...ask, ...extrasOf(trust, further) });
    },
    edit: async (serverId, changes, password, trust, more, ask) => {
      refuseUnsaved(serverId, 'Add it as a server to change it.');
      const { anyway = false, ...further } = more ?? {};
      const given = { ...further, ...(password !== undefined && { password }) };
      return edit(
        servers.get(serverId),
        { ...changes, ...kept(trust, servers.edited(serverId, changes)) },
        given,
        extrasOf(trust),
        anyway,
        ask,
      );
    },
    remove: async (serverId) => {
      drop(serverId);
      await servers.remove(serverId);
    },
    tryDemo: async (ask) => {
      const known = servers.list().find((server) => server.demo);
      if (known !== undefined) return known;
      let name: string = demoDraft.name;
      for (let next = 2; nameTaken(name); next += 1) name = `${demoDraft.name} ${next}`;
      const draft = { ...demoDraft, name };
      // Its password is no secret and is not kept: the embedded server is signed in to without asking.
      return tried({ ...drafted(draft), demo: true }, demoCredentials.password, () => servers.add(draft), { ...ask });
    },
    signIn: async (serverId, password, trust, further, ask) => {
      refuseUnsaved(serverId, 'Add it as a server to sign in.');
      const server = servers.get(serverId);
      const save = async (): Promise<Server> => {
        const secrets = { ...further, password };
        if (trust?.keep === true) return servers.edit(serverId, kept(trust, server), secrets);
        await servers.keep(serverId, secrets);
        return servers.get(serverId);
      };
      await tried({ ...server, ...kept(trust, server) }, password, save, { ...ask, ...extrasOf(trust, further) });
    },
    signOut: async (serverId) => {
      drop(serverId);
      if (addressOfId(serverId) !== undefined) return;
      await servers.signOut(serverId);
      // Whoever asked in between was signed in with what is forgotten now.
      drop(serverId);
    },
    trust: async (serverId, trust) => {
      if (trust.keep) {
        refuseUnsaved(serverId, 'Add it as a server to trust its certificate always.');
        await servers.edit(serverId, kept(trust, servers.get(serverId)));
      }
      sources.allowOnce(serverId, { trusted: checkedFingerprints(trust.fingerprint) });
    },
    proxySignIn: async (serverId, proxyUser, proxyPassword, proxyAddress) => {
      const given = { proxyUser, proxyPassword, ...(proxyAddress !== undefined && { proxyAddress }) };
      if (addressOfId(serverId) === undefined) await servers.keep(serverId, given);
      sources.allowOnce(serverId, given);
    },
    exportPostman: async (serverId) => {
      const server = serverOf(parts, serverId);
      if (server.readOnly) throw new Failure('usage', 'An opened file has no requests: nobody is asked for it.');
      const name = `${fileName(server.name)}.postman_collection`;
      const chosen = await files.toSave({ title: 'Export as a Postman collection', name, extension: 'json' });
      if (chosen === undefined) return null;
      const file = withEnding(chosen, 'json');
      const reach = sources.reach(serverId);
      const { connections } = await sources.savedConnections(server);
      const { writeCollection } = await import('./postman/write.ts');
      await writeCollection(file, {
        server,
        ...(reach.state === 'live' && { generation: reach.generation }),
        connections: connections.map(({ connection }) => connection.name),
      });
      return file;
    },
    report: async (serverId, ask) => (await sources.remote(serverOf(parts, serverId), ask)).report(ask),
  };
}
