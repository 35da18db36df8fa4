/** The in-memory main process' part about snapshots, own marks, files and the store as a whole. */
import type { Api } from '../../preload/contract.ts';
import type { StoreUsage, MarkChanges, OwnMark, RowChange, SalvageOffer, StoreProblem } from '../../preload/history.ts';
import type { Snapshot } from '../../preload/model.ts';
import type { Imported } from '../../preload/travel.ts';
import type { FakeConnection, FakeServer } from './fake.ts';
import { fakeServer, fakeSnapshot } from './season.ts';

/** What differs in the made-up season, by place in it. */
export const fakeChanges: ReadonlyMap<number, RowChange> = new Map<number, RowChange>([
  [0, { kind: 'new' }],
  [1, { kind: 'new' }],
  [
    2,
    {
      kind: 'changed',
      fields: [
        { field: 'lapsCount', from: 9, to: 14 },
        { field: 'Driver', from: 'BOT', to: 'VET' },
        { field: 'Weather', from: null, to: 'rain' },
        { field: 'timeOfRecording', from: '2017-10-23T21:00:00', to: '2017-10-23T22:05:58.1230000' },
      ],
    },
  ],
  [5, { kind: 'gone' }],
]);

export interface FakeHistoryParts {
  readonly servers: FakeServer[];
  of(serverId: string): FakeServer;
  readonly answer: <T>(method: string, answer: () => T, ...args: readonly unknown[]) => Promise<T>;
  /** The servers are not the ones they were. */
  changed(): void;
}

export class FakeHistory {
  readonly #parts: FakeHistoryParts;
  readonly marks = new Map<string, OwnMark>();
  /** Snapshot that each list was last looked at, by its connection's name. */
  readonly looked = new Map<string, number>();
  usage: StoreUsage = { bytes: 0, estimated: true, servers: [] };
  problems: readonly StoreProblem[] = [];
  offer: SalvageOffer = { kept: [], lost: [] };
  thinned = 0;
  thinsByItself = false;
  /** Holds back what takes its time until it resolves. */
  gate: Promise<void> = Promise.resolve();
  /** The server that the next imported file came from. */
  origin: Imported['of'];

  constructor(parts: FakeHistoryParts) {
    this.#parts = parts;
  }

  connection(serverId: string, name: string): FakeConnection | undefined {
    return this.#parts.of(serverId).connections.find((known) => known.name === name);
  }

  /** All snapshots of a connection, oldest first: those before the newest are made up. */
  snapshots(serverId: string, name: string): readonly Snapshot[] {
    const connection = this.connection(serverId, name);
    return connection?.snapshot === undefined ? [] : [...(connection.earlier ?? []), connection.snapshot];
  }

  #keep(serverId: string, name: string, number: number, keep: { readonly name?: string | null; readonly pinned?: boolean }): Snapshot {
    const connection = this.connection(serverId, name);
    const known = this.snapshots(serverId, name).find((snapshot) => snapshot.number === number);
    if (!connection || !known) throw new Error('There is no such snapshot.');
    const { name: before, ...rest } = known;
    const named = keep.name === undefined ? before : keep.name;
    const kept = { ...rest, pinned: keep.pinned ?? known.pinned, ...(named !== undefined && named !== null && { name: named }) };
    connection.earlier = (connection.earlier ?? []).map((one) => (one.number === number ? kept : one));
    if (connection.snapshot?.number === number) connection.snapshot = kept;
    return kept;
  }

  #mark(keys: readonly string[], { starred, note, colour }: MarkChanges): void {
    for (const key of keys) {
      const before = this.marks.get(key) ?? { starred: false };
      const text = note === undefined ? before.note : note;
      const tint = colour === undefined ? before.colour : colour;
      this.marks.set(key, {
        starred: starred ?? before.starred,
        ...(text !== undefined && text !== null && { note: text }),
        ...(tint !== undefined && tint !== null && { colour: tint }),
      });
    }
  }

  #import(path: string): Imported {
    const name = path.replace(/^.*[/\\]|\.paddock$/g, '');
    const id = `id-${name}`;
    const known = this.#parts.servers.find(({ server }) => server.id === id);
    const server = known?.server ?? fakeServer(name, { id, readOnly: true, password: 'none', url: `paddock-file:${name}` });
    if (!known) {
      const connections = [{ name: 'Season2017', sessions: 40, snapshot: fakeSnapshot(40, { takenAt: '2026-11-01T09:10:00.000Z' }) }];
      this.#parts.servers.push({ server, reach: { state: 'unasked' }, connections });
      this.#parts.changed();
    }
    return { server, connections: ['Season2017'], already: known !== undefined, ...(this.origin && { of: this.origin }) };
  }

  readonly #late = async <T>(method: string, answer: () => T, ...args: readonly unknown[]): Promise<T> => {
    const told = this.#parts.answer(method, () => undefined, ...args);
    await this.gate;
    await told;
    return answer();
  };

  get api(): Pick<Api, 'snapshots' | 'marks' | 'travel' | 'store'> {
    const { answer } = this.#parts;
    return {
      snapshots: {
        list: (id, name) => answer('snapshots.list', () => this.snapshots(id, name), id, name),
        keep: (id, name, number, keep) => answer('snapshots.keep', () => this.#keep(id, name, number, keep), id, name, number, keep),
        lookedAt: (id, name) => answer('snapshots.lookedAt', () => this.looked.get(name) ?? null, id, name),
        look: (id, name, number) => answer('snapshots.look', () => void this.looked.set(name, number), id, name, number),
      },
      marks: { set: (id, name, keys, changes) => answer('marks.set', () => this.#mark(keys, changes), id, name, keys, changes) },
      travel: {
        export: (request) => this.#late('travel.export', () => ({ file: '/data/spa.csv', sessions: 1003, bytes: 120_000 }), request),
        import: () => this.#late('travel.import', () => this.#import('/stick/spa-fp1.paddock')),
        importFile: (path) => this.#late('travel.importFile', () => this.#import(path), path),
        merge: (from, into) =>
          this.#late(
            'travel.merge',
            () => ({ snapshots: 2, sessions: 40, marks: 1, conflicts: ['The note of 171023220758 differs.'] }),
            from,
            into,
          ),
      },
      store: {
        usage: () => answer('store.usage', () => this.usage),
        thinning: () =>
          answer('store.thinning', () => ({
            snapshots: [{ server: 'Track PC', connection: 'Season2017', snapshot: fakeSnapshot(1003, { number: 2 }) }],
            ...{ of: 30, bytes: 1_200_000, byItself: this.thinsByItself, undoable: this.thinned },
          })),
        thin: () =>
          answer('store.thin', () => {
            this.thinned = 1;
            return { snapshots: 1, bytes: 1_200_000, undoUntil: '2026-11-29T00:00:00.000Z' };
          }),
        thinByItself: (on) =>
          answer(
            'store.thinByItself',
            () => {
              this.thinsByItself = on;
            },
            on,
          ),
        undoThinning: () =>
          answer('store.undoThinning', () => {
            const { thinned } = this;
            this.thinned = 0;
            return thinned;
          }),
        compact: () => this.#late('store.compact', () => ({ before: 3_000_000, after: 1_800_000 })),
        backup: () => this.#late('store.backup', () => ({ file: '/data/backup.paddock.db', bytes: 1_800_000, snapshots: 30 })),
        forget: (server, connection) =>
          answer(
            'store.forget',
            () => ({ connections: [connection ?? 'all'], snapshots: 4, sessions: 1003, marks: 1, bytes: 900_000 }),
            server,
            connection,
          ),
        verify: () => this.#late('store.verify', () => this.problems),
        salvageOffer: () => answer('store.salvageOffer', () => this.offer),
        salvage: () => this.#late('store.salvage', () => ({ ...this.offer, aside: '/data/store/paddock.damaged-2026-11-28.db' })),
      },
    };
  }
}
