/**
 * The snapshots of the list that is shown, and what is new in it: since it was last looked at, or against another one.
 * What stands in the list is the list's own (`SessionList.version`); here is what can be chosen.
 */
import type { SnapshotKeep } from '../../preload/history.ts';
import { defaultSort, type Snapshot } from '../../preload/model.ts';
import type { Client } from '../api/client.svelte.ts';
import { samePlace, type Place } from '../servers/place.ts';
import type { SessionList } from '../sessions/list.svelte.ts';
import type { Seen } from './seen.svelte.ts';
import { differenceText, snapshotText } from './words.ts';

/** What is new, and against which snapshot. */
export interface News {
  readonly since: Snapshot;
  readonly text: string;
}

export class History {
  readonly #client: Client;
  readonly #list: SessionList;
  readonly #seen: Seen;
  #place: Place | undefined;
  #snapshots = $state.raw<readonly Snapshot[]>([]);
  /** The newest snapshot when the list was last looked at, before this time. */
  #baseline = $state<number>();
  #news = $state.raw<News>();
  #turn = 0;

  constructor(client: Client, list: SessionList, seen: Seen) {
    this.#client = client;
    this.#seen = seen;
    this.#list = list;
    client.on('sync.ended', ({ serverId, connection }) => {
      if (samePlace(this.#place, { serverId, connection })) void this.#read();
    });
  }

  /** The snapshots kept, newest first. */
  get snapshots(): readonly Snapshot[] {
    return this.#snapshots;
  }

  /** What came since the list was last looked at, if anything. */
  get news(): News | undefined {
    return this.#news;
  }

  /** The older snapshot that is shown; nothing where the newest is. */
  get older(): Snapshot | undefined {
    const { snapshot } = this.#list.version;
    return snapshot === undefined ? undefined : this.#numbered(snapshot);
  }

  /** The snapshot that the list is compared with; nothing where it is shown whole. */
  get since(): Snapshot | undefined {
    const { since } = this.#list.version;
    return since === undefined ? undefined : this.#numbered(since);
  }

  /** The last snapshot in which none of those was gone that stand in the list as gone. */
  get goneSince(): Snapshot | undefined {
    const { place } = this.#list;
    const number = place && this.#seen.goneSince(place);
    return number === undefined ? undefined : this.#numbered(number);
  }

  /** Whether another state of the list than the present one is shown. */
  get isElsewhere(): boolean {
    const { snapshot, since } = this.#list.version;
    return snapshot !== undefined || since !== undefined;
  }

  /** Whether there are two states to compare. */
  get isComparable(): boolean {
    return this.#snapshots.length > 1;
  }

  /** Follows the list to another connection. */
  async show(place: Place | undefined): Promise<void> {
    this.#place = place;
    this.#snapshots = [];
    this.#baseline = undefined;
    this.#news = undefined;
    await this.#read();
  }

  /** Shows the list as of a snapshot; the newest, and with it what comes, where none is given. */
  async turnTo(number?: number): Promise<void> {
    const isNewest = number === undefined || number === this.#snapshots[0]?.number;
    await this.#list.turnTo(isNewest ? {} : { snapshot: number });
  }

  /** Shows only what is different between a snapshot and a later one, or the newest. */
  async compare(since: number, until?: number): Promise<void> {
    const isNewest = until === undefined || until === this.#snapshots[0]?.number;
    await this.#list.turnTo(isNewest ? { since } : { since, snapshot: until });
  }

  /** What's new: since the list was last looked at, or else since the snapshot before. */
  async whatsNew(): Promise<void> {
    const since = this.#news?.since ?? this.#snapshots[1];
    if (since) await this.compare(since.number);
  }

  /** Goes to the next difference (`by` 1) or the one before (-1), round and round; shows what's new first. */
  async step(by: 1 | -1): Promise<void> {
    if (!this.isComparable) return;
    if (this.#list.version.since === undefined) await this.whatsNew();
    const total = this.#list.opened?.total ?? 0;
    const from = this.#list.selected ?? (by === 1 ? -1 : 0);
    if (total > 0) this.#list.select((from + by + total) % total);
  }

  /** Names or pins a snapshot. Rejects with `CallFailure`. */
  async keep(number: number, keep: SnapshotKeep): Promise<void> {
    const place = this.#place;
    if (!place) return;
    const kept = await this.#client.api.snapshots.keep(place.serverId, place.connection, number, keep);
    this.#snapshots = this.#snapshots.map((snapshot) => (snapshot.number === number ? kept : snapshot));
  }

  /** Reads the snapshots again, after some were thinned or joined. */
  async reread(): Promise<void> {
    await this.#read();
  }

  #numbered(number: number): Snapshot | undefined {
    return this.#snapshots.find((snapshot) => snapshot.number === number);
  }

  /** The list tells why its store cannot be read; here nothing is to choose from then. */
  async #read(): Promise<void> {
    const place = this.#place;
    const turn = ++this.#turn;
    if (!place) return;
    const { snapshots: api } = this.#client.api;
    try {
      const [kept, looked] = await Promise.all([
        api.list(place.serverId, place.connection),
        this.#baseline ?? api.lookedAt(place.serverId, place.connection),
      ]);
      if (turn !== this.#turn) return;
      this.#snapshots = kept.toReversed();
      const newest = kept.at(-1)?.number;
      this.#baseline = looked ?? newest;
      if (this.#baseline !== undefined) this.#seen.lookedAt(place, this.#baseline);
      if (newest === undefined) return;
      if (looked !== newest) await api.look(place.serverId, place.connection, newest);
      const news = await this.#compute(place);
      if (turn === this.#turn) this.#news = news;
    } catch {
      if (turn === this.#turn) this.#news = undefined;
    }
  }

  /** Counts of a snapshot are against the one before: over several, only comparing the two ends tells how many differ. */
  async #compute(place: Place): Promise<News | undefined> {
    const since = this.#baseline === undefined ? undefined : this.#numbered(this.#baseline);
    const newer = this.#snapshots.filter(({ number }) => since !== undefined && number > since.number);
    const [newest] = newer;
    if (!since || !newest) return undefined;
    if (newer.length === 1) {
      const text = snapshotText(newest);
      return text === '' ? undefined : { since, text };
    }
    const { sessions } = this.#client.api;
    const { view, total } = await sessions.open({ ...place, since: since.number, filter: '', sort: defaultSort });
    await sessions.close(view);
    return total === 0 ? undefined : { since, text: differenceText(total) };
  }
}
