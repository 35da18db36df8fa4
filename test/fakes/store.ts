/** An in-memory `Store`: what the modules above it need in their specs. Reads are sealed by the fake sync. */
import type { Session, Snapshot } from '../../preload/model.ts';
import { Failure } from '../../main/failure.ts';
import type { ExportRequest } from '../../main/travel/export.ts';
import type { Problem, SavedConnections, SavedContent, Store } from '../../main/store/store.ts';

export interface FakeStore extends Store {
  /** Puts a sealed snapshot of these sessions in. */
  seed(server: string, connection: string, sessions: readonly Session[], more?: Partial<Snapshot>): Snapshot;
  problems: Problem[];
  /** Views that were opened and not closed. */
  readonly open: Set<number>;
  /** Exports asked for; each is answered with three sessions of two connections. */
  readonly exports: ExportRequest[];
  /** Rows asked for, `[from, to]`. */
  readonly asked: (readonly [number, number])[];
}

const at = (server: string, ...rest: readonly string[]): string => JSON.stringify([server, ...rest]);

export function createFakeStore(): FakeStore {
  const connections = new Map<string, SavedConnections>();
  const addresses = new Set<string>();
  const snapshots: { readonly server: string; readonly snapshot: Snapshot; readonly sessions: readonly Session[] }[] = [];
  const contents = new Map<string, SavedContent>();
  const views = new Map<number, readonly Session[]>();
  const open = new Set<number>();
  const asked: (readonly [number, number])[] = [];
  const exports: ExportRequest[] = [];
  const unused = (): never => {
    throw new Error('not part of this fake');
  };
  const of = (server: string, connection?: string): typeof snapshots =>
    snapshots.filter((kept) => kept.server === server && (connection === undefined || kept.snapshot.connection === connection));

  return {
    problems: [],
    open,
    exports,
    asked,
    seed(server, connection, sessions, more = {}) {
      addresses.add(server);
      const number = of(server, connection).length + 1;
      const snapshot: Snapshot = {
        connection,
        number,
        takenAt: '2017-10-23T20:00:00.000Z',
        status: 'complete',
        sessions: sessions.length,
        new: sessions.length,
        changed: 0,
        gone: 0,
        skipped: 0,
        pinned: false,
        ...more,
      };
      snapshots.push({ server, snapshot, sessions });
      return snapshot;
    },
    servers: () => Promise.resolve([...addresses]),
    rename: (from, to) => {
      if (!addresses.has(from) || addresses.has(to)) return Promise.resolve(false);
      addresses.delete(from);
      addresses.add(to);
      const saved = connections.get(from);
      if (saved !== undefined) connections.set(to, saved);
      connections.delete(from);
      for (const [key, content] of contents) {
        const [place = '', ...rest] = JSON.parse(key) as readonly string[];
        if (place === from) contents.set(at(to, ...rest), content);
      }
      for (const [index, kept] of snapshots.entries()) if (kept.server === from) snapshots[index] = { ...kept, server: to };
      return Promise.resolve(true);
    },
    saveConnections: (server, saved) => {
      addresses.add(server);
      connections.set(server, saved);
      return Promise.resolve();
    },
    connections: (server) => Promise.resolve(connections.get(server) ?? null),
    beginRead: unused,
    addPage: unused,
    placePage: unused,
    ground: unused,
    stillOpen: unused,
    checkPage: unused,
    missing: unused,
    seal: unused,
    endRead: unused,
    diff: unused,
    lookedAt: () => Promise.resolve(null),
    look: () => Promise.resolve(),
    keepSnapshot: unused,
    mark: unused,
    markOf: () => Promise.resolve(null),
    snapshots: (server, connection) => Promise.resolve(of(server, connection).map(({ snapshot }) => snapshot)),
    openView: ({ server, connection, snapshot, filter }) => {
      const kept = of(server, connection);
      const found = snapshot === undefined ? kept.at(-1) : kept.find((one) => one.snapshot.number === snapshot);
      if (filter === '"') {
        return Promise.reject(new Failure('filter-invalid', 'A quote is not closed.', { place: { at: 0, length: 1 } }));
      }
      if (found === undefined) return Promise.reject(new Failure(kept.length === 0 ? 'never-saved' : 'not-found'));
      const view = views.size + 1;
      const matching = found.sessions.filter(({ identifier }) => identifier?.includes(filter) === true || filter === '');
      views.set(view, matching);
      open.add(view);
      return Promise.resolve({
        view,
        snapshot: found.snapshot,
        reading: false,
        total: matching.length,
        unfiltered: found.sessions.length,
        detailNames: [],
        hasFastest: false,
        rows: [],
      });
    },
    rows: (view, from, to) => {
      asked.push([from, to]);
      return Promise.resolve((views.get(view) ?? []).slice(from, to).map((session) => ({ session })));
    },
    locate: () => Promise.resolve(null),
    typed: () => Promise.resolve(null),
    values: unused,
    closeView: (view) => {
      open.delete(view);
      return Promise.resolve();
    },
    keys: (view, ranges) => Promise.resolve(ranges.flatMap(([from, to]) => (views.get(view) ?? []).slice(from, to).map(({ key }) => key))),
    moved: unused,
    notKept: (server, connection, keys) => Promise.resolve(keys.filter((key) => !contents.has(at(server, connection, key)))),
    search: ({ filter, lists, most }) =>
      Promise.resolve(
        lists.map(({ server, connection }) => {
          const kept = of(server, connection).at(-1);
          const matching = kept?.sessions.filter(({ identifier }) => identifier?.includes(filter) === true) ?? [];
          const rows = matching.slice(0, most).map((session) => ({ session }));
          return kept === undefined ? null : { snapshot: kept.snapshot, total: matching.length, rows };
        }),
      ),
    session: (server, connection, key) =>
      Promise.resolve(
        of(server, connection)
          .at(-1)
          ?.sessions.find((session) => session.key === key) ?? null,
      ),
    saveContent: (server, connection, key, content) => {
      contents.set(at(server, connection, key), content);
      return Promise.resolve();
    },
    content: (server, connection, key) => Promise.resolve(contents.get(at(server, connection, key)) ?? null),
    usage: unused,
    thinning: unused,
    thin: unused,
    thinByItself: unused,
    undoThinning: unused,
    compact: unused,
    forget: unused,
    export: (request, { onProgress, signal } = {}) => {
      if (signal?.aborted === true) return Promise.reject(new Failure('cancelled'));
      if (of(request.server, request.connection).length === 0) return Promise.reject(new Failure('never-saved'));
      exports.push(request);
      onProgress?.({ done: 1, total: 3 });
      return Promise.resolve({ connections: 2, sessions: 3, bytes: 100 });
    },
    backup: unused,
    adopt: unused,
    merge: unused,
    verify() {
      return Promise.resolve(this.problems);
    },
    close: () => Promise.resolve(),
  };
}
