/**
 * A server whose list changes between any two requests, and the planner played against it: without sockets, clocks or
 * threads, so that a scenario is a value that can be replayed and shrunk. What the server had at which moment is written
 * down, and `flawOf` says what a read claimed wrongly.
 */
import type { Ask, End, Event, Step, Task, Trouble } from '../../main/sync/plan.ts';
import { noteOf } from '../../main/sync/resume.ts';
import { Comparing } from './comparing.ts';
import { Staging, type StagedRow } from './staging.ts';

export interface Change {
  /** Answers after which it happens. */
  readonly when: number;
  readonly what: 'insert' | 'delete' | 'touch';
  /** Any number; the list's length is taken off until it lies within. */
  readonly where: number;
}

export interface Manners {
  /** No page is longer. */
  readonly cap: number;
  readonly beyond: 'empty' | 'last' | 'refused';
  /** What of a request for a page goes unheard; a server that hears no size has pages of 10. */
  readonly ignores: 'nothing' | 'page' | 'paging' | 'size';
  /** Another order at every request. */
  readonly shuffles: boolean;
  /** This page is empty the first time that it is asked for. */
  readonly emptyOnce: number;
  /** Every so manieth session cannot be read; 0: none. */
  readonly bad: number;
  /** Sessions, by their place at the beginning, behind which the one three before stands once more. */
  readonly twice: readonly number[];
  readonly keys: 'honest' | 'all found' | 'none found' | 'refused';
  /** Sessions of the snapshot before that the server has, and does not list. */
  readonly hidden: number;
}

export type Fault = 'none' | 'busy' | 'broken' | 'cut' | 'asks to wait';

export interface Scenario {
  readonly sessions: number;
  readonly pageSize: number;
  readonly manners: Manners;
  readonly changes: readonly Change[];
  /** In turns, one a request. */
  readonly faults: readonly Fault[];
  /** In turns: which of the things that could happen next does. */
  readonly chance: readonly number[];
  /** After so many answers the client dies, and another goes on from what is staged. */
  readonly kills: readonly number[];
  readonly cancelAt: number | null;
  /** Sessions of the snapshot before that are still there, and that are not. */
  readonly before: { readonly held: number; readonly lost: number } | null;
  /** The snapshot before holds all that was there at first, and a refresh of it is played. */
  readonly refresh?: Since;
}

/** What a refresh meets. */
export interface Since {
  /** What happened since the snapshot, in any order of `when`. */
  readonly changes: readonly Change[];
  /** Sessions that were not closed, by their place at the beginning. */
  readonly open: readonly number[];
  /** The latest first is given where it is asked for. */
  readonly obeys: boolean;
  /** So many sessions in a row were recorded at the same moment. */
  readonly alike: number;
  readonly chance: number;
}

/** What decides: the planner, or one with a fault planted. */
export interface Planner {
  readonly begin: (task: Task) => Step;
  readonly next: (state: Step['state'], event: Event) => Step;
}

export interface Played {
  readonly end: End;
  readonly requests: readonly Ask[];
  readonly held: ReadonlyMap<string, string>;
  readonly truth: Truth;
  readonly before: readonly string[];
  /** It went on with what another had staged. */
  readonly resumed: boolean;
  /** Why a full read took the place of a refresh. */
  readonly doubt: string | null;
  /** Present where a refresh was enough. */
  readonly refreshed?: Since;
  /** When a session was recorded. */
  readonly momentOf: (key: string) => number;
}

/** What the server had, from the first request to the last answer. */
interface Truth {
  /** Of each session what was said of it, at any moment. */
  readonly served: ReadonlyMap<string, ReadonlySet<string>>;
  /** The same since the read began. */
  readonly lately: ReadonlyMap<string, ReadonlySet<string>>;
  /** There at every moment. */
  readonly throughout: ReadonlySet<string>;
  /** Not there at some moment. */
  readonly absent: (key: string) => boolean;
}

const busy: Trouble = { code: 'server-error', message: 'The server met an error of its own.', status: 503 };
const broken: Trouble = { code: 'unreachable', message: 'The connection to the server broke off.' };
const cut: Trouble = { code: 'answer-unreadable', message: 'The server’s answer ended in the middle.' };
const waits: Trouble = { ...busy, status: 429, retryAfter: 5_000 };
const refused: Trouble = { code: 'not-found', message: 'That is not there.', status: 404 };
const troubles = { 'busy': busy, 'broken': broken, 'cut': cut, 'asks to wait': waits } as const;

interface Answer {
  readonly rows: readonly StagedRow[];
  readonly records: number;
}

export class ChangingServer {
  #list: StagedRow[];
  #made = 0;
  #requests = 0;
  readonly #manners: Manners;
  readonly #scenario: Scenario;
  readonly #served = new Map<string, Set<string>>();
  #lately = new Map<string, Set<string>>();
  #throughout: Set<string>;
  readonly #emptied = new Set<string>();
  readonly #bad = new Set<string>();
  /** A question for a key failed as often as it is asked. */
  #keysFail = false;

  constructor(scenario: Scenario) {
    this.#scenario = scenario;
    this.#manners = scenario.manners;
    this.#list = [];
    for (let count = 0; count < scenario.sessions; count += 1) this.#list.push(this.#make());
    this.#throughout = new Set(this.#readable());
    this.#note();
  }

  #make(): StagedRow {
    this.#made += 1;
    const { bad } = this.#manners;
    const key = `k${this.#made}`;
    if (bad > 0 && this.#made % bad === 0) this.#bad.add(key);
    return { key, text: '0' };
  }

  #note(): void {
    for (const { key, text } of this.#list) {
      for (const told of [this.#served, this.#lately]) told.set(key, (told.get(key) ?? new Set()).add(text));
    }
  }

  #readable(): readonly string[] {
    return this.keys.filter((key) => !this.#bad.has(key));
  }

  /** What a snapshot would hold now. */
  get snapshot(): ReadonlyMap<string, string> {
    return new Map(this.#list.filter(({ key }) => !this.#bad.has(key)).map(({ key, text }) => [key, text]));
  }

  /** Lets happen what happened since the snapshot: from now on it is read. */
  age(changes: readonly Change[]): void {
    for (const change of changes) this.#happen(change);
    this.#throughout = new Set(this.#readable());
    this.#lately = new Map();
    this.#note();
  }

  /** The last of those that were there at first is the oldest; later ones were recorded since, one in five long ago. */
  momentOf(key: string): number {
    const { sessions, refresh } = this.#scenario;
    const made = Number(key.slice(1));
    if (made > sessions) return made % 5 === 0 ? hash(key) % (sessions + 1) : sessions + made;
    return Math.floor((sessions - made) / (refresh?.alike ?? 1)) * (refresh?.alike ?? 1);
  }

  get keys(): readonly string[] {
    return this.#list.map(({ key }) => key);
  }

  get truth(): Truth {
    const present = new Set(this.keys);
    // Where asking by key teaches nothing, what no list shows is gone as far as anybody can tell.
    const hides = this.#manners.keys === 'honest' && !this.#keysFail;
    const absent = (key: string): boolean => !(hides && isHidden(key)) && (!this.#throughout.has(key) || !present.has(key));
    return { served: this.#served, lately: this.#lately, throughout: this.#throughout, absent };
  }

  /** Lets happen what happens after so many answers. */
  change(answers: number): void {
    for (const change of this.#scenario.changes) {
      if (change.when !== answers) continue;
      this.#happen(change);
      this.#note();
    }
  }

  #happen({ what, where }: Change): void {
    if (what === 'insert') {
      this.#list.splice(where % (this.#list.length + 1), 0, this.#make());
      return;
    }
    const at = where % Math.max(1, this.#list.length);
    const row = this.#list[at];
    if (!row) return;
    if (what === 'touch') {
      this.#list[at] = { key: row.key, text: `${Number(row.text) + 1}` };
      return;
    }
    this.#list.splice(at, 1);
    this.#throughout.delete(row.key);
  }

  /** The list as it is listed now. */
  #listed(): readonly StagedRow[] {
    const { shuffles, twice } = this.#manners;
    const copies = new Map(twice.filter((at) => at > 2).map((at) => [`k${at + 1}`, `k${at - 2}`]));
    const byKey = new Map(this.#list.map((row) => [row.key, row]));
    const rows = this.#list.flatMap((row) => {
      const copy = byKey.get(copies.get(row.key) ?? '');
      return copy ? [row, copy] : [row];
    });
    if (!shuffles) return rows;
    // By a hash that is another at every request.
    const turn = this.#requests;
    return [...rows].sort((one, other) => hash(`${turn}${one.key}`) - hash(`${turn}${other.key}`));
  }

  ask({ page, size, kind, key, tries, order }: Ask): Answer | boolean | Trouble {
    const { faults, manners } = this.#scenario;
    const fault = faults[this.#requests % Math.max(1, faults.length)] ?? 'none';
    this.#requests += 1;
    if (kind === 'key' && fault !== 'none') {
      this.#keysFail ||= tries > 2;
      return troubles[fault];
    }
    if (kind === 'key') {
      if (manners.keys === 'refused') return { code: 'forbidden', message: 'This user may not see that.', status: 403 };
      return manners.keys === 'honest' ? this.keys.includes(key) || isHidden(key) : manners.keys === 'all found';
    }
    if (fault !== 'none') return troubles[fault];
    return this.#page(page, size, this.#scenario.refresh?.obeys ? order?.direction : undefined);
  }

  #page(page: number, size: number, direction?: 'asc' | 'desc'): Answer | Trouble {
    const { cap, beyond, ignores, emptyOnce } = this.#manners;
    const listed = this.#listed();
    const sign = direction === 'asc' ? -1 : 1;
    const rows = direction ? [...listed].sort((one, other) => sign * (this.momentOf(other.key) - this.momentOf(one.key))) : listed;
    const take = ignores === 'paging' ? rows.length : Math.min(cap, ignores === 'size' ? ownSize : size);
    const name = `${page}/${size}`;
    if (page === emptyOnce && !this.#emptied.has(name)) {
      this.#emptied.add(name);
      return { rows: [], records: 0 };
    }
    const from = ignores === 'nothing' || ignores === 'size' ? page * take : 0;
    const some = rows.slice(from, from + take);
    if (some.length === 0 && page > 0 && beyond === 'refused') return refused;
    const given = some.length === 0 && page > 0 && beyond === 'last' ? rows.slice((Math.ceil(rows.length / take) - 1) * take) : some;
    return { rows: given.filter(({ key }) => !this.#bad.has(key)), records: given.length };
  }
}

const ownSize = 10;

const isHidden = (key: string): boolean => /^hidden\d$/.test(key);

function hash(text: string): number {
  let value = 2_166_136_261;
  for (let at = 0; at < text.length; at += 1) value = Math.imul(value ^ text.charCodeAt(at), 16_777_619);
  value = Math.imul(value ^ (value >>> 15), 0x85ebca6b);
  return value ^ (value >>> 13);
}

/** Requests after which a read counts as endless. */
const mostRequests = 4_000;

/** Plays a scenario to its end. Throws where the planner hangs or asks without end. */
export function playScenario(scenario: Scenario, { begin, next }: Planner, trace?: (line: string) => void): Played {
  const server = new ChangingServer(scenario);
  const staging = new Staging();
  const requests: Ask[] = [];
  const before = beforeOf(scenario, server.keys);
  const { refresh } = scenario;
  const momentOf = (key: string): number => server.momentOf(key);
  const snapshot = refresh ? server.snapshot : new Map<string, string>();
  const open = new Set([...snapshot.keys()].filter((key) => refresh?.open.includes(Number(key.slice(1)))));
  const compare = (): Comparing => new Comparing(snapshot, open, momentOf);
  let comparing = compare();
  const skipped = scenario.sessions - snapshot.size;
  if (refresh) server.age(refresh.changes);
  const task = (): Task => {
    const pages = staging.staged();
    const resume = pages.length > 0 && { resume: { pageSize: scenario.pageSize, pages, sessions: staging.sessions.length } };
    return {
      pageSize: scenario.pageSize,
      ...(scenario.before && { expected: before.length }),
      ...resume,
      ...(refresh && { refresh: { ground: comparing.ground, skipped, chance: refresh.chance } }),
    };
  };
  const { chance } = scenario;
  let kills = [...scenario.kills];
  let step = begin(task());
  let pending: Ask[] = [];
  let ready = new Map<number, { readonly ask: Ask; readonly answer: Answer }>();
  let era = -1;
  let turn = 0;
  let answers = 0;
  let draws = 0;
  const draw = (): number => chance[draws++ % Math.max(1, chance.length)] ?? 0;
  const restart = (after: Step): void => {
    pending = [];
    ready = new Map();
    era = after.state.era;
    turn = after.state.trail.next;
  };
  const take = (after: Step): void => {
    step = after;
    if (after.state.era !== era) restart(after);
    const asked = after.asks.filter((ask) => ask.era === era);
    pending.push(...asked);
    requests.push(...asked);
    if (requests.length > mostRequests) throw new Error('It asks without end.');
  };
  restart(step);
  take(step);
  while (!step.end) {
    if (step.compare) {
      const held = new Set(staging.sessions);
      const keys = before.filter((key) => !held.has(key));
      take(next(step.state, { kind: 'compared', missing: { count: keys.length, digest: keys.join(' '), keys } }));
      continue;
    }
    const number = draw();
    const turnOf = ready.get(turn);
    if (turnOf && (pending.length === 0 || number % 2 === 0)) {
      const { ask, answer } = turnOf;
      ready.delete(turn++);
      const receipt = staging.add(ask.slot, answer.rows, answer.records, noteOf(step.state, ask), ask.size);
      trace?.(
        `  staged slot ${ask.slot} page ${ask.page}${receipt.overlaps ? ' (overlaps)' : ''}: ${answer.rows.map(({ key }) => key).join(' ')}`,
      );
      take(next(step.state, { kind: 'staged', ask, receipt }));
      continue;
    }
    const [ask] = pending.splice(number % Math.max(1, pending.length), 1);
    if (!ask) throw new Error('It asks for nothing and does not end.');
    server.change(answers);
    if (answers === scenario.cancelAt) {
      take(next(step.state, { kind: 'stopped', trouble: { code: 'cancelled', message: 'Cancelled.' } }));
      answers += 1;
      continue;
    }
    if (kills.includes(answers)) {
      kills = kills.filter((when) => when !== answers);
      trace?.('  killed');
      comparing = compare();
      const again = begin(task());
      restart(again);
      take(again);
      answers += 1;
      continue;
    }
    answers += 1;
    const answer = server.ask(ask);
    trace?.(`${ask.kind} ${ask.page}×${ask.size} ${ask.key}: ${JSON.stringify(answer)} of ${server.keys.join(' ')}`);
    if (typeof answer === 'boolean') take(next(step.state, { kind: 'answered', ask, found: answer }));
    else if ('code' in answer) take(next(step.state, { kind: 'failed', ask, at: 'network', idle: 0, waited: 0, trouble: answer }));
    else {
      take(next(step.state, { kind: 'arrived', ask, ms: 40, bytes: answer.records * 250 }));
      if (ask.era !== era) continue;
      const keys = answer.rows.map(({ key }) => key);
      if (ask.kind === 'stage') ready.set(ask.slot, { ask, answer });
      else if (ask.kind === 'check')
        take(next(step.state, { kind: 'checked', ask, checked: comparing.check(answer.rows, answer.records) }));
      else if (ask.kind === 'probe') take(next(step.state, { kind: 'probed', ask, keys, records: answer.records }));
      else {
        const placed = staging.place(keys, answer.records, ask.slot > 0 ? ask.slot : undefined);
        take(next(step.state, { kind: 'placed', ask, placed }));
      }
    }
  }
  trace?.(`end: ${JSON.stringify(step.end)}`);
  // A refresh that is cut off keeps nothing.
  const refreshed = step.state.refresh && step.end.status === 'complete' && refresh;
  return {
    end: step.end,
    requests,
    held: refreshed ? comparing.held : staging.held,
    truth: server.truth,
    before: refresh ? [...snapshot.keys()] : before,
    resumed: kills.length < scenario.kills.length,
    doubt: step.state.doubt,
    ...(refreshed && { refreshed }),
    momentOf,
  };
}

function beforeOf({ before, manners }: Scenario, keys: readonly string[]): readonly string[] {
  if (!before) return [];
  const hidden = Array.from({ length: manners.hidden }, (_, at) => `hidden${at}`);
  return [...keys.slice(0, before.held), ...hidden, ...Array.from({ length: before.lost }, (_, at) => `lost${at}`)];
}

/** What a read claimed wrongly, in a sentence; undefined where it held what it promised. */
export function flawOf({ end, held, truth, before, resumed }: Played): string | undefined {
  const { served, throughout, absent } = truth;
  for (const [key, text] of held) if (!served.get(key)?.has(text)) return `${key} is held as it never was.`;
  if (end.status === 'partial') {
    if (end.nothing && held.size > 0 && !resumed) return 'It holds something and says that it holds nothing.';
    return end.reason.trim() === '' ? 'It is partial and does not say why.' : undefined;
  }
  for (const key of throughout) if (!held.has(key)) return `${key} was there throughout, and is missing from a complete read.`;
  // Without a session that is there nobody learns what this server answers for one.
  const canAsk = [...held.keys()].some((key) => !absent(key));
  for (const key of before) if (!held.has(key) && !absent(key) && canAsk) return `${key} is gone, and was there throughout.`;
  return undefined;
}

/**
 * What a refresh that was enough promised wrongly, given that nothing (or, where `deletes`, something) was taken away since the
 * snapshot; undefined where it held it.
 */
export function flawOfRefresh({ held, truth, before, refreshed, momentOf }: Played, deletes: boolean): string | undefined {
  const { served, lately, throughout } = truth;
  for (const [key, text] of held) if (!served.get(key)?.has(text)) return `${key} is held as it never was.`;
  for (const key of before) if (!held.has(key)) return `${key} is gone, by a refresh.`;
  const latest = Math.max(...before.map(momentOf));
  for (const key of throughout) {
    const isLate = momentOf(key) > latest;
    if (!held.has(key) && (isLate || !deletes)) return `${key} was there throughout, and a refresh missed it.`;
    const isOpen = refreshed?.open.includes(Number(key.slice(1)));
    const text = held.get(key);
    if (isOpen && text !== undefined && !lately.get(key)?.has(text)) return `${key} is open, and held as it was.`;
  }
  return undefined;
}
