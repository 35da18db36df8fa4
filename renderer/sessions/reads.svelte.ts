/** The syncs under way and how the last ones ended, by connection. */
import { SvelteMap } from 'svelte/reactivity';
import type { SyncProgress } from '../../preload/syncing.ts';
import type { FailureShape } from '../../preload/model.ts';
import type { Client } from '../api/client.svelte.ts';
import { shapeOf } from '../api/failure.ts';
import { placeId, type Place } from '../servers/place.ts';

export class Reads {
  readonly #client: Client;
  /** The run that has the word about a connection: a late answer of an earlier one says nothing. */
  readonly #runs = new SvelteMap<string, symbol>();
  #running = new SvelteMap<string, SyncProgress>();
  #failures = new SvelteMap<string, FailureShape>();

  constructor(client: Client) {
    this.#client = client;
    client.on('sync.progress', (progress) => {
      this.#running.set(placeId(progress), progress);
    });
    client.on('sync.ended', (ended) => this.#end(ended, ended.failure));
  }

  /** How far the sync of a connection is; nothing where none runs. */
  of(place: Place): SyncProgress | undefined {
    return this.#running.get(placeId(place));
  }

  /** Why the last sync of a connection read nothing. */
  failure(place: Place): FailureShape | undefined {
    return this.#failures.get(placeId(place));
  }

  /** Starts a sync, or joins one that runs; resolves when it ended, however. `full`: of the whole list, behind one that runs. */
  async run(place: Place, full = false): Promise<void> {
    const id = placeId(place);
    if (this.#running.has(id) && !full) return;
    const run = Symbol(id);
    this.#runs.set(id, run);
    const nothing = { sessions: 0, pages: 0, requests: 0, bytes: 0, elapsed: 0 };
    this.#running.set(id, { ...place, ...nothing, phase: 'connecting' });
    try {
      await this.#client.api.sync.run(place.serverId, place.connection, ...(full ? [{ full }] : []));
      if (this.#runs.get(id) === run) this.#end(place);
    } catch (thrown) {
      if (this.#runs.get(id) === run) this.#end(place, shapeOf(thrown));
    }
  }

  async cancel(place: Place): Promise<void> {
    await this.#client.api.sync.cancel(place.serverId, place.connection);
  }

  #end(place: Place, failure?: FailureShape): void {
    const id = placeId(place);
    this.#runs.delete(id);
    this.#running.delete(id);
    if (failure) this.#failures.set(id, failure);
    else this.#failures.delete(id);
  }
}
