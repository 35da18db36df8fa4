import { beforeEach, describe, expect, it } from 'vitest';
import { Failure } from './failure.ts';
import { createReachBook, type ReachBook } from './reach.ts';
import { createWatch, pauseBefore, type Watch } from './watch.ts';

const id = 'track';
const away = new Failure('unreachable');
const start = Date.parse('2017-10-23T12:00:00Z');

/** Timers that the spec lets run out, one after the other. */
interface Timer {
  readonly ms: number;
  readonly call: () => void;
}

let timers: Timer[];
let asked: AbortSignal[];
let book: ReachBook;
let watch: Watch;
let told: string[];
/** What the server answers to the next quiet questions. */
let answer: () => Promise<void>;

beforeEach(() => {
  timers = [];
  asked = [];
  told = [];
  answer = () => Promise.reject(away);
  book = createReachBook(() => start);
  watch = createWatch({
    reach: book,
    now: () => start,
    random: () => 0.5,
    after: (ms, call) => {
      const timer = { ms, call };
      timers.push(timer);
      return () => (timers = timers.filter((other) => other !== timer));
    },
    ask: async (server, signal) => {
      asked.push(signal);
      try {
        await answer();
        book.answered(server, 'rest');
      } catch (thrown) {
        book.failed(server, thrown, 'server');
        throw thrown;
      }
    },
  });
  book.listen((_id, { state }) => told.push(state));
});

/** Lets the one timer run out, and the question that follows be answered. */
async function runOut(): Promise<number> {
  expect(timers).toHaveLength(1);
  const [timer] = timers.splice(0, 1);
  timer?.call();
  await new Promise((resolve) => setImmediate(resolve));
  return timer?.ms ?? NaN;
}

describe('a server that went away', () => {
  it('is asked again after 5 s, 10 s, 20 s … and at last every two minutes, until it answers', async () => {
    watch.keep();
    book.failed(id, away, 'server');
    const pauses: number[] = [];
    for (let tries = 0; tries < 7; tries++) pauses.push(await runOut());
    answer = () => Promise.resolve();
    pauses.push(await runOut());
    expect(pauses).toEqual([5, 10, 20, 40, 80, 120, 120, 120].map((seconds) => seconds * 1_000));
    expect(book.get(id).state).toBe('live');
    expect(timers).toEqual([]);
  });

  it('is never shown as being asked, and tells when it is asked next', async () => {
    watch.keep();
    book.failed(id, away, 'server');
    expect(book.get(id)).toMatchObject({ state: 'offline', retryAt: '2017-10-23T12:00:05.000Z' });
    await runOut();
    expect(book.get(id)).toMatchObject({ state: 'offline', retryAt: '2017-10-23T12:00:10.000Z' });
    answer = () => Promise.resolve();
    await runOut();
    expect(new Set(told)).toEqual(new Set(['offline', 'live']));
    expect(told.at(-1)).toBe('live');
  });

  it('is not asked any more once a question of the user’s was answered; the pauses begin anew after that', async () => {
    watch.keep();
    book.failed(id, away, 'server');
    await runOut();
    await runOut();
    book.answered(id, 'rest');
    expect(timers).toEqual([]);
    book.failed(id, away, 'thing');
    expect(await runOut()).toBe(5_000);
  });

  it('is not asked while the user asks; where that fails, the pauses go on from where they were', async () => {
    watch.keep();
    book.failed(id, away, 'server');
    await runOut();
    book.asking(id);
    expect(timers).toEqual([]);
    book.failed(id, away, 'server');
    expect(await runOut()).toBe(20_000);
  });

  it('is asked when watching begins, if it went away before; and no more when it ends', async () => {
    book.failed(id, away, 'server');
    expect(timers).toEqual([]);
    const end = watch.keep();
    await runOut();
    expect(timers).toHaveLength(1);
    end();
    expect(timers).toEqual([]);
    book.failed(id, new Failure('timed-out'), 'server');
    expect(timers).toEqual([]);
    watch.keep();
    expect(timers).toHaveLength(1);
  });

  it.each(['sign-in-refused', 'password-missing', 'proxy-sign-in'] as const)('is not asked again by itself where %s', (code) => {
    watch.keep();
    book.failed(id, new Failure(code), 'server');
    expect(timers).toEqual([]);
  });

  it('is not asked again once it refuses', async () => {
    watch.keep();
    book.failed(id, away, 'server');
    answer = () => Promise.reject(new Failure('sign-in-refused'));
    await runOut();
    expect(book.get(id).state).toBe('refused');
    expect(timers).toEqual([]);
  });

  it('is forgotten with the server, the question under way withdrawn', async () => {
    watch.keep();
    book.failed(id, away, 'server');
    answer = () => new Promise(() => {});
    await runOut();
    expect(asked[0]?.aborted).toBe(false);
    watch.forget(id);
    book.forget(id);
    expect(asked[0]?.aborted).toBe(true);
    expect(timers).toEqual([]);
  });

  it('is asked apart from the others', () => {
    watch.keep();
    book.failed(id, away, 'server');
    book.failed('garage', away, 'server');
    expect(timers).toHaveLength(2);
    book.answered('garage', 'rest');
    expect(timers).toHaveLength(1);
  });
});

describe('doubt', () => {
  it('asks a live server at once, which is not called live until it answered', async () => {
    watch.keep();
    book.answered(id, 'rest');
    answer = () => Promise.resolve();
    watch.doubt();
    expect(book.get(id).state).toBe('asking');
    await new Promise((resolve) => setImmediate(resolve));
    expect(told).toEqual(['live', 'asking', 'live']);
    expect(asked).toHaveLength(1);
  });

  it('finds that a live server is gone, and asks on', async () => {
    watch.keep();
    book.answered(id, 'rest');
    watch.doubt();
    await new Promise((resolve) => setImmediate(resolve));
    expect(told.slice(0, 3)).toEqual(['live', 'asking', 'offline']);
    expect(await runOut()).toBe(5_000);
  });

  it('asks an offline server at once, and begins the pauses anew', async () => {
    watch.keep();
    book.failed(id, away, 'server');
    for (let tries = 0; tries < 4; tries++) await runOut();
    watch.doubt();
    await new Promise((resolve) => setImmediate(resolve));
    expect(asked).toHaveLength(5);
    expect(await runOut()).toBe(5_000);
  });

  it('asks nobody who was never asked, who refuses, who is being asked, or where nobody watches', () => {
    book.answered('before', 'rest');
    watch.doubt();
    watch.keep()();
    book.forget('before');
    watch.keep();
    book.failed('refuses', new Failure('sign-in-refused'), 'server');
    book.asking('busy');
    watch.doubt();
    expect(asked).toEqual([]);
  });
});

describe('a pause', () => {
  it('differs by a tenth either way', () => {
    expect([0, 0.5, 1].map((chance) => pauseBefore(0, () => chance))).toEqual([4_500, 5_000, 5_500]);
    expect(pauseBefore(60, () => 1)).toBe(132_000);
  });
});
