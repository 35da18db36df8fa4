/**
 * The part of the contract about the store as a whole. Places of the store become names for people: a saved server's
 * name where there is one, else its address and user.
 */
import { basename } from 'node:path';
import type { Backup } from '../preload/history.ts';
import type { About, Activity, Came, Task } from './activity/activity.ts';
import { backupCame, compactCame, salvageCame, verifyCame } from './activity/words.ts';
import type { ApiWithSignal, Emit } from './api.ts';
import { tellingProgress } from './api-travel.ts';
import { withEnding, type FileQuestions } from './files.ts';
import { placeOf, readPlace } from './place.ts';
import type { Servers } from './servers/servers.ts';
import type { Salvaging } from './store/salvaging.ts';
import type { Store } from './store/store.ts';

export interface StorageParts {
  readonly servers: Pick<Servers, 'list'>;
  readonly store: Store;
  /** Works, too, where the store cannot be opened; opens it anew behind a salvage. */
  readonly salvaging: Salvaging;
  readonly files: FileQuestions;
  readonly activity: Activity;
  readonly emit: Emit;
  /** Told when other snapshots are kept than before. */
  readonly changed: () => Promise<void>;
}

/** What a place is called. */
export function placeName(servers: Pick<Servers, 'list'>, place: string): string {
  const saved = servers.list().find((server) => placeOf(server) === place || server.url === place);
  if (saved !== undefined) return saved.name;
  const { url, user } = readPlace(place);
  return user === '' ? url : `${user} at ${url}`;
}

export function createStorageApi({ servers, store, salvaging, files, activity, emit, changed }: StorageParts): ApiWithSignal['store'] {
  const named = <Part extends { readonly server?: string }>(parts: readonly Part[]): readonly Part[] =>
    parts.map((part) => (part.server === undefined ? part : { ...part, server: placeName(servers, part.server) }));
  const told = <Offer extends { kept: readonly { server: string }[]; lost: readonly { server: string }[] }>(offer: Offer): Offer => ({
    ...offer,
    kept: named(offer.kept),
    lost: named(offer.lost),
  });

  async function changing<Value>(work: () => Promise<Value>): Promise<Value> {
    const value = await work();
    await changed();
    return value;
  }

  /** Something with the store as a whole: how far it is cannot be told. */
  const working = <Value>(kind: About['kind'], came: (value: Value) => Came, work: () => Promise<Value>): Promise<Value> =>
    activity.run({ kind, title: '', sessions: false }, work, came);

  return {
    usage: async () => {
      const usage = await store.usage();
      const shown = new Set(servers.list().map(placeOf));
      return {
        ...usage,
        servers: usage.servers.map((part) => ({ ...part, name: placeName(servers, part.server), hidden: !shown.has(part.server) })),
      };
    },
    thinning: async () => {
      const offer = await store.thinning();
      return { ...offer, snapshots: named(offer.snapshots) };
    },
    thin: async () => changing(() => store.thin()),
    thinByItself: async (on) => changing(() => store.thinByItself(on)),
    undoThinning: async () => changing(() => store.undoThinning()),
    compact: async () =>
      working('compact', compactCame, () => {
        tellingProgress(emit, 'compact', '');
        return store.compact();
      }),
    backup: async (ask) => {
      const today = new Date().toISOString().slice(0, 10);
      const file = await files.toSave({ title: 'Back up everything that is saved', name: `paddock-${today}`, extension: 'db' });
      if (file === undefined) return null;
      const tell = tellingProgress(emit, 'backup', file);
      const write = ({ progress, signal }: Task): Promise<Backup> =>
        store.backup(withEnding(file, 'db'), {
          onProgress: (done, of) => {
            progress({ done, of });
            tell(done, of);
          },
          signal,
        });
      return activity.run({ kind: 'backup', title: basename(file), sessions: false }, write, backupCame, ask);
    },
    forget: async (server, connection) => changing(() => store.forget(server, ...(connection === undefined ? [] : [connection]))),
    verify: async () =>
      working('verify', verifyCame, async () => {
        tellingProgress(emit, 'verify', '');
        return named(await store.verify());
      }),
    salvageOffer: async () => told(await salvaging.offer()),
    salvage: async () =>
      working('salvage', salvageCame, () => {
        tellingProgress(emit, 'salvage', '');
        return changing(async () => told(await salvaging.salvage()));
      }),
  };
}
