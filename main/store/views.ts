/** Opened lists: each an array of version numbers that stays as it is while newer snapshots are sealed. */
import type { SessionRow, Group, Grouping, ListNews } from '../../preload/list.ts';
import { Failure } from '../failure.ts';
import { changesBetween, fieldsBetween, sessionsAt, type Change } from './changes.ts';
import { newsOf, placedAmong, type News } from './news.ts';
import type { KnownTexts } from './dictionary.ts';
import type { Filter } from './filter/ast.ts';
import { evaluate, withContent } from './filter/evaluate.ts';
import type { Concordance } from './filter/concordance.ts';
import { Concordances, type MakeElsewhere } from './filter/concordances.ts';
import type { Tests } from './filter/tests.ts';
import { fieldNamed, parseFilter } from './filter/parse.ts';
import { bestValues, countValues, type Counts } from './filter/values.ts';
import type { Ground, Mask } from './filter/masks.ts';
import { storedKey } from './keys.ts';
import { markColumns, toMark } from './marks.ts';
import { grouped, isTurned } from './grouping.ts';
import { Memberships } from './memberships.ts';
import { highest, keptOrder, orderAmong, orderByDetail, orderOf, serverOrder, type KeptOrder, type Scope } from './order.ts';
import { decode, versionColumnCount, versionColumns } from './record.ts';
import { baseOf, type Row, type Statements } from './rows.ts';
import type { Listed } from './selecting.ts';
import { connectionOf, requireConnection, requireSnapshot, snapshotOf } from './snapshots.ts';
import type { FoundSessions, OpenedView, SearchQuery, ValuesQuery, ViewQuery } from './store.ts';
import { fold } from './text.ts';
import { defaultSort, type Snapshot, type Sort } from '../../preload/model.ts';
import type { FieldValue } from '../../preload/suggestions.ts';

interface View {
  readonly connectionId: number;
  readonly base: number;
  readonly numbers: Uint32Array;
  /** Which list it is, and what of it: the same for the same numbers in some order. */
  readonly name: string;
  /** The snapshot by which rows are marked, 0 where they are not. */
  readonly marked: number;
  /** How the rows differ from the snapshot that they are held against, by number; absent where they are not. */
  readonly changes?: ReadonlyMap<number, Change>;
  readonly news?: News | undefined;
}

type List = SearchQuery['lists'][number];
type ListOf = Pick<ViewQuery, 'server' | 'connection' | 'snapshot' | 'since'>;

/** What is told of a list, and its orders with what is gone, by their sort. */
interface Told {
  readonly name: string;
  readonly news: News;
  readonly orders: Map<string, Uint32Array>;
}

interface Base {
  readonly scope: Scope;
  readonly snapshot: Snapshot | undefined;
  readonly marked: number;
}

/** A list before any filter. */
interface Listing extends Base {
  readonly connectionId: number;
  readonly base: number;
  readonly changes: ReadonlyMap<number, Change> | undefined;
  readonly news?: News | undefined;
  readonly order: Uint32Array;
  /** The highest number in it. */
  readonly top: number;
}

/** Open at the same time; the oldest ones are dropped. */
const mostViews = 32;
/** Orders kept for the next filter or the next look. */
const mostOrders = 6;
/** Rows in all kept orders together, eight bytes each. */
const mostKeptRows = 2_000_000;
/** Rows that are answered with an opened list. */
const firstRows = 60;

export class Views {
  readonly #statements: Statements;
  readonly #texts: KnownTexts;
  readonly #tests: Tests;
  readonly #now: () => Date;
  readonly #concordances: Concordances;
  readonly #memberships: Memberships;
  readonly #views = new Map<number, View>();
  readonly #orders = new Map<string, Uint32Array>();
  #remains: Pick<View, 'name' | 'numbers'> | undefined;
  #counted: { readonly name: string; readonly counts: Counts } | undefined;
  /** By connection. */
  readonly #kept = new Map<number, { readonly snapshot: number; readonly order: KeptOrder }>();
  /** The news told last, and the order with what is gone, until anything is written: a filter that is typed asks at each key. */
  #told: Told | undefined;
  #last = 0;

  /** `makeElsewhere` makes what is too large to be made here. */
  constructor(statements: Statements, texts: KnownTexts, tests: Tests, now: () => Date, makeElsewhere?: MakeElsewhere) {
    this.#statements = statements;
    this.#texts = texts;
    this.#tests = tests;
    this.#now = now;
    this.#concordances = new Concordances(statements, makeElsewhere);
    this.#memberships = new Memberships(statements, texts);
  }

  /** Makes what makes the next filter faster. Resolves when it is there. */
  prepare(): Promise<void> {
    return this.#concordances.make();
  }

  /** Connections whose lists `prepare` will make something of. */
  get wanted(): readonly number[] {
    return this.#concordances.wanted;
  }

  /** Whether a list is asked for by a detail, which is slow as long as what `prepare` makes of it is not there. */
  waitsFor({ server, connection, snapshot: wanted, since }: ListOf, isByDetail: boolean): boolean {
    if (!isByDetail || since !== undefined) return false;
    const connectionId = connectionOf(this.#statements, server, connection);
    const snapshot = connectionId === undefined ? undefined : snapshotOf(this.#statements, connectionId, wanted);
    if (connectionId === undefined || snapshot === undefined) return false;
    const top = highest(this.#usualOrder(connectionId, snapshot));
    this.#concordances.want(connectionId, top);
    return this.#concordances.ready(connectionId, top) === undefined;
  }

  open(query: ViewQuery): OpenedView {
    const filter = parseFilter(query.filter, this.#now());
    const listing = this.#listing(query, query.sort);
    const { connectionId, base, order, snapshot, marked, changes, news } = listing;
    if (snapshot !== undefined && changes === undefined) this.#concordances.want(connectionId, listing.top);
    const found = filter === undefined ? order : within(order, evaluate(filter, this.#ground(listing)));
    const left = query.liveFirst === true ? withFirst(found, this.#live(listing)) : found;
    const { numbers, groups } =
      query.group === undefined ? { numbers: left, groups: undefined } : this.#together(left, listing, query.group, query.sort);
    this.#last += 1;
    this.#views.set(this.#last, {
      connectionId,
      base,
      numbers,
      name: this.#name(listing, query),
      marked,
      ...(changes && { changes }),
      news,
    });
    for (const oldest of this.#views.keys()) {
      if (this.#views.size <= mostViews) break;
      this.#views.delete(oldest);
    }
    return {
      view: this.#last,
      ...(snapshot && { snapshot }),
      reading: snapshot === undefined,
      total: numbers.length,
      unfiltered: order.length,
      ...(news && news.gone.length > 0 && { gone: { found: countOf(numbers, news.gone), all: news.gone.length } }),
      ...(news && news.untold > 0 && { untold: news.untold }),
      detailNames: this.#detailNames(connectionId, base),
      ...(groups && { groups }),
      hasFastest: this.#hasFastest(connectionId),
      ...this.#located(query.locate),
      rows: this.rows(this.#last, 0, firstRows),
    };
  }

  /** Where a session stands in the view that was just opened. */
  #located(key: string | undefined): Pick<OpenedView, 'located'> {
    const located = key === undefined ? null : this.locate(this.#last, key);
    return located === null ? {} : { located };
  }

  #together(
    numbers: Uint32Array,
    { connectionId, base, snapshot, top }: Listing,
    grouping: Grouping,
    sort: Sort,
  ): { readonly numbers: Uint32Array; readonly groups: readonly Group[] } {
    const membership = this.#memberships.of(grouping, {
      ...{ connectionId, base, top, isSealed: snapshot !== undefined, contents: this.#contents() },
      concordance: () => snapshot && this.#concordances.ready(connectionId, top),
    });
    return grouped(numbers, membership, isTurned(grouping, sort));
  }

  /**
   * Values of a field in a list and how often each occurs. Those counted last are remembered until anything is written,
   * since a value is typed letter by letter.
   */
  values(query: ValuesQuery): readonly FieldValue[] {
    const listing = this.#listing(query, defaultSort);
    const name = JSON.stringify([this.#name(listing, query), fold(query.field)]);
    if (this.#counted?.name !== name) {
      const ground = this.#ground(listing);
      this.#counted = { name, counts: countValues(ground, this.#left(query, listing, ground), fieldNamed(query.field)) };
    }
    return bestValues(this.#counted.counts, query.part, query.most);
  }

  /** Of what a filter leaves of a list, until anything is written. */
  #name({ connectionId, scope }: Listing, { since, news, filter }: Pick<ViewQuery, 'since' | 'news' | 'filter'>): string {
    const { since: from, goneSince } = news ?? {};
    return JSON.stringify([this.#version(), connectionId, scope.snapshot, since, from, goneSince, filter.trim()]);
  }

  /**
   * What a filter leaves of a list, in any order; all of it where the filter cannot be read, since it is being typed. Mostly
   * it is the filter of a list that is open: one that is slow is not evaluated again.
   */
  #left(query: ValuesQuery, listing: Listing, ground: Ground): Uint32Array {
    const name = this.#name(listing, query);
    const open = [...this.#views.values()].find((view) => view.name === name) ?? (this.#remains?.name === name ? this.#remains : undefined);
    if (open !== undefined) return open.numbers;
    try {
      const filter = parseFilter(query.filter, this.#now());
      const numbers = filter === undefined ? listing.order : within(listing.order, evaluate(filter, ground));
      this.#remains = { name, numbers };
      return numbers;
    } catch (thrown) {
      if (thrown instanceof Failure && thrown.code === 'filter-invalid') return listing.order;
      throw thrown;
    }
  }

  /** Rises with whatever is written. */
  #version(): number {
    return this.#statements.number('PRAGMA data_version');
  }

  /** Sessions that are being recorded; of one that is gone nobody knows. */
  #live(listing: Listing): Mask {
    const mask = evaluate({ kind: 'flag', flag: 'live' }, this.#ground(listing));
    for (const number of listing.news?.gone ?? []) mask[number] = 0;
    return mask;
  }

  /** The rows of a list before any filter, in its order. */
  #listing({ server, connection, snapshot: wanted, since, news: asked }: Omit<ViewQuery, 'filter' | 'sort'>, sort: Sort): Listing {
    const connectionId = requireConnection(this.#statements, server, connection);
    const { scope, snapshot, marked } = this.#base(connectionId, wanted);
    const changes = since === undefined || snapshot === undefined ? undefined : this.#changes(connectionId, since, snapshot.number);
    const among = (numbers: readonly number[]): Uint32Array => orderAmong(this.#statements, this.#texts, scope.base, numbers, sort);
    const isNow = asked !== undefined && snapshot !== undefined && wanted === undefined && since === undefined;
    const told = isNow ? this.#newsOf(connectionId, scope, asked) : undefined;
    const order = changes
      ? among([...changes.keys()])
      : this.#withTold(this.#order(connectionId, scope, sort, snapshot), sort, told, among);
    const news = told?.news;
    return { connectionId, base: scope.base, scope, snapshot, marked, changes, news, order, top: highest(order) };
  }

  #withTold(order: Uint32Array, { field, direction }: Sort, told: Told | undefined, among: Parameters<typeof placedAmong>[2]): Uint32Array {
    if (told === undefined || told.news.gone.length === 0) return order;
    const { orders, news } = told;
    const name = `${field} ${direction}`;
    const all = orders.get(name) ?? placedAmong(order, news.gone, among);
    if (orders.size >= mostOrders) orders.clear();
    orders.set(name, all);
    return all;
  }

  #newsOf(connectionId: number, { base, snapshot: newest }: Scope, asked: ListNews): Told {
    const lookedAt = this.#statements.number('SELECT looked_at FROM connection WHERE id = ?', connectionId);
    const name = JSON.stringify([this.#version(), connectionId, newest, lookedAt, asked.since, asked.goneSince]);
    if (this.#told?.name !== name) {
      const news = newsOf(this.#statements, { connectionId, base, newest, lookedAt }, asked);
      this.#told = { name, news, orders: new Map() };
    }
    return this.#told;
  }

  #ground({ connectionId, scope, snapshot, marked, changes, news, top }: Listing): Ground {
    const differences = changes ?? news?.marks;
    return {
      statements: this.#statements,
      texts: this.#texts,
      tests: this.#tests,
      connectionId,
      base: scope.base,
      top,
      snapshot: scope.snapshot,
      marks: marked > 0,
      // What is gone is in no kept order.
      kept: changes || !snapshot ? undefined : this.#withGone(this.#keptOrder(connectionId, scope), scope.base, news?.gone ?? []),
      ...(differences && { changes: differences }),
      ...(news && { gone: news.gone }),
      concordance: snapshot && ((): Concordance | undefined => this.#concordances.ready(connectionId, top)),
    };
  }

  #withGone(kept: KeptOrder | undefined, base: number, gone: readonly number[]): KeptOrder | undefined {
    if (kept === undefined || gone.length === 0) return kept;
    const rows = this.#statements.all(
      'SELECT j.value, v.facet_id FROM json_each(?1) AS j CROSS JOIN session_version AS v ON v.id = ?2 + j.value',
      ...[JSON.stringify(gone), base],
    );
    const joined = (numbers: Uint32Array, column: number): Uint32Array => {
      const all = new Uint32Array(numbers.length + rows.length);
      all.set(numbers);
      for (const [at, row] of rows.entries()) all[numbers.length + at] = row[column] as number;
      return all;
    };
    const { facets } = kept;
    return { numbers: joined(kept.numbers, 0), facets: facets && joined(facets, 1) };
  }

  /** A filter as it is understood now. Fails with `filter-invalid`. */
  parse(filter: string): Filter | undefined {
    return parseFilter(filter, this.#now());
  }

  /** What of the newest snapshot of a list matches, newest first; undefined where nothing of it is sealed. Opens no view. */
  find(list: List, filter: Filter | undefined, most: number): FoundSessions | undefined {
    const connectionId = connectionOf(this.#statements, list.server, list.connection);
    if (connectionId === undefined) return undefined;
    const { scope, snapshot, marked } = this.#base(connectionId, undefined);
    if (snapshot === undefined) return undefined;
    const order = this.#usualOrder(connectionId, snapshot);
    const top = highest(order);
    const ground = this.#ground({ connectionId, base: scope.base, scope, snapshot, marked, changes: undefined, order, top });
    this.#concordances.wantToo(connectionId, top);
    const numbers = filter === undefined ? order : within(order, evaluate(filter, ground));
    return { snapshot, total: numbers.length, rows: this.#rowsOf({ connectionId, base: scope.base, numbers, marked }, 0, most) };
  }

  /** What is found in a list that cannot be asked this; undefined where nothing of it is sealed. */
  findNone({ server, connection }: List): FoundSessions | undefined {
    const connectionId = connectionOf(this.#statements, server, connection);
    const snapshot = connectionId === undefined ? undefined : snapshotOf(this.#statements, connectionId);
    return snapshot && { snapshot, total: 0, rows: [] };
  }

  /** The order of a list that nobody sorted. */
  #usualOrder(connectionId: number, snapshot: Snapshot): Uint32Array {
    const scope = { base: baseOf(connectionId), snapshot: snapshot.number };
    return this.#keptOrder(connectionId, scope)?.numbers ?? this.#order(connectionId, scope, defaultSort, snapshot);
  }

  #changes(connectionId: number, since: number, snapshot: number): ReadonlyMap<number, Change> {
    requireSnapshot(this.#statements, connectionId, since);
    return new Map(changesBetween(this.#statements, baseOf(connectionId), since, snapshot).map((change) => [change.number, change]));
  }

  #base(connectionId: number, wanted: number | undefined): Base {
    const base = baseOf(connectionId);
    const snapshot = snapshotOf(this.#statements, connectionId, wanted);
    if (snapshot !== undefined) {
      const first = this.#statements.number('SELECT min(number) FROM snapshot WHERE connection_id = ?', connectionId);
      const { number } = snapshot;
      return { scope: { base, snapshot: number }, snapshot, marked: number > first ? number : 0 };
    }
    if (wanted !== undefined) requireSnapshot(this.#statements, connectionId, wanted);
    const reading = this.#statements.first(
      'SELECT c.next_snapshot FROM connection AS c JOIN open_read AS o ON o.connection_id = c.id WHERE c.id = ?',
      connectionId,
    );
    if (reading === undefined) throw new Failure('never-saved');
    return { scope: { base, snapshot: reading[0] as number }, snapshot: undefined, marked: 0 };
  }

  #order(connectionId: number, scope: Scope, sort: Sort, snapshot: Snapshot | undefined): Uint32Array {
    if (snapshot === undefined) return orderOf(this.#statements, this.#texts, scope, sort);
    // Details and laps come to sealed rows too: an order by them lasts until more were read.
    const read = sort.field === 'fastest' || sort.field.startsWith('detail:') ? ` ${this.#contents()}` : '';
    const name = `${connectionId} ${scope.snapshot} ${sort.field} ${sort.direction}${read}`;
    const known = this.#orders.get(name);
    if (known !== undefined) return known;
    const order =
      (this.#isDefault(sort) ? this.#keptOrder(connectionId, scope)?.numbers : undefined) ??
      this.#orderByDetail(connectionId, scope, sort) ??
      orderOf(this.#statements, this.#texts, scope, sort);
    this.#orders.set(name, order);
    for (const oldest of this.#orders.keys()) {
      if (this.#orders.size <= mostOrders) break;
      this.#orders.delete(oldest);
    }
    return order;
  }

  /** Rises with each session whose content was saved. */
  #contents(): number {
    return this.#statements.number("SELECT seq FROM sqlite_sequence WHERE name = 'session_content'");
  }

  #orderByDetail(connectionId: number, scope: Scope, sort: Sort): Uint32Array | undefined {
    if (!sort.field.startsWith('detail:')) return undefined;
    const inOrder = serverOrder(this.#statements, scope);
    const concordance = this.#concordances.ready(connectionId, highest(inOrder));
    if (concordance === undefined) return undefined;
    return orderByDetail(this.#statements, this.#texts, concordance, scope.base, inOrder, sort);
  }

  #isDefault({ field, direction }: Sort): boolean {
    return field === 'timeOfRecording' && direction === 'desc';
  }

  /** Some are remembered: a filter, or a search, that is typed asks for the same ones at each key. */
  #keptOrder(connectionId: number, scope: Scope): KeptOrder | undefined {
    const known = this.#kept.get(connectionId);
    const order = known?.snapshot === scope.snapshot ? known.order : keptOrder(this.#statements, connectionId, scope.snapshot);
    this.#kept.delete(connectionId);
    if (order === undefined) return undefined;
    // The one asked for last stays longest.
    this.#kept.set(connectionId, { snapshot: scope.snapshot, order });
    let rows = [...this.#kept.values()].reduce((sum, { order: { numbers } }) => sum + numbers.length, 0);
    for (const [
      oldest,
      {
        order: { numbers },
      },
    ] of this.#kept) {
      if (rows <= mostKeptRows || oldest === connectionId) break;
      this.#kept.delete(oldest);
      rows -= numbers.length;
    }
    return order;
  }

  #detailNames(connectionId: number, base: number): readonly string[] {
    const used = this.#statements.all(
      `SELECT n.names, 1 FROM detail_names AS n
       WHERE EXISTS (SELECT 1 FROM session_version WHERE id BETWEEN ?1 + 1 AND ?1 + 1000 AND names_id = n.id)
          OR EXISTS (SELECT 1 FROM session_content WHERE connection_id = ?2 AND names_id = n.id)`,
      base,
      connectionId,
    );
    const counts = new Map<string, number>();
    for (const [names] of used) {
      for (const name of new Set(JSON.parse(names as string) as string[])) counts.set(name, (counts.get(name) ?? 0) + 1);
    }
    return [...counts].sort(([, one], [, other]) => other - one).map(([name]) => name);
  }

  #hasFastest(connectionId: number): boolean {
    return (
      this.#statements.first('SELECT 1 FROM session_content WHERE connection_id = ? AND fastest IS NOT NULL LIMIT 1', connectionId) !==
      undefined
    );
  }

  #view(view: number): View {
    const found = this.#views.get(view);
    if (found === undefined) throw new Failure('not-found', 'This list is not open any more.');
    return found;
  }

  rows(view: number, from: number, to: number): readonly SessionRow[] {
    return this.#rowsOf(this.#view(view), from, to);
  }

  #rowsOf({ connectionId, base, numbers, marked, changes, news }: Omit<View, 'name'>, from: number, to: number): readonly SessionRow[] {
    const wanted = numbers.subarray(Math.max(0, from), Math.max(0, to));
    if (wanted.length === 0) return [];
    const rows = this.#statements
      .all(
        `SELECT ${versionColumns}, v.from_snapshot, v.follows, c.id IS NOT NULL, c.names_id, c.details, CAST(c.fastest AS REAL), ${markColumns}
         FROM json_each(?1) AS j CROSS JOIN session_version AS v ON v.id = ?2 + j.value
         LEFT JOIN session_content AS c ON c.connection_id = ?3 AND c.session_id = v.session_id
         LEFT JOIN mark AS m ON m.connection_id = ?3 AND m.key = v.key`,
        JSON.stringify([...wanted]),
        base,
        connectionId,
      )
      .map((row) => this.#toRow(row, news?.marks ? 0 : marked));
    // An older snapshot was thinned away for good, or its connection forgotten.
    if (rows.length !== wanted.length) throw new Failure('not-found', 'This list is not kept any more.');
    if (changes !== undefined) return this.#withChanges(connectionId, wanted, rows, changes);
    return news === undefined ? rows : withNews(rows, wanted, news);
  }

  #withChanges(
    connectionId: number,
    wanted: Uint32Array,
    rows: readonly SessionRow[],
    changes: ReadonlyMap<number, Change>,
  ): readonly SessionRow[] {
    const pairs = [...wanted].flatMap((number) => {
      const before = changes.get(number)?.before;
      return before === undefined ? [] : [number, before];
    });
    const listed = sessionsAt(this.#statements, this.#texts, connectionId, pairs);
    return rows.map(({ session, own, kept, fastest }, at) => {
      const number = wanted[at] ?? 0;
      const change = changes.get(number);
      const rest = { ...(own && { own }), ...(kept && { kept }), ...(fastest !== undefined && { fastest }) };
      if (change === undefined) return { session, ...rest };
      const [before, after] = [listed.get(change.before ?? 0), listed.get(number)];
      const fields = before && after && fieldsBetween(before, after);
      return { session, change: { kind: change.kind, ...(fields && { fields }) }, ...rest };
    });
  }

  #toRow(row: Row, marked: number): SessionRow {
    const [fromSnapshot, follows, kept, namesId, details, fastest, ...marks] = row.slice(versionColumnCount);
    const session = withContent(decode(row, this.#texts), namesId, details, this.#texts);
    const own = toMark(marks);
    const isMarked = marked > 0 && fromSnapshot === marked && follows !== 2;
    return {
      session,
      ...(isMarked && { mark: follows === 0 ? 'new' : 'changed' }),
      ...(own && { own }),
      ...(kept === 1 && { kept: true as const }),
      ...(typeof fastest === 'number' && { fastest }),
    };
  }

  /** The rows of a list as version numbers, for whoever reads them in its own way. */
  selection(view: number): Listed {
    const { connectionId, numbers, changes, news } = this.#view(view);
    return {
      connectionId,
      numbers,
      gone: changes ? [...changes.values()].flatMap((one) => (one.kind === 'gone' ? [one.number] : [])) : (news?.gone ?? []),
    };
  }

  locate(view: number, key: string): number | null {
    const { connectionId, base, numbers } = this.#view(view);
    const stored = storedKey(key);
    const sessionId = this.#statements.first('SELECT id FROM session WHERE connection_id = ? AND key = ?', connectionId, stored)?.[0];
    const versions =
      sessionId === undefined
        ? this.#statements.all('SELECT id FROM session_version WHERE id BETWEEN ?1 + 1 AND ?1 + 4294967295 AND key = ?2', base, stored)
        : this.#statements.all(
            `SELECT ?1 + ?2 UNION SELECT id FROM session_version
             WHERE session_id <> (id & 4294967295) AND id BETWEEN ?1 + 1 AND ?1 + 4294967295 AND session_id = ?2`,
            base,
            sessionId,
          );
    // Mostly one: each is looked for as fast as the machine does.
    const places = versions.map(([id]) => numbers.indexOf((id as number) - base)).filter((index) => index >= 0);
    return places.length === 0 ? null : Math.min(...places);
  }

  close(view: number): void {
    this.#views.delete(view);
  }
}

// Loops: the callbacks of typed arrays cost ten times as much over a million numbers.
function withNews(rows: readonly SessionRow[], numbers: Uint32Array, { marks, gone }: News): readonly SessionRow[] {
  const left = new Set(gone);
  return rows.map((row, at) => {
    const number = numbers[at] ?? 0;
    const mark = left.has(number) ? 'gone' : marks?.get(number)?.kind;
    return mark === undefined ? row : { ...row, mark };
  });
}

function countOf(numbers: Uint32Array, some: readonly number[]): number {
  const wanted = new Set(some);
  let count = 0;
  for (let at = 0; at < numbers.length; at += 1) if (wanted.has(numbers[at] ?? 0)) count += 1;
  return count;
}

/** Those of the mask before the others, both in their order. */
function withFirst(numbers: Uint32Array, mask: Uint8Array): Uint32Array {
  const above = within(numbers, mask);
  if (above.length === 0) return numbers;
  const all = new Uint32Array(numbers.length);
  all.set(above);
  let at = above.length;
  for (const number of numbers) {
    if (mask[number] === 1) continue;
    all[at] = number;
    at += 1;
  }
  return all;
}

function within(numbers: Uint32Array, mask: Uint8Array): Uint32Array {
  const found = new Uint32Array(numbers.length);
  let count = 0;
  // Each is written, and stays where it meets: which of them do is more than a processor can guess, and each guess costs.
  for (let at = 0; at < numbers.length; at += 1) {
    const number = numbers[at] ?? 0;
    found[count] = number;
    count += mask[number] ?? 0;
  }
  return found.slice(0, count);
}
