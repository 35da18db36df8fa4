import { beforeEach, describe, expect, it, vi } from 'vitest';
import { createFakeReading, type FakeReading } from '../../test/fakes/reading.ts';
import { unaskedRemote } from '../../test/fakes/unasked.ts';
import { createPause } from '../activity/pause.ts';
import { Failure } from '../failure.ts';
import { silent } from '../log.ts';
import type { Remote } from '../remote/remote.ts';
import { createSync } from './runner.ts';
import type { Progress, SyncOptions, SyncRequest } from './sync.ts';

const request: SyncRequest = { server: 'http://trackside', connection: 'Season2017', pageSize: 10 };

interface Asked {
  readonly page: number;
  readonly size: number;
  readonly signal: AbortSignal;
}

/** A server with `count` sessions; `answer` may delay, fail or replace an answer. */
interface FakeRemote {
  readonly remote: Remote;
  readonly asked: Asked[];
  answer: ((asked: Asked, body: string) => Promise<string>) | undefined;
}

function createFakeRemote(count: number): FakeRemote {
  const rows = Array.from({ length: count }, (_, index) => ({ Key: `s${index}`, State: 'Closed' }));
  const fake: FakeRemote = {
    asked: [],
    answer: undefined,
    remote: {
      ...unaskedRemote,
      generation: 'sqlrace',
      async sessionsPage(_connection, page, size, options) {
        const signal = options?.signal ?? new AbortController().signal;
        fake.asked.push({ page, size, signal });
        const text = JSON.stringify(rows.slice(page * size, page * size + size));
        const body = new TextEncoder().encode(fake.answer ? await fake.answer({ page, size, signal }, text) : text);
        return { body, requests: 1, bytes: body.byteLength };
      },
    },
  };
  return fake;
}

/** Never answers, and ends as the client does when it is told to. */
function silence(signal: AbortSignal): Promise<never> {
  return new Promise((_, reject) => signal.addEventListener('abort', () => reject(new Failure('cancelled'))));
}

let reading: FakeReading;
beforeEach(() => {
  reading = createFakeReading();
});

const run = (remote: Remote, options?: SyncOptions, asked: Partial<SyncRequest> = {}, patience = 60_000) =>
  createSync({ store: reading.store, log: silent, wait: () => Promise.resolve(), patience })({ ...request, ...asked }, remote, options);
const keysOf = () => reading.pages.flat().map(({ key }) => key);

describe('a whole read', () => {
  it('is sealed complete and tells what it cost', async () => {
    const { remote, asked } = createFakeRemote(95);
    const result = await run(remote);
    expect(result).toMatchObject({
      connection: 'Season2017',
      snapshot: 7,
      status: 'complete',
      sessions: 95,
      new: 95,
      requests: asked.length,
    });
    expect(result.bytes).toBeGreaterThan(95 * 10);
    expect(result.reason).toBeUndefined();
    expect(reading.sealed).toMatchObject([{ status: 'complete', keepCheckpoint: false }]);
    expect(reading.begun).toMatchObject([{ server: 'http://trackside', connection: 'Season2017', generation: 'sqlrace', fresh: false }]);
  });

  it.each([1, 2, 4])('has never more than %i requests under way where that is all the user allows', async (most) => {
    const { remote, ...fake } = createFakeRemote(405);
    let under = 0;
    let highest = 0;
    const slow: Remote = {
      ...remote,
      async sessionsPage(...asked) {
        highest = Math.max(highest, ++under);
        await new Promise((resolve) => setImmediate(resolve));
        return remote.sessionsPage(...asked).finally(() => under--);
      },
    };
    const sync = createSync({ store: reading.store, log: silent, wait: () => Promise.resolve(), mostInFlight: () => most });
    expect(await sync(request, slow)).toMatchObject({ status: 'complete', sessions: 405 });
    expect(fake.asked.length).toBeGreaterThan(40);
    expect(highest).toBe(most);
  });

  it('stages pages in their order, in whatever order they come', async () => {
    const fake = createFakeRemote(200);
    const late: (() => void)[] = [];
    fake.answer = async ({ page }, body) => {
      // Every third page is held back until three more have come.
      if (page % 3 === 1) await new Promise<void>((resolve) => late.push(resolve));
      else if (page % 3 === 0 || fake.asked.length < 4) late.splice(0).forEach((release) => release());
      return body;
    };
    const releasing = setInterval(() => late.splice(0).forEach((release) => release()), 1);
    const order: string[] = [];
    reading.before = (page) => order.push(`${page}`);
    const result = await run(fake.remote);
    clearInterval(releasing);
    expect(result).toMatchObject({ status: 'complete', sessions: 200 });
    expect(order.slice(0, 20)).toEqual(Array.from({ length: 20 }, (_, page) => `${page}`));
  });

  it('counts nothing as new where the store found nothing different', async () => {
    reading.confirms = true;
    expect(await run(createFakeRemote(5).remote)).toMatchObject({ snapshot: 7, sessions: 5, new: 0, changed: 0, gone: 0 });
  });

  it('asks for a thousand a page where nobody says otherwise, and begins anew when told to', async () => {
    const { remote, asked } = createFakeRemote(5);
    await createSync({ store: reading.store, log: silent })({ server: 'http://trackside', connection: 'A', full: true }, remote);
    expect(asked[0]).toMatchObject({ page: 0, size: 1000 });
    expect(reading.begun[0]?.fresh).toBe(true);
  });

  it('holds few pages while the store is slow', async () => {
    const { remote, asked } = createFakeRemote(2000);
    let open = (): void => undefined;
    let most = 0;
    reading.before = (page) => {
      most = Math.max(most, asked.length - page);
      if (page !== 40) return;
      reading.gate = new Promise((resolve) => (open = resolve));
    };
    const done = run(remote);
    await vi.waitFor(() => expect(reading.pages.length).toBe(41));
    // Nothing more is asked once the pages ahead are here: the same count over several turns of the loop.
    await vi.waitFor(() => expect(asked.length).toBeGreaterThanOrEqual(41 + 8));
    open();
    reading.gate = undefined;
    expect(await done).toMatchObject({ status: 'complete', sessions: 2000 });
    expect(most).toBeLessThanOrEqual(18);
  });
});

describe('progress', () => {
  it('goes from connecting over reading to sealing, with numbers, and is told seldom', async () => {
    const told: Progress[] = [];
    reading.expected = 900;
    let time = 0;
    const sync = createSync({ store: reading.store, log: silent, now: () => (time += 1) });
    await sync(request, createFakeRemote(1000).remote, { onProgress: (progress) => told.push(progress) });
    expect(told.map(({ phase }) => phase)).toEqual(expect.arrayContaining(['reading', 'sealing']) as string[]);
    expect(told.at(-1)).toMatchObject({ phase: 'sealing', connection: 'Season2017', expected: 900, sessions: 1000, pages: 101 });
    const readings = told.filter(({ phase }) => phase === 'reading');
    readings.slice(1).forEach((progress, index) => expect(progress.elapsed - (readings[index]?.elapsed ?? 0)).toBeGreaterThanOrEqual(100));
  });

  it('says that another one reads this list', async () => {
    const told: Progress[] = [];
    reading.onBegin = ({ onWait }) => Promise.resolve(onWait?.());
    await run(createFakeRemote(3).remote, { onProgress: (progress) => told.push(progress) });
    expect(told[0]).toMatchObject({ phase: 'waiting', note: expect.stringContaining('reading this list') as string });
    expect(told[1]).toMatchObject({ phase: 'reading' });
    expect(told[1]?.note).toBeUndefined();
  });

  it('says why it waits for another attempt', async () => {
    const told: Progress[] = [];
    const fake = createFakeRemote(30);
    let failures = 1;
    fake.answer = ({ page }, body) => (page === 1 && failures-- > 0 ? Promise.reject(new Failure('unreachable')) : Promise.resolve(body));
    expect(await run(fake.remote, { onProgress: (progress) => told.push(progress) })).toMatchObject({ status: 'complete', sessions: 30 });
    expect(told).toContainEqual(expect.objectContaining({ phase: 'waiting', note: 'The server cannot be reached.' }));
  });
});

describe('a read that does not come to its end', () => {
  it('is sealed partial with its reason when the server is gone, and goes on there the next time', async () => {
    const fake = createFakeRemote(100);
    fake.answer = ({ page }, body) => (page >= 4 ? Promise.reject(new Failure('unreachable')) : Promise.resolve(body));
    const result = await run(fake.remote);
    expect(result).toMatchObject({ status: 'partial', reason: 'The server cannot be reached. The list was not read to its end.' });
    expect(reading.sealed).toMatchObject([{ status: 'partial', keepCheckpoint: true }]);
    expect(keysOf()).toHaveLength(40);

    const again = createFakeRemote(100);
    expect(await run(again.remote)).toMatchObject({ status: 'complete', sessions: 100 });
    expect(again.asked[0]).toMatchObject({ page: 3, size: 10 });
    expect(again.asked.every(({ page, size }) => size !== 10 || page >= 3)).toBe(true);
  });

  it('ends its requests when it is cancelled, and keeps what was read', async () => {
    const fake = createFakeRemote(100);
    const cancel = new AbortController();
    fake.answer = ({ page, signal }, body) => (page >= 3 ? silence(signal) : Promise.resolve(body));
    const done = run(fake.remote, { signal: cancel.signal });
    await vi.waitFor(() => expect(reading.pages.length).toBe(3));
    cancel.abort();
    expect(await done).toMatchObject({ status: 'partial', reason: 'Cancelled before the end of the list.', sessions: 30 });
    expect(fake.asked.filter(({ page }) => page >= 3).every(({ signal }) => signal.aborted)).toBe(true);
    expect(reading.sealed).toMatchObject([{ keepCheckpoint: true }]);
  });

  it('is no snapshot when it is cancelled before anything came', async () => {
    const fake = createFakeRemote(100);
    const cancel = new AbortController();
    fake.answer = ({ signal }) => silence(signal);
    const done = run(fake.remote, { signal: cancel.signal });
    await vi.waitFor(() => expect(fake.asked).toHaveLength(1));
    cancel.abort();
    await expect(done).rejects.toMatchObject({ code: 'cancelled' });
    expect(reading.sealed).toEqual([]);
    expect(reading.ended).toEqual([true]);
  });

  it('asks nothing where it was cancelled while another one was waited for', async () => {
    const fake = createFakeRemote(100);
    const cancel = new AbortController();
    reading.onBegin = () => {
      cancel.abort();
      return Promise.resolve();
    };
    await expect(run(fake.remote, { signal: cancel.signal })).rejects.toMatchObject({ code: 'cancelled' });
    expect(fake.asked).toEqual([]);
    expect(reading.ended).toEqual([true]);
  });

  it('fails as the client does where nothing could be read, and makes no snapshot', async () => {
    const fake = createFakeRemote(100);
    fake.answer = () => Promise.reject(new Failure('not-found', 'There is no connection Season2017.', { status: 404 }));
    await expect(run(fake.remote)).rejects.toMatchObject({ code: 'not-found', message: 'There is no connection Season2017.' });
    expect(fake.asked).toHaveLength(1);
    expect(reading.sealed).toEqual([]);
    expect(reading.ended).toEqual([true]);
  });

  it('is given up when nothing comes for too long', async () => {
    const fake = createFakeRemote(100);
    fake.answer = ({ page, signal }, body) => (page >= 2 ? silence(signal) : Promise.resolve(body));
    const result = await run(fake.remote, {}, {}, 50);
    expect(result).toMatchObject({
      status: 'partial',
      reason: 'The server stopped answering. The list was not read to its end.',
      sessions: 20,
    });
  });
});

describe('a server that asks to wait', () => {
  const asks = (ms: number) => new Failure('server-error', undefined, { status: 503, retryAfter: ms });

  it('is given the time, and it is told', async () => {
    const told: Progress[] = [];
    const waited: number[] = [];
    const fake = createFakeRemote(60);
    let asked = false;
    fake.answer = ({ page }, body) => (page === 2 && !asked ? ((asked = true), Promise.reject(asks(12_000))) : Promise.resolve(body));
    const sync = createSync({ store: reading.store, log: silent, chance: () => 1, wait: (ms) => Promise.resolve(waited.push(ms)) });
    const result = await sync(request, fake.remote, { onProgress: (progress) => told.push(progress) });
    expect(result).toMatchObject({ status: 'complete', sessions: 60 });
    expect(waited).toEqual([12_000]);
    expect(told).toContainEqual(expect.objectContaining({ phase: 'waiting', note: 'Waiting 12 s: the server asked us to.' }));
  });

  it('before every page is left after ten minutes of waiting, with what was read', async () => {
    const fake = createFakeRemote(10_000);
    const refused = new Set<number>();
    fake.answer = ({ page }, body) => {
      if (refused.has(page)) return Promise.resolve(body);
      refused.add(page);
      return Promise.reject(asks(5_000));
    };
    let clock = 0;
    const sync = createSync({
      store: reading.store,
      log: silent,
      now: () => clock,
      wait: (ms) => {
        clock += ms;
        return Promise.resolve();
      },
    });
    const result = await sync(request, fake.remote);
    expect(result).toMatchObject({
      status: 'partial',
      reason: 'The server failed or asked to wait again and again: 10 minutes were spent waiting. The list was not read to its end.',
    });
    expect(result.sessions).toBeGreaterThan(1_000);
    expect(clock).toBeLessThanOrEqual(600_000);
    expect(reading.sealed).toMatchObject([{ keepCheckpoint: true }]);
  });

  it('for an hour is not waited for: what was read is kept, and the hour is told', async () => {
    const fake = createFakeRemote(100);
    fake.answer = ({ page }, body) => (page >= 3 ? Promise.reject(asks(3_600_000)) : Promise.resolve(body));
    expect(await run(fake.remote)).toMatchObject({
      status: 'partial',
      sessions: 30,
      reason: 'The server asked to wait 60 minutes. The list was not read to its end.',
    });
    expect(reading.sealed).toMatchObject([{ keepCheckpoint: true }]);
  });

  it('for an hour before anything came is told as the failure', async () => {
    const fake = createFakeRemote(100);
    fake.answer = () => Promise.reject(asks(3_600_000));
    await expect(run(fake.remote)).rejects.toMatchObject({ code: 'server-error', message: 'The server asked to wait 60 minutes.' });
    expect(fake.asked).toHaveLength(1);
  });

  it('is not waited for longer than a read may stand still, all waiting included', async () => {
    const fake = createFakeRemote(100);
    let time = 0;
    fake.answer = ({ page }, body) => (page >= 3 ? Promise.reject(asks(25_000)) : Promise.resolve(body));
    const sync = createSync({
      store: reading.store,
      log: silent,
      now: () => time,
      wait: (ms) => {
        time += ms;
        return Promise.resolve();
      },
    });
    const result = await sync(request, fake.remote);
    expect(result).toMatchObject({ status: 'partial', reason: expect.stringContaining('asked to wait 25 s') as string });
    expect(time).toBeLessThanOrEqual(60_000);
  });

  it('without saying how long is asked again after pauses that grow, no two alike', async () => {
    const waited: number[] = [];
    const fake = createFakeRemote(100);
    fake.answer = () => Promise.reject(new Failure('server-error', undefined, { status: 503 }));
    // The first is that of the first attempt, before which nothing is waited for.
    const chances = [0.5, 0, 1, 0.5, 0, 1];
    const sync = createSync({
      store: reading.store,
      log: silent,
      chance: () => chances.shift() ?? 0.5,
      wait: (ms) => Promise.resolve(waited.push(ms)),
    });
    await expect(sync(request, fake.remote)).rejects.toMatchObject({ code: 'server-error' });
    expect(waited).toEqual([150, 500, 800, 1200, 4000]);
  });
});

describe('sessions that the snapshot before had', () => {
  it('are asked for by key before they are gone', async () => {
    const fake = createFakeRemote(30);
    const asked: string[] = [];
    reading.held = ['lost1', 'lost2', 's1'];
    reading.expected = 3;
    const remote: Remote = {
      ...fake.remote,
      session: (_connection, key) => {
        asked.push(key);
        return Promise.resolve(/^s\d+$/.test(key) ? { key, extra: {} } : null);
      },
    };
    expect(await run(remote)).toMatchObject({ status: 'complete', sessions: 30 });
    expect(asked).toHaveLength(4);
    expect(asked).toEqual(expect.arrayContaining(['lost1', 'lost2']));
  });

  it('are kept, and the read is partial, where the server still has them', async () => {
    const fake = createFakeRemote(30);
    reading.held = ['lost1'];
    reading.expected = 31;
    const remote: Remote = {
      ...fake.remote,
      session: (_connection, key) => Promise.resolve(key.endsWith('-0') ? null : { key, extra: {} }),
    };
    expect(await run(remote)).toMatchObject({ status: 'partial', reason: expect.stringContaining('still has') as string });
  });
});

describe('trouble on the way', () => {
  it('with a page that cannot be read is answered by asking again', async () => {
    const fake = createFakeRemote(60);
    let broken = 2;
    fake.answer = ({ page }, body) => Promise.resolve(page === 3 && broken-- > 0 ? '[{"Key": ' : body);
    expect(await run(fake.remote)).toMatchObject({ status: 'complete', sessions: 60 });
    expect(fake.asked.filter(({ page }) => page === 3)).toHaveLength(3);
  });

  it('of the store ends the read and fails as the store does', async () => {
    const fake = createFakeRemote(500);
    reading.before = (page) => {
      if (page === 5) throw new Failure('store-full');
    };
    await expect(run(fake.remote)).rejects.toMatchObject({ code: 'store-full' });
    expect(reading.ended).toEqual([true]);
    expect(reading.waiting).toBe(0);
  });

  it('of our own is no failure of the server', async () => {
    const fake = createFakeRemote(500);
    fake.answer = () => Promise.reject(new TypeError('a mistake'));
    await expect(run(fake.remote)).rejects.toThrow('a mistake');
    expect(reading.ended).toEqual([true]);
  });
});

describe('a pause', () => {
  it('lets no further request go out, is no standstill however long it is, and goes on with what is missing', async () => {
    const pause = createPause();
    const fake = createFakeRemote(200);
    fake.answer = ({ page }, body) => {
      if (page === 2) pause.set(true);
      return Promise.resolve(body);
    };
    const told: Progress[] = [];
    const running = run(fake.remote, { pause, onProgress: (progress) => told.push(progress) }, {}, 40);
    await vi.waitFor(() => expect(told.at(-1)?.phase).toBe('paused'));
    // What was under way is taken; then nothing goes out any more, over several times the patience.
    await new Promise((resolve) => setTimeout(resolve, 150));
    const { length } = fake.asked;
    expect(length).toBeLessThan(20);
    await new Promise((resolve) => setTimeout(resolve, 100));
    expect(fake.asked).toHaveLength(length);
    fake.answer = undefined;
    pause.set(false);
    expect(await running).toMatchObject({ status: 'complete', sessions: 200 });
  });

  it('is ended by giving up: what was read is sealed and can be continued', async () => {
    const pause = createPause();
    const stop = new AbortController();
    const fake = createFakeRemote(200);
    fake.answer = ({ page }, body) => {
      if (page === 2) pause.set(true);
      return Promise.resolve(body);
    };
    const told: Progress[] = [];
    const running = run(fake.remote, { pause, signal: stop.signal, onProgress: (progress) => told.push(progress) });
    await vi.waitFor(() => expect(told.at(-1)?.phase).toBe('paused'));
    stop.abort();
    expect((await running).status).toBe('partial');
    expect(reading.sealed).toMatchObject([{ status: 'partial', keepCheckpoint: true }]);
  });
});
