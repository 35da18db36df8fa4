/**
 * An in-memory stand-in for the main process: for unit specs, and (`staged.ts`) for drawing the window in a
 * plain browser. Not part of the bundle.
 */
import type { WindowMemory } from '../../preload/app.ts';
import type { SessionContent } from '../../preload/content.ts';
import type { Api, Events } from '../../preload/contract.ts';
import type { ListQuery, OpenedList, SessionRow } from '../../preload/list.ts';
import type { ConnectionsAnswer, FurtherEdit, Reach, ServerRow } from '../../preload/servers.ts';
import type { SyncResult } from '../../preload/syncing.ts';
import { defaultSort, type FailureShape, type Server, type ServerChanges, type ServerReport, type Snapshot } from '../../preload/model.ts';
import type { Link } from '../../preload/links.ts';
import type { Client } from './client.svelte.ts';
import { fakeSearch } from './fake-search.ts';
import { firstSettings, type Settings } from '../../preload/settings.ts';
import { CallFailure } from './failure.ts';
import { fakeChanges, FakeHistory } from './fake-history.ts';
import { fakeGroups } from './fake-groups.ts';
import { FakeActivity } from './fake-activity.ts';
import { FakeRequests } from './fake-requests.ts';
import { FakeShelf } from './fake-shelf.ts';
import { fakeValues } from './fake-values.ts';
import { FakeSessions } from './fake-sessions.ts';
import { fakeSupport } from './fake-support.ts';
import { fakeLaps, fakeServer, fakeSession, fakeSnapshot } from './season.ts';

export interface FakeConnection {
  readonly name: string;
  /** Sessions that the server has. */
  sessions: number;
  /** The newest snapshot; absent where the listing was never read. */
  snapshot?: Snapshot;
  /** False: its sessions have no details. */
  hasDetails?: boolean;
  /** Those before it, oldest first. */
  earlier?: readonly Snapshot[];
  /** Places in the season whose sessions are not in the snapshot `in` any more. */
  gone?: { readonly in: number; readonly places: readonly number[] };
  /** So many changes are told of the list without its rows. */
  untold?: number;
}

export interface FakeServer {
  server: Server;
  reach: Reach;
  connections: FakeConnection[];
}

export class Fake implements Client {
  readonly servers: FakeServer[] = [];
  readonly calls: (readonly [method: string, ...args: readonly unknown[]])[] = [];
  memory: WindowMemory = { treeWidth: 248, paneHeight: 280, collapsed: [], filter: '', sort: defaultSort };
  settings: Settings = firstSettings;
  keychain = true;
  /** What the next sign-ins fail with, one each. */
  readonly refusals: FailureShape[] = [];
  /** What a server's report says. */
  facts: ServerReport['facts'] = [{ name: 'Generation', value: 'rest', how: 'api/v1/connections answered 404' }];
  /** What users saw who are not the server's now, by address and user. */
  readonly #apart = new Map<string, FakeConnection[]>();
  /** Holds back an answer to `sync.run` until it resolves. */
  gate: Promise<void> = Promise.resolve();
  readonly #listeners = new Set<(name: keyof Events, payload: unknown) => void>();
  readonly #views = new Map<
    number,
    { readonly total: number; readonly pick: (index: number) => number; readonly differs: boolean; readonly gone: ReadonlySet<number> }
  >();
  readonly history = new FakeHistory({
    servers: this.servers,
    of: (serverId) => this.of(serverId),
    answer: (method, answer, ...args) => this.#answer(method, answer, ...args),
    changed: () => this.emit('servers.changed', { servers: this.#rows() }),
  });
  readonly requests = new FakeRequests((method, answer, ...args) => this.#answer(method, answer, ...args));
  readonly activity = new FakeActivity((method, answer, ...args) => this.#answer(method, answer, ...args));
  readonly shelf = new FakeShelf({
    answer: (method, answer, ...args) => this.#answer(method, answer, ...args),
    changed: (shelf) => this.emit('shelf.changed', shelf),
  });
  readonly many = new FakeSessions({
    keysOf: (view) => {
      const { total = 0, pick = (index: number): number => index } = this.#views.get(view) ?? {};
      return Array.from({ length: total }, (_, index) => `key-${pick(index)}`);
    },
    isGone: (view, key) => this.#views.get(view)?.gone.has(Number(key.slice('key-'.length))) === true,
    answer: (method, answer, ...args) => this.#answer(method, answer, ...args),
    emit: (name, payload) => this.emit(name, payload),
  });
  /** What start-up has to tell. */
  notices: readonly FailureShape[] = [];
  /** A file that the start is to open. */
  openFile: string | undefined;
  /** A link that the start is to open; null for one that cannot be read. */
  openLink: Link | null | undefined;

  on<Name extends keyof Events>(name: Name, listener: (payload: Events[Name]) => void): () => void {
    const forward = (told: keyof Events, payload: unknown): void => {
      if (told === name) listener(payload as Events[Name]);
    };
    this.#listeners.add(forward);
    return () => this.#listeners.delete(forward);
  }

  cancel(): void {
    this.calls.push(['cancel']);
  }

  pathOf(file: File): string {
    return `/dropped/${file.name}`;
  }

  emit<Name extends keyof Events>(name: Name, payload: Events[Name]): void {
    for (const listener of this.#listeners) listener(name, payload);
  }

  of(serverId: string): FakeServer {
    const found = this.servers.find((server) => server.server.id === serverId);
    if (!found) throw new CallFailure({ code: 'not-found', message: 'That is not there.' });
    return found;
  }

  reach(serverId: string, reach: Reach): void {
    this.of(serverId).reach = reach;
    this.emit('servers.changed', { servers: this.#rows() });
  }

  readonly api: Api = {
    servers: {
      list: () => this.#answer('servers.list', () => this.#rows()),
      add: (draft, password, trust, further) =>
        this.#answer(
          'servers.add',
          () => this.#add(fakeServer(draft.name, { url: draft.url, user: draft.user })),
          draft,
          password,
          trust,
          further,
        ),
      edit: (id, changes, password, trust, further) =>
        this.#answer('servers.edit', () => this.#edit(id, changes, further), id, changes, password, trust, further),
      remove: (id) => this.#answer('servers.remove', () => void this.servers.splice(this.servers.indexOf(this.of(id)), 1), id),
      tryDemo: () => this.#answer('servers.tryDemo', () => this.#add(fakeServer('Demo server', { demo: true, password: 'run' }))),
      signIn: (id, password, trust, further) => this.#answer('servers.signIn', () => this.#signIn(id), id, password, trust, further),
      signOut: (id) => this.#answer('servers.signOut', () => this.#signOut(id), id),
      trust: (id, trust) => this.#answer('servers.trust', () => this.#unasked(id), id, trust),
      proxySignIn: (id, user, password, proxy) => this.#answer('servers.proxySignIn', () => this.#unasked(id), id, user, password, proxy),
      exportPostman: (id) => this.#answer('servers.exportPostman', () => '/out/track.postman_collection.json', id),
      report: (id) => this.#answer('servers.report', () => this.#report(id), id),
    },
    connections: {
      saved: (id) => this.#answer('connections.saved', () => this.#connections(id, 'saved'), id),
      refresh: (id) => this.#answer('connections.refresh', () => this.#refreshed(id), id),
    },
    sessions: {
      open: (query) => this.#answer('sessions.open', () => this.#openLocating(query), query),
      rows: (view, from, to) => this.#answer('sessions.rows', () => this.#slice(view, from, to), view, from, to),
      locate: (view, key) => this.#answer('sessions.locate', () => this.#locate(view, key), view, key),
      typed: (view, text, from) => this.#answer('sessions.typed', () => this.#typed(view, text, from), view, text, from),
      keys: (...args) => this.many.api.keys(...args),
      moved: (...args) => this.many.api.moved(...args),
      close: (view) => this.#answer('sessions.close', () => void this.#views.delete(view), view),
      values: (query) => this.#answer('sessions.values', () => fakeValues(query), query),
    },
    search: {
      everywhere: (filter, most) => this.#answer('search.everywhere', () => fakeSearch(this.servers, filter, most), filter, most),
    },
    sync: {
      run: async (id, connection, how) => {
        this.calls.push(['sync.run', id, connection, ...(how ? [how] : [])]);
        await this.gate;
        return this.#sync(id, connection);
      },
      cancel: (id, connection) => this.#answer('sync.cancel', () => undefined, id, connection),
    },
    session: {
      saved: (_id, _connection, key) => this.#answer('session.saved', () => this.#content(key, 'saved'), key),
      show: (id, _connection, key) =>
        this.#answer(
          'session.show',
          () => {
            const { reach } = this.of(id);
            const content = this.#content(key, reach.state === 'offline' ? 'saved' : 'live');
            return reach.state === 'offline' ? { ...content, failure: reach.failure } : content;
          },
          key,
        ),
      requests: (...args) => this.many.api.requests(...args),
    },
    keep: {
      run: (...args) => this.many.api.run(...args),
      cancel: (...args) => this.many.api.cancel(...args),
    },
    ...this.history.api,
    ...this.shelf.api,
    activity: this.activity.api,
    requests: this.requests.api,
    support: fakeSupport,
    settings: {
      get: () => this.#answer('settings.get', () => this.settings),
      change: (changes) =>
        this.#answer(
          'settings.change',
          () => {
            const { proxy, ...rest } = { ...this.settings, ...changes };
            this.settings = { ...rest, ...(proxy && { proxy }) };
            return this.settings;
          },
          changes,
        ),
    },
    app: {
      info: () =>
        this.#answer('app.info', () => ({
          version: '0.1.0',
          electron: '33',
          platform: 'linux',
          userData: '/data',
          keychain: { available: this.keychain, ...(!this.keychain && { note: 'No keychain was found on this computer.' }) },
          notices: this.notices,
          ...(this.openFile !== undefined && { openFile: this.openFile }),
          ...(this.openLink !== undefined && { openLink: this.openLink }),
        })),
      memory: () => this.#answer('app.memory', () => this.memory),
      remember: (memory) => this.#answer('app.remember', () => void (this.memory = memory), memory),
      openExternal: (url) => this.#answer('app.openExternal', () => undefined, url),
      copy: (text) => this.many.api.copy(text),
    },
  };

  async #answer<T>(method: string, answer: () => T, ...args: readonly unknown[]): Promise<T> {
    this.calls.push([method, ...args]);
    await Promise.resolve();
    return answer();
  }

  #rows(): readonly ServerRow[] {
    return this.servers.map(({ server, reach }) => ({ server, reach }));
  }

  #add(server: Server): Server {
    this.#refuse();
    const connections = [{ name: 'Season2017', sessions: 1003 } as FakeConnection, { name: 'Live Session Cache', sessions: 2 }];
    this.servers.push({ server, reach: { state: 'unasked' }, connections });
    this.emit('servers.changed', { servers: this.#rows() });
    return server;
  }

  #refuse(): void {
    const refusal = this.refusals.shift();
    if (refusal) throw new CallFailure(refusal);
  }

  #edit(id: string, changes: ServerChanges, further: FurtherEdit = {}): Server {
    if (further.anyway !== true) this.#refuse();
    const known = this.of(id);
    const before = known.server;
    const kept = Object.entries({ ...before, ...changes }).filter(([, value]) => value !== null);
    known.server = Object.fromEntries(kept) as unknown as Server;
    const placeOf = ({ url, user }: Server): string => `${url} ${user}`;
    if (placeOf(before) !== placeOf(known.server)) {
      this.#apart.set(placeOf(before), known.connections);
      const unread = known.connections.map(({ name, sessions }) => ({ name, sessions }));
      known.connections = this.#apart.get(placeOf(known.server)) ?? unread;
    }
    this.emit('servers.changed', { servers: this.#rows() });
    return known.server;
  }

  #signOut(id: string): void {
    const known = this.of(id);
    known.server = { ...known.server, password: 'none' };
    this.#unasked(id);
  }

  #unasked(id: string): void {
    this.reach(id, { state: 'unasked' });
  }

  #report(id: string): ServerReport {
    this.#refuse();
    const { reach } = this.of(id);
    if ('failure' in reach) throw new CallFailure(reach.failure);
    return { at: new Date().toISOString(), facts: this.facts };
  }

  #signIn(id: string): void {
    this.#refuse();
    const known = this.of(id);
    known.server = { ...known.server, password: this.keychain ? 'kept' : 'run' };
    this.reach(id, { state: 'live', at: new Date().toISOString(), generation: 'rest' });
  }

  #connections(id: string, source: 'live' | 'saved'): ConnectionsAnswer {
    const connections = this.of(id).connections.map(({ name, snapshot }) => ({ connection: { name }, ...(snapshot && { snapshot }) }));
    return { source, takenAt: new Date().toISOString(), connections };
  }

  #refreshed(id: string): ConnectionsAnswer {
    const { reach } = this.of(id);
    if (reach.state === 'offline' || reach.state === 'refused') throw new CallFailure(reach.failure);
    this.reach(id, { state: 'live', at: new Date().toISOString(), generation: 'rest' });
    return this.#connections(id, 'live');
  }

  #openLocating({ locate, ...query }: ListQuery): OpenedList {
    const opened = this.#open(query);
    const located = locate === undefined ? null : this.#locate(opened.view, locate);
    return located === null ? opened : { ...opened, located };
  }

  #open(query: ListQuery): OpenedList {
    const error = />\s*$/.exec(query.filter);
    if (error)
      throw new CallFailure({
        code: 'filter-invalid',
        message: 'A value is missing after “>”.',
        place: { at: error.index, length: 1 },
      });
    const connection = this.of(query.serverId).connections.find(({ name }) => name === query.connection);
    if (!connection?.snapshot) throw new CallFailure({ code: 'never-saved', message: 'That was never saved.' });
    const shown = this.history.snapshots(query.serverId, query.connection);
    const snapshot = query.snapshot === undefined ? connection.snapshot : shown.find(({ number }) => number === query.snapshot);
    if (!snapshot) throw new CallFailure({ code: 'not-found', message: 'There is no such snapshot.' });
    const differs = query.since !== undefined;
    const { in: goneIn = 0, places = [] } = connection.gone ?? {};
    const areGone = goneIn > 0 && goneIn <= snapshot.number && !differs;
    const stay = areGone && query.news?.goneSince !== undefined && query.news.goneSince < goneIn;
    const gone = new Set(areGone && stay ? places : []);
    const all = differs ? fakeChanges.size : snapshot.sessions + gone.size;
    const left = new Set(areGone && !stay ? places : []);
    const wanted = query.filter.toLowerCase();
    const matches = differs
      ? [...fakeChanges.keys()]
      : wanted === '' && left.size === 0
        ? undefined
        : Array.from({ length: all + left.size }, (_, index) => index).filter(
            (index) => !left.has(index) && JSON.stringify(fakeSession(index)).toLowerCase().includes(wanted),
          );
    const total = matches?.length ?? all;
    const isTurned = query.sort.direction === 'asc';
    const pick = (index: number): number => {
      const turned = isTurned ? total - 1 - index : index;
      return matches ? (matches[turned] as number) : turned;
    };
    const view = this.#views.size + 1;
    const groups =
      query.group &&
      fakeGroups(
        query.group,
        Array.from({ length: total }, (_, index) => fakeSession(pick(index))),
      );
    this.#views.set(view, { total, pick, differs, gone });
    const found = Array.from({ length: gone.size && total }, (_, index) => pick(index)).filter((index) => gone.has(index)).length;
    return {
      view,
      snapshot,
      reading: false,
      total,
      unfiltered: all,
      ...(gone.size > 0 && { gone: { found, all: gone.size } }),
      ...(connection.untold !== undefined && { untold: connection.untold }),
      detailNames: ['Driver', 'Car', 'Circuit'],
      hasFastest: false,
      ...(groups && { groups }),
      rows: this.#slice(view, 0, Math.min(60, total)),
    };
  }

  #slice(view: number, from: number, to: number): readonly SessionRow[] {
    const { pick, differs, gone } = this.#views.get(view) ?? { pick: (index: number) => index, differs: false, gone: new Set<number>() };
    return Array.from({ length: to - from }, (_, index): SessionRow => {
      const place = pick(from + index);
      const session = fakeSession(place);
      const own = this.history.marks.get(session.key);
      const change = differs ? fakeChanges.get(place) : undefined;
      return {
        session,
        ...(place < 3 && { mark: place === 2 ? ('changed' as const) : ('new' as const) }),
        ...(gone.has(place) && { mark: 'gone' as const }),
        ...(change && { change }),
        ...(own && { own }),
        ...(this.many.kept.has(session.key) && { kept: true as const }),
      };
    });
  }

  #locate(view: number, key: string): number | null {
    const opened = this.#views.get(view);
    if (!opened) return null;
    for (let index = 0; index < opened.total; index += 1) if (`key-${opened.pick(index)}` === key) return index;
    return null;
  }

  #typed(view: number, text: string, from: number): number | null {
    const { total = 0, pick = (index: number): number => index } = this.#views.get(view) ?? {};
    for (let step = 0; step < total; step += 1) {
      const index = (from + step) % total;
      if (fakeSession(pick(index)).identifier?.toLowerCase().startsWith(text.toLowerCase()) === true) return index;
    }
    return null;
  }

  #sync(id: string, name: string): SyncResult {
    const { reach, connections } = this.of(id);
    if (reach.state === 'offline') throw new CallFailure(reach.failure);
    const connection = connections.find((known) => known.name === name);
    if (!connection) throw new CallFailure({ code: 'not-found', message: 'That is not there.' });
    connection.snapshot = fakeSnapshot(connection.sessions, {
      takenAt: new Date().toISOString(),
      number: (connection.snapshot?.number ?? 0) + 1,
    });
    const { sessions } = connection;
    const result: SyncResult = {
      connection: name,
      snapshot: connection.snapshot.number,
      status: 'complete',
      sessions,
      new: 0,
      changed: 0,
      gone: 0,
      skipped: 0,
      requests: 2,
      bytes: 1,
      ms: 1,
    };
    this.emit('connections.changed', { serverId: id, answer: this.#connections(id, 'live') });
    this.emit('sync.ended', { serverId: id, connection: name, result });
    return result;
  }

  #content(key: string, source: 'live' | 'saved'): SessionContent {
    const session = fakeSession(Number(key.replace('key-', '')));
    return {
      source,
      takenAt: new Date().toISOString(),
      session,
      details: session.details ?? [],
      laps: session.lapsCount === 0 ? [] : fakeLaps,
    };
  }
}
