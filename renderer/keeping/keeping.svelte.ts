/** Sessions that are kept offline in the background: what runs, and what came of it, by connection. */
import type { KeepProgress, KeepResult } from '../../preload/keeping.ts';
import type { FailureShape } from '../../preload/model.ts';
import type { Client } from '../api/client.svelte.ts';
import { shapeOf } from '../api/failure.ts';
import { samePlace, type Place } from '../servers/place.ts';
import type { SessionList } from '../sessions/list.svelte.ts';
import { goneText } from '../snapshots/words.ts';
import type { Said } from '../ui/said.svelte.ts';

/** How often rows that are seen are asked for again while their sessions are read, ms. */
const rowsEvery = 1_000;

/** How long it is said what came of it, ms. */
const saidFor = 10_000;

export interface Kept {
  readonly place: Place;
  readonly result?: KeepResult;
  readonly failure?: FailureShape;
}

export class Keeping {
  readonly #client: Client;
  readonly #list: SessionList;
  readonly #said: Said;
  #running = $state.raw<readonly KeepProgress[]>([]);
  #ended = $state.raw<Kept>();
  #telling: ReturnType<typeof setTimeout> | undefined;
  #rereading: ReturnType<typeof setTimeout> | undefined;

  constructor(client: Client, list: SessionList, said: Said) {
    this.#client = client;
    this.#list = list;
    this.#said = said;
    client.on('keep.progress', (progress) => {
      this.#running = [...this.#running.filter((other) => !samePlace(other, progress)), progress];
      if (progress.kept > 0) this.#reread(progress);
    });
    client.on('keep.ended', ({ serverId, connection, ...ended }) => {
      const place = { serverId, connection };
      this.#running = this.#running.filter((other) => !samePlace(other, place));
      this.#tell({ place, ...ended });
      // Details bring columns of their own: the list is opened again, in place.
      clearTimeout(this.#rereading);
      this.#rereading = undefined;
      if (samePlace(place, this.#list.place)) void this.#list.refresh();
    });
  }

  /** What runs for a connection. */
  of(place: Place | undefined): KeepProgress | undefined {
    return place && this.#running.find((one) => samePlace(one, place));
  }

  /** What came of the one for a connection that ended last, until it is dismissed. */
  endedOf(place: Place | undefined): Kept | undefined {
    return this.#ended && samePlace(this.#ended.place, place) ? this.#ended : undefined;
  }

  dismiss(): void {
    clearTimeout(this.#telling);
    this.#ended = undefined;
  }

  /** What went well is said once and goes, since the activity keeps it; what did not stays until it is dismissed. */
  #tell(ended: Kept): void {
    this.dismiss();
    this.#ended = ended;
    const isWell = ended.failure === undefined && ended.result?.ended === undefined && ended.result?.failures.length === 0;
    if (isWell) this.#telling = setTimeout(() => this.dismiss(), saidFor);
  }

  /** Keeps all that is selected in the list, in its order. */
  async keepSelected(): Promise<void> {
    const { place } = this.#list;
    if (!place) return;
    this.dismiss();
    try {
      const selected = this.#list.selection.count;
      const keys = await this.#list.selectedKeys({ withoutGone: true });
      if (keys.length < selected) this.#said.say(`${goneText(selected - keys.length)}.`);
      if (keys.length === 0) return;
      // Its end comes as news, too.
      await this.#client.api.keep.run(place.serverId, place.connection, keys);
    } catch (thrown) {
      this.#tell({ place, failure: shapeOf(thrown) });
    }
  }

  cancel({ serverId, connection }: Place): void {
    void this.#client.api.keep.cancel(serverId, connection);
  }

  #reread(place: Place): void {
    if (!samePlace(place, this.#list.place)) return;
    this.#rereading ??= setTimeout(() => {
      this.#rereading = undefined;
      void this.#list.reread();
    }, rowsEvery);
  }
}
