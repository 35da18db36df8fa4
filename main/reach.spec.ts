import { describe, expect, it } from 'vitest';
import type { Reach } from '../preload/servers.ts';
import { Failure } from './failure.ts';
import { createReachBook, observed, type Scope } from './reach.ts';
import type { Remote } from './remote/remote.ts';

const id = 'track';

function build() {
  const book = createReachBook(() => 0);
  const told: Reach[] = [];
  book.listen((_id, reach) => told.push(reach));
  return { book, told, state: () => book.get(id).state };
}

describe('reach', () => {
  it.each([
    ['unreachable', 'offline'],
    ['timed-out', 'offline'],
    ['certificate', 'offline'],
    ['proxy-sign-in', 'offline'],
    ['html-answer', 'offline'],
    ['sign-in-refused', 'refused'],
    ['password-missing', 'refused'],
    ['forbidden', 'refused'],
    ['not-found', 'live'],
    ['cancelled', 'live'],
    ['store-full', 'live'],
  ] as const)('of a live server after %s is %s', (code, state) => {
    const { book } = build();
    book.answered(id, 'rest');
    book.failed(id, new Failure(code), 'server');
    expect(book.get(id).state).toBe(state);
  });

  it.each([
    [500, 'live'],
    [501, 'live'],
    [422, 'live'],
    [400, 'live'],
    [502, 'offline'],
    [503, 'offline'],
    [429, 'offline'],
    [undefined, 'offline'],
  ] as const)('is not lost by one page that is answered with status %s: %s', (status, state) => {
    const { book } = build();
    book.answered(id, 'rest');
    book.failed(id, new Failure('server-error', undefined, status === undefined ? {} : { status }), 'thing');
    expect(book.get(id).state).toBe(state);
    book.failed(id, new Failure('server-error', undefined, status === undefined ? {} : { status }), 'server');
    expect(book.get(id).state).toBe('offline');
  });

  it('is not lost by one answer that cannot be read, nor by one thing that is forbidden', () => {
    const { book } = build();
    book.answered(id, 'rest');
    book.failed(id, new Failure('answer-unreadable'), 'thing');
    book.failed(id, new Failure('forbidden'), 'thing');
    expect(book.get(id).state).toBe('live');
  });

  it('is told when it changes, its cause changes, or the time of the next question, and not at each answer', () => {
    const { book, told } = build();
    for (let answers = 0; answers < 3; answers++) book.answered(id, 'rest');
    for (let failures = 0; failures < 3; failures++) book.failed(id, new Failure('unreachable'), 'server');
    book.failed(id, new Failure('timed-out'), 'server');
    book.retrying(id, 'soon');
    book.retrying(id, 'soon');
    book.failed(id, new Failure('timed-out'), 'server');
    book.answered(id, 'rest');
    book.retrying(id, 'never');
    expect(told.map(({ state }) => state)).toEqual(['live', 'offline', 'offline', 'offline', 'live']);
    expect(told[3]).toMatchObject({ retryAt: 'soon' });
  });
});

describe('an observed client', () => {
  const build = (methods: object) => {
    const told: string[] = [];
    const client = observed(methods as Remote, {
      answered: () => told.push('answered'),
      failed: (thrown: unknown, scope: Scope, once: boolean) => told.push(`${(thrown as Failure).code} of ${scope}${once ? ', once' : ''}`),
    });
    return { client: client as unknown as Record<string, (...args: readonly unknown[]) => unknown>, told };
  };

  it('tells each answer and failure of whatever asks the server, and of the whole server apart from one thing', async () => {
    const { client, told } = build({
      connections: () => Promise.reject(new Failure('forbidden')),
      ping: () => Promise.resolve(),
      laps: (...args: readonly unknown[]) => Promise.resolve(args),
      somethingNew: () => Promise.reject(new Failure('unreachable')),
    });
    await expect(client['connections']?.()).rejects.toMatchObject({ code: 'forbidden' });
    await client['ping']?.();
    expect(await client['laps']?.('Season2017', 'k1')).toEqual(['Season2017', 'k1']);
    await expect(client['somethingNew']?.()).rejects.toMatchObject({ code: 'unreachable' });
    await expect(client['somethingNew']?.('S', { once: true })).rejects.toMatchObject({ code: 'unreachable' });
    expect(told).toEqual(['forbidden of server', 'answered', 'answered', 'unreachable of thing', 'unreachable of thing, once']);
  });

  it('tells each item of what comes bit by bit, and its breaking off', async () => {
    async function* pages(): AsyncGenerator<number> {
      yield await Promise.resolve(1);
      throw new Failure('unreachable');
    }
    const { client, told } = build({ pages });
    const items = client['pages']?.() as AsyncIterable<number>;
    const read: number[] = [];
    const all = async (): Promise<void> => {
      for await (const item of items) read.push(item);
    };
    await expect(all()).rejects.toMatchObject({ code: 'unreachable' });
    expect(read).toEqual([1]);
    expect(told).toEqual(['answered', 'unreachable of thing']);
  });

  it('tells nothing of what asks nobody', () => {
    const { client, told } = build({ generation: 'rest', close: () => Promise.resolve(), doubt: () => {} });
    void client['close']?.();
    client['doubt']?.();
    expect(client['generation']).toBe('rest');
    expect(told).toEqual([]);
  });
});
