import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { Staging } from '../../test/fakes/staging.ts';
import type { Missing } from '../store/store.ts';
import type { Ask, End, Event, Step, Task, Trouble } from './plan.ts';
import { begin, next } from './planner.ts';
import { noteOf } from './resume.ts';

/** What a modelled server says to one request: the keys on the page, or why there is none. */
type Reply = readonly string[] | Trouble;
type Server = (page: number, size: number) => Reply;

const gone: Trouble = { code: 'unreachable', message: 'The server cannot be reached.' };
const busy: Trouble = { code: 'server-error', message: 'The server met an error of its own.', status: 503 };
const notThere: Trouble = { code: 'not-found', message: 'That is not there.', status: 404 };
const invalid: Trouble = { code: 'server-error', message: 'The server met an error of its own.', status: 422 };

const keys = (count: number, prefix = 's') => Array.from({ length: count }, (_, index) => `${prefix}${index}`);
const rowsOf = (page: readonly string[]) => page.map((key) => ({ key, text: '' }));

interface Outcome {
  readonly end: End;
  readonly requests: readonly Ask[];
  /** The most that were under way at once. */
  readonly most: number;
  readonly staging: Staging;
}

interface Play {
  readonly staging?: Staging;
  /** Which of the things that could happen next does: any numbers, used in turn. */
  readonly chance?: readonly number[];
  /** Called before each answer, to change the server. */
  readonly meanwhile?: (answers: number) => void;
  readonly limit?: number;
  /** After so many answers the read is cancelled. */
  readonly cancelAt?: number;
  /** Keys of the snapshot before that the read did not meet. */
  readonly missing?: (staging: Staging) => Missing;
  /** What the server says when it is asked for a key. */
  readonly has?: (key: string) => boolean;
}

const none: Missing = { count: 0, digest: '', keys: [] };

/** Plays the planner against a server; answers come, and pages are staged, in an order taken from `chance`. */
function play(
  server: Server,
  task: Task,
  { staging = new Staging(), chance = [], meanwhile, limit = 2000, cancelAt, missing = () => none, has = () => false }: Play = {},
): Outcome {
  const requests: Ask[] = [];
  let pending: Ask[] = [];
  const held = new Map<number, { ask: Ask; rows: readonly string[] }>();
  let step: Step = begin(task);
  let era = -1;
  let turn = 0;
  let answers = 0;
  let most = 0;
  const go = (event: Event) => (step = next(step.state, event));
  while (!step.end) {
    if (step.compare) {
      step = next(step.state, { kind: 'compared', missing: missing(staging) });
      continue;
    }
    if (step.state.era !== era) {
      pending = [];
      held.clear();
      era = step.state.era;
      turn = step.state.trail.next;
    }
    const asks = step.asks.filter((ask) => ask.era === era);
    pending.push(...asks);
    requests.push(...asks);
    most = Math.max(most, pending.length);
    step = { state: step.state, asks: [] };
    expect(requests.length, 'requests are bounded').toBeLessThanOrEqual(limit);
    const ready = held.get(turn);
    const number = chance.length === 0 ? 0 : (chance[(answers + turn) % chance.length] ?? 0);
    if (ready && (pending.length === 0 || number % 2 === 0)) {
      held.delete(turn++);
      const { slot } = ready.ask;
      go({
        kind: 'staged',
        ask: ready.ask,
        receipt: staging.add(slot, rowsOf(ready.rows), ready.rows.length, noteOf(step.state, ready.ask)),
      });
      continue;
    }
    const [ask] = pending.splice(number % pending.length, 1);
    if (!ask) throw new Error('The planner asks for nothing and does not end.');
    if (answers === cancelAt) {
      go({ kind: 'stopped', trouble: { code: 'cancelled', message: 'Cancelled.' } });
      continue;
    }
    meanwhile?.(answers);
    answers++;
    if (ask.kind === 'key') {
      go({ kind: 'answered', ask, found: has(ask.key) });
      continue;
    }
    const reply = server(ask.page, ask.size);
    if (!isRows(reply)) {
      go({ kind: 'failed', ask, at: 'network', trouble: reply, idle: 0, waited: 0 });
      continue;
    }
    const before = go({ kind: 'arrived', ask, ms: 40, bytes: reply.length * 250 });
    const also = (after: Step) => (step = { ...after, asks: [...before.asks, ...after.asks] });
    if (ask.kind === 'stage') held.set(ask.slot, { ask, rows: reply });
    else if (ask.kind === 'probe') also(go({ kind: 'probed', ask, keys: reply, records: reply.length }));
    else also(go({ kind: 'placed', ask, placed: staging.place(reply, reply.length, ask.slot > 0 ? ask.slot : undefined) }));
  }
  return { end: step.end, requests, most, staging };
}

function isRows(reply: Reply): reply is readonly string[] {
  return Array.isArray(reply);
}

interface Manners {
  readonly cap?: number;
  readonly beyond?: 'empty' | 'last' | Trouble;
  readonly ignoresPage?: boolean;
  readonly ignoresSize?: number;
}

/** A server over a list that may change while it is read. */
function serve(
  list: { rows: readonly string[] },
  { cap = Infinity, beyond = 'empty', ignoresPage = false, ignoresSize }: Manners = {},
): Server {
  return (page, size) => {
    const { rows } = list;
    const take = Math.min(ignoresSize ?? size, cap);
    if (ignoresPage) return rows.slice(0, take);
    const answer = rows.slice(page * take, page * take + take);
    if (answer.length > 0 || page === 0 || beyond === 'empty') return answer;
    return beyond === 'last' ? rows.slice((Math.ceil(rows.length / take) - 1) * take) : beyond;
  };
}

/** As an earlier read staged it, everything proven up to there. */
const put = (staging: Staging, page: number, rows: readonly string[]) =>
  void staging.add(page, rowsOf(rows), rows.length, JSON.stringify({ page, joined: Math.max(0, page - 1) }));

const complete: End = { status: 'complete' };

describe('a list at rest', () => {
  const manners = fc.record({
    cap: fc.oneof(fc.constant(Infinity), fc.integer({ min: 1, max: 30 })),
    beyond: fc.constantFrom<NonNullable<Manners['beyond']>>('empty', 'last', notThere, invalid),
  });

  it('is read whole, in order, whatever its length, the page size, the cap, and the answer behind the end', () => {
    fc.assert(
      fc.property(
        fc.nat(120),
        fc.integer({ min: 1, max: 40 }),
        manners,
        fc.array(fc.nat(50)),
        fc.option(fc.nat(150)),
        (count, pageSize, how, chance, expected) => {
          const rows = keys(count);
          const { end, staging, requests } = play(serve({ rows }, how), { pageSize, ...(expected !== null && { expected }) }, { chance });
          expect(end).toEqual(complete);
          expect(staging.sessions).toEqual(rows);
          const pages = Math.ceil(count / Math.min(pageSize, how.cap));
          // What gives a few rows at most proves nothing but by being read twice.
          const most = (Math.min(how.cap, pageSize * 10) < 16 ? 6 * pages + 90 : 2 * pages + 12) + (expected === null ? 0 : 40);
          expect(requests.length).toBeLessThanOrEqual(most);
        },
      ),
      { numRuns: 400 },
    );
  });

  it('with a known length costs two requests more than it has pages', () => {
    const { requests } = play(serve({ rows: keys(195) }), { pageSize: 10, expected: 195 });
    expect(requests).toHaveLength(22);
  });

  it('costs two requests where it fits on one page', () => {
    expect(play(serve({ rows: keys(7) }), { pageSize: 1000 }).requests).toHaveLength(2);
    expect(play(serve({ rows: [] }), { pageSize: 1000 }).requests).toHaveLength(2);
  });

  it('asks for several pages at once, never more than eight, and four small ones', () => {
    const { most } = play(serve({ rows: keys(1000) }), { pageSize: 10 });
    expect(most).toBeGreaterThanOrEqual(8);
    expect(most).toBeLessThanOrEqual(12);
  });

  it('is complete where the server gives all it has at every request', () => {
    for (const count of [1, 2, 7, 10, 25]) {
      const { end, staging, requests } = play(serve({ rows: keys(count) }, { ignoresPage: true, ignoresSize: Infinity }), { pageSize: 10 });
      expect(end).toEqual(complete);
      expect(staging.sessions).toEqual(keys(count));
      expect(requests.length).toBeLessThanOrEqual(4);
    }
  });

  it('is partial, with the reason, where the server ignores which page is asked for', () => {
    const { end, staging, requests } = play(serve({ rows: keys(100) }, { ignoresPage: true }), { pageSize: 10 });
    expect(end).toMatchObject({ status: 'partial', keep: false, reason: expect.stringContaining('same page') as string });
    expect(staging.sessions).toEqual(keys(10));
    expect(requests.length).toBeLessThanOrEqual(4);
  });

  it('is read by the server’s own page size where that is another and small pages lie behind the end', () => {
    for (const [count, own] of [
      [3000, 200],
      [60, 50],
      [1000, 50],
    ] as const) {
      const { end, staging, requests } = play(serve({ rows: keys(count) }, { ignoresSize: own }), { pageSize: 1000 });
      expect(end).toEqual({ status: 'complete' });
      expect(staging.sessions).toEqual(keys(count));
      // Two walks and what is asked in vain until it shows, whatever the length of the list.
      expect(requests.length).toBeLessThan(2 * Math.ceil(count / own) + 60);
    }
  });

  it('is read by the server’s own page size where that ignores the one asked for', () => {
    for (const own of [3, 30]) {
      const { end, staging } = play(serve({ rows: keys(100) }, { ignoresSize: own }), { pageSize: 10 });
      expect(end).toEqual(complete);
      expect(staging.sessions).toEqual(keys(100));
    }
  });

  it('may hold a key twice for good: two equal walks show that nothing moved', () => {
    const rows = [...keys(20), 's3', ...keys(20, 't')];
    const { end, staging, requests } = play(serve({ rows }), { pageSize: 5 });
    expect(end).toEqual(complete);
    expect(staging.sessions).toHaveLength(40);
    expect(requests.length).toBeLessThanOrEqual(3 * 9);
  });

  it('may have an empty page in between that was a slip', () => {
    const rows = keys(50);
    let slips = 1;
    const good = serve({ rows });
    const { end, staging } = play((page, size) => (page === 2 && slips-- > 0 ? [] : good(page, size)), { pageSize: 10 });
    expect(end).toEqual(complete);
    expect(staging.sessions).toEqual(rows);
  });

  it('is partial where pages in the middle stay short', () => {
    const good = serve({ rows: keys(50) });
    const server: Server = (page, size) => (page === 2 ? (good(page, size) as readonly string[]).slice(1) : good(page, size));
    const { end } = play(server, { pageSize: 10 });
    expect(end).toMatchObject({ status: 'partial', reason: expect.stringContaining('shorter') as string });
  });

  it('is asked for in smaller pages where the first is refused for its size', () => {
    const rows = keys(450);
    const good = serve({ rows });
    const { end, staging } = play((page, size) => (size > 100 ? invalid : good(page, size)), { pageSize: 1000 });
    expect(end).toEqual(complete);
    expect(staging.sessions).toEqual(rows);
  });
});

describe('a list that never ends', () => {
  it('of the same sessions over and over is given up', () => {
    const { end, staging } = play(
      (page, size) => keys(50).slice((page % 5) * size, (page % 5) * size + size),
      { pageSize: 10 },
      { limit: 100 },
    );
    expect(end).toMatchObject({ status: 'partial', reason: expect.stringContaining('repeats') as string });
    expect(staging.sessions).toEqual(keys(50));
  });

  it('of new sessions is given up after ten million', () => {
    let step = begin({ pageSize: 1_000_000 });
    let page = 0;
    while (!step.end) {
      const ask: Ask = {
        id: 0,
        era: 0,
        kind: 'stage',
        slot: page,
        page,
        size: 1_000_000,
        about: [],
        key: '',
        tries: 0,
        after: 0,
        atLeast: 0,
      };
      const { state } = next(step.state, { kind: 'arrived', ask, ms: 1, bytes: 1 });
      const [records, digest] = [1_000_000, `${page++}`];
      step = next(state, {
        kind: 'staged',
        ask,
        receipt: { records, rows: records, fresh: records, skipped: 0, firstKey: digest, lastKey: digest, digest, overlaps: false },
      });
    }
    expect(page).toBe(10);
    expect(step.end).toMatchObject({ status: 'partial', reason: expect.stringContaining('does not end') as string });
  });
});

describe('a server without any sense', () => {
  const pool = keys(40);
  const nonsense = fc.oneof(
    { weight: 8, arbitrary: fc.array(fc.constantFrom(...pool), { maxLength: 12 }) },
    fc.constantFrom<Reply>(gone, busy, notThere, invalid),
  );

  it('comes to an end too, and what was staged is what it said', () => {
    fc.assert(
      fc.property(
        fc.array(nonsense, { minLength: 1, maxLength: 60 }),
        fc.integer({ min: 1, max: 10 }),
        fc.array(fc.nat(50)),
        (replies, pageSize, chance) => {
          let turn = 0;
          const { end, staging } = play(() => replies[turn++ % replies.length] ?? [], { pageSize }, { chance, limit: 3000 });
          expect(['complete', 'partial']).toContain(end.status);
          expect(pool).toEqual(expect.arrayContaining([...staging.sessions]));
          if (end.status === 'partial' && end.nothing) expect(staging.sessions).toEqual([]);
        },
      ),
      { numRuns: 400 },
    );
  });
});

describe('a list that moves', () => {
  it('holds after a complete read all that was there throughout, whatever is added meanwhile', () => {
    const inserts = fc.array(fc.record({ when: fc.nat(60), where: fc.nat(100) }), { maxLength: 12 });
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 90 }),
        fc.integer({ min: 3, max: 12 }),
        inserts,
        fc.array(fc.nat(50)),
        (count, pageSize, additions, chance) => {
          const rows = keys(count);
          const list = { rows };
          const meanwhile = (answers: number) => {
            for (const [index, { when, where }] of additions.entries()) {
              if (when !== answers) continue;
              list.rows = list.rows.toSpliced(where % (list.rows.length + 1), 0, `new${index}`);
            }
          };
          const { end, staging, requests } = play(serve(list), { pageSize }, { chance, meanwhile });
          const got = new Set(staging.sessions);
          for (const key of got) expect(list.rows).toContain(key);
          if (end.status === 'complete') expect(rows.filter((key) => !got.has(key))).toEqual([]);
          else expect(end.reason).toMatch(/changing|shorter/);
          expect(requests.length).toBeLessThanOrEqual(5 * Math.ceil((count + 12) / pageSize) + 90);
        },
      ),
      { numRuns: 400 },
    );
  });

  it('is whole when a session comes in at its front', () => {
    const list = { rows: keys(100) };
    const meanwhile = (answers: number) => {
      if (answers === 3) list.rows = ['new', ...list.rows];
    };
    const { end, staging } = play(serve(list), { pageSize: 10 }, { meanwhile });
    expect(end).toEqual(complete);
    expect(staging.sessions).toEqual(keys(100));
  });

  it('is whole too when they keep coming in', () => {
    const list = { rows: keys(100) };
    const meanwhile = (answers: number) => {
      if (answers % 7 === 3) list.rows = [`new${answers}`, ...list.rows];
    };
    const { end, staging, requests } = play(serve(list), { pageSize: 10 }, { meanwhile });
    expect(end).toEqual(complete);
    expect(staging.sessions).toEqual(expect.arrayContaining(keys(100)));
    expect(requests.length).toBeLessThanOrEqual(3 * 17);
  });
});

describe('failures', () => {
  it('that pass cost no session', () => {
    fc.assert(
      fc.property(
        fc.nat(120),
        fc.integer({ min: 1, max: 20 }),
        fc.array(fc.nat(9), { minLength: 5 }),
        fc.array(fc.nat(50)),
        (count, pageSize, dice, chance) => {
          const rows = keys(count);
          const good = serve({ rows });
          let rolled = 0;
          const failing = new Map<number, number>();
          const server: Server = (page, size) => {
            const times = failing.get(page) ?? 0;
            if (dice[rolled++ % dice.length] !== 0 || times >= 4) return good(page, size);
            failing.set(page, times + 1);
            return times % 2 === 0 ? busy : gone;
          };
          const { end, staging } = play(server, { pageSize }, { chance });
          expect(end).toEqual(complete);
          expect(staging.sessions).toEqual(rows);
        },
      ),
      { numRuns: 400 },
    );
  });

  it('a refusal that was a slip is no end', () => {
    const good = serve({ rows: keys(100) });
    const slipped = new Set<number>();
    const server: Server = (page, size) => (page % 3 !== 1 || slipped.has(page) ? good(page, size) : (slipped.add(page), notThere));
    const { end, staging } = play(server, { pageSize: 10 });
    expect(end).toEqual(complete);
    expect(staging.sessions).toEqual(keys(100));
  });

  it('a server that is gone in the middle leaves what was read, and the next read goes on there', () => {
    fc.assert(
      fc.property(fc.nat(100), fc.integer({ min: 8, max: 20 }), fc.nat(12), fc.array(fc.nat(50)), (count, pageSize, alive, chance) => {
        const rows = keys(count);
        const good = serve({ rows });
        let answers = 0;
        const first = play((page, size) => (answers++ < alive ? good(page, size) : gone), { pageSize }, { chance });
        if (first.end.status === 'complete') return;
        const { staging } = first;
        expect(first.end).toMatchObject({ keep: true, nothing: staging.sessions.length === 0 });
        expect(first.end.reason).toContain('cannot be reached');
        expect(rows.slice(0, staging.sessions.length)).toEqual(staging.sessions);
        const before = staging.pages.filter((page) => page.length > 0).length;
        const second = play(good, { pageSize, ...resumeOf(staging, pageSize) }, { staging, chance });
        expect(second.end).toEqual(complete);
        expect(second.staging.sessions).toEqual(rows);
        if (before > 1) expect(second.requests.filter(({ kind, page }) => kind === 'stage' && page < before - 1)).toEqual([]);
      }),
      { numRuns: 400 },
    );
  });

  it('ends without a loop where nothing ever answers', () => {
    const { end, requests } = play(() => busy, { pageSize: 10 });
    expect(end).toMatchObject({ status: 'partial', nothing: true });
    expect(requests.map(({ after }) => after)).toEqual([0, 200, 400, 800, 1600, 3200]);
  });

  it('end in at most twenty requests once nothing answers any more, however much was under way', () => {
    for (const alive of [1, 2, 5, 30, 60]) {
      const good = serve({ rows: keys(1000) });
      let answers = 0;
      const { end, requests } = play((page, size) => (answers++ < alive ? good(page, size) : busy), { pageSize: 10 });
      expect(end).toMatchObject({ status: 'partial', keep: true, nothing: false });
      expect(requests.length - alive).toBeLessThanOrEqual(20);
    }
  });

  it('of one request in ten cost at most a third more requests than there are without', () => {
    const rows = keys(1000);
    for (const seed of [1, 2, 3, 4, 5, 6, 7, 8]) {
      const good = serve({ rows });
      // A generator of Park and Miller's, so that each seed fails elsewhere.
      let value = seed * 7919;
      const server: Server = (page, size) => ((value = (value * 48_271) % 2_147_483_647) % 10 === 0 ? busy : good(page, size));
      const still = play(good, { pageSize: 10 });
      const { end, requests, staging } = play(server, { pageSize: 10 });
      expect(end).toEqual(complete);
      expect(staging.sessions).toEqual(rows);
      expect(requests.length).toBeLessThanOrEqual(1.3 * still.requests.length);
    }
  });

  it('that ask to wait are waited for, one at a time', () => {
    const good = serve({ rows: keys(100) });
    let asked = false;
    const server: Server = (page, size) => {
      if (page !== 4 || asked) return good(page, size);
      asked = true;
      return { ...busy, status: 429, retryAfter: 12_000 };
    };
    const { end, requests } = play(server, { pageSize: 10 });
    expect(end).toEqual(complete);
    expect(requests.filter(({ atLeast }) => atLeast > 0)).toMatchObject([{ page: 4, tries: 1, atLeast: 12_000 }]);
  });

  it('that ask to wait for longer than is waited end the read at once, and say so', () => {
    const good = serve({ rows: keys(100) });
    const { end } = play((page, size) => (page === 4 ? { ...busy, retryAfter: 3_600_000 } : good(page, size)), { pageSize: 10 });
    expect(end).toMatchObject({ status: 'partial', keep: true, cause: 'The server asked to wait 60 minutes.' });
  });

  it('a sign-in that is refused in the middle ends the read at once', () => {
    const good = serve({ rows: keys(100) });
    const refused: Trouble = { code: 'sign-in-refused', message: 'The server refused the user name or the password.', status: 401 };
    const { end } = play((page, size) => (page === 4 ? refused : good(page, size)), { pageSize: 10 });
    expect(end).toMatchObject({
      status: 'partial',
      keep: true,
      nothing: false,
      reason: expect.stringContaining('refused the user name') as string,
    });
  });

  it('a connection that is not there ends it with nothing', () => {
    const { end, requests } = play(() => notThere, { pageSize: 10 });
    expect(end).toMatchObject({ status: 'partial', nothing: true });
    expect(requests).toHaveLength(1);
  });

  it('a page whose text cannot be read is asked for again with those behind it', () => {
    const staging = new Staging();
    const good = serve({ rows: keys(30) });
    let step = begin({ pageSize: 10 });
    const stage = (page: number, ask: Ask) =>
      next(step.state, { kind: 'staged', ask, receipt: staging.add(page, rowsOf(good(page, 10) as readonly string[])) });
    const [first] = step.asks;
    if (!first) throw new Error('nothing asked');
    step = next(step.state, { kind: 'arrived', ask: first, ms: 1, bytes: 1 });
    step = stage(0, first);
    const [second] = step.asks;
    if (!second) throw new Error('one page asked');
    step = next(step.state, { kind: 'arrived', ask: second, ms: 1, bytes: 1 });
    step = next(step.state, {
      kind: 'failed',
      ask: second,
      at: 'staging',
      idle: 0,
      waited: 0,
      trouble: { code: 'answer-unreadable', message: 'The answer cannot be read.' },
    });
    expect(step.state.era).toBe(1);
    expect(step.asks[0]).toMatchObject({ page: 1, tries: 1, after: 200, era: 1 });
  });
});

describe('sessions that the snapshot before had', () => {
  const lost = Array.from({ length: 3 }, (_, index) => `lost${index}`);
  const missing = (staging: Staging): Missing => {
    const absent = lost.filter((key) => !staging.sessions.includes(key));
    return { count: absent.length, digest: absent.join(), keys: absent };
  };
  const asked = (requests: readonly Ask[]) => requests.filter(({ kind }) => kind === 'key').map(({ key }) => key);

  it('are gone when the server, asked for each, does not have them, and has what it has', () => {
    const rows = keys(50);
    const task = { pageSize: 10, expected: 53 };
    const { end, requests } = play(serve({ rows }), task, { missing, has: (key) => rows.includes(key) });
    expect(end).toEqual(complete);
    const [known, invented, ...others] = asked(requests).toSorted((one, other) => lost.indexOf(one) - lost.indexOf(other));
    expect(others).toEqual(lost);
    expect([known, invented].filter((key) => rows.includes(key ?? ''))).toHaveLength(1);
  });

  it('are not gone when it still has one: all is read again, and the read is partial in the end', () => {
    const rows = keys(50);
    const { end, requests } = play(
      serve({ rows }),
      { pageSize: 10, expected: 53 },
      { missing, has: (key) => [...rows, 'lost1'].includes(key) },
    );
    expect(end).toMatchObject({ status: 'partial', reason: expect.stringContaining('still has') as string });
    expect(requests.filter(({ kind, page }) => kind === 'stage' && page === 0)).toHaveLength(3);
  });

  it('are gone when two reads miss the same, where asking by key teaches nothing', () => {
    const rows = keys(50);
    for (const has of [() => true, () => false]) {
      const { end, requests } = play(serve({ rows }), { pageSize: 10, expected: 53 }, { missing, has });
      expect(end).toEqual(complete);
      expect(requests.filter(({ kind, page }) => kind === 'stage' && page === 0)).toHaveLength(2);
      // One that is not there, and some that are.
      expect(asked(requests).length).toBeLessThanOrEqual(12);
    }
  });

  it('are not asked for one by one where hundreds are missing', () => {
    const rows = keys(50);
    const many = () => ({ count: 301, digest: 'the same', keys: keys(300, 'lost') });
    const { end, requests } = play(serve({ rows }), { pageSize: 10, expected: 351 }, { missing: many });
    expect(end).toEqual(complete);
    expect(asked(requests)).toEqual([]);
  });

  it('and that differ from read to read are not gone', () => {
    const rows = keys(50);
    let reads = 0;
    const other = () => ({ count: 301, digest: `${reads++}`, keys: keys(300, 'lost') });
    const { end } = play(serve({ rows }), { pageSize: 10, expected: 351 }, { missing: other });
    expect(end).toMatchObject({ status: 'partial', reason: expect.stringContaining('could not be found out') as string });
  });
});

describe('cancelling', () => {
  it('keeps what was read, and where to go on', () => {
    const { end, staging } = play(serve({ rows: keys(100) }), { pageSize: 10 }, { cancelAt: 5 });
    expect(end).toMatchObject({ status: 'partial', reason: 'Cancelled before the end of the list.', keep: true, nothing: false });
    expect(staging.sessions).toEqual(keys(staging.sessions.length));
  });
});

describe('going on with a read that was cut off', () => {
  it('goes on where the last page is not what it was, if it still hangs on the one before', () => {
    const staging = new Staging();
    const list = { rows: keys(60) };
    for (const page of [0, 1, 2]) put(staging, page, serve(list)(page, 10) as readonly string[]);
    list.rows = ['new', ...list.rows];
    const { end, requests } = play(serve(list), { pageSize: 10, ...resumeOf(staging, 10) }, { staging });
    expect(end).toEqual(complete);
    expect(staging.sessions).toEqual(keys(60));
    expect(requests.filter(({ kind, page }) => kind === 'stage' && page < 2)).toEqual([]);
  });

  it('keeps the size that the server gave', () => {
    const staging = new Staging();
    const server = serve({ rows: keys(60) }, { cap: 7 });
    put(staging, 0, server(0, 7) as readonly string[]);
    put(staging, 1, server(1, 7) as readonly string[]);
    const { end, requests } = play(server, { pageSize: 1000, ...resumeOf(staging, 7) }, { staging });
    expect(end).toEqual(complete);
    expect(staging.sessions).toEqual(keys(60));
    expect(new Set(requests.filter(({ kind }) => kind === 'stage').map(({ size }) => size))).toEqual(new Set([7]));
    expect(Math.max(...requests.map(({ size }) => size))).toBe(7);
  });

  it('does not trust pages behind a hole', () => {
    const staging = new Staging();
    const server = serve({ rows: keys(60) });
    for (const page of [0, 1, 2]) put(staging, page, server(page, 10) as readonly string[]);
    const { resume } = resumeOf(staging, 10);
    const pages = resume?.pages.map((page, index) => (index === 2 ? { ...page, page: 3 } : page)) ?? [];
    const { end, requests } = play(server, { pageSize: 10, resume: { pageSize: 10, sessions: 30, pages } }, { staging });
    expect(end).toEqual(complete);
    expect(staging.sessions).toEqual(keys(60));
    expect(requests[0]?.page).toBe(1);
  });

  it('keeps the size of the cap where the store remembers the one that was asked for at first', () => {
    const staging = new Staging();
    const server = serve({ rows: keys(60) }, { cap: 7 });
    put(staging, 0, server(0, 1000) as readonly string[]);
    put(staging, 1, server(1, 7) as readonly string[]);
    const { end, requests } = play(server, { pageSize: 1000, ...resumeOf(staging, 1000) }, { staging });
    expect(end).toEqual(complete);
    expect(requests[0]).toMatchObject({ page: 1, size: 7 });
    expect(requests.every(({ page }) => page >= 1)).toBe(true);
  });

  it('goes on from a first page alone, whose size was a wish', () => {
    const staging = new Staging();
    const server = serve({ rows: keys(60) }, { cap: 7 });
    put(staging, 0, server(0, 1000) as readonly string[]);
    const { end } = play(server, { pageSize: 1000, ...resumeOf(staging, 1000) }, { staging });
    expect(end).toEqual(complete);
    expect(staging.sessions).toEqual(keys(60));
  });
});

function resumeOf(staging: Staging, pageSize: number): Pick<Task, 'resume'> {
  return { resume: { pageSize, pages: staging.staged(), sessions: staging.sessions.length } };
}
