import { EventEmitter } from 'node:events';
import type { IpcMain, WebContents } from 'electron';
import { describe, expect, it } from 'vitest';
import { channels, type Answer } from '../../preload/bridge.ts';
import { type Api } from '../../preload/contract.ts';
import type { ApiWithSignal } from '../api.ts';
import { Failure } from '../failure.ts';
import type { Log } from '../log.ts';
import { createAudience } from './audience.ts';
import { serveIpc } from './ipc.ts';

type Handler = (event: unknown, ...args: unknown[]) => unknown;

/** A window's contents as far as the wrapper looks at them. */
class Contents extends EventEmitter {
  readonly sent: unknown[][] = [];
  readonly mainFrame: { url: string };
  destroyed = false;
  constructor(url = 'app://paddock/index.html') {
    super();
    this.mainFrame = { url };
  }
  send(...message: unknown[]): void {
    this.sent.push(message);
  }
  isDestroyed(): boolean {
    return this.destroyed;
  }
}

type Services = { readonly [Service in keyof Api]?: object };

function serve(services: Services | Promise<Services>) {
  const handlers = new Map<string, Handler>();
  const record = (channel: string, handler: Handler): void => void handlers.set(channel, handler);
  const logged: string[] = [];
  const write = (message: string, more?: object): void =>
    void logged.push(
      `${message} ${JSON.stringify(more ?? {}, (_key, value: unknown) => (value instanceof Error ? value.message : value))}`,
    );
  const log: Log = { debug: write, info: write, warn: write, error: write, child: () => log };
  const audience = createAudience('app://paddock');
  serveIpc({
    ipcMain: { handle: record, on: record } as unknown as IpcMain,
    audience,
    api: services as unknown as ApiWithSignal,
    log,
  });

  const contents = new Contents();
  audience.admit(contents as unknown as WebContents);
  const from = (sender: Contents, senderFrame: unknown = sender.mainFrame) => ({ sender, senderFrame });
  const invoke = async (event: unknown, ...args: unknown[]): Promise<Answer> =>
    (await handlers.get(channels.invoke)?.(event, ...args)) as Answer;
  return {
    audience,
    contents,
    logged,
    from,
    ask: (call: unknown, method: unknown, args: unknown, event: unknown = from(contents)) => invoke(event, call, method, args),
    cancel: (call: unknown, event: unknown = from(contents)) => void handlers.get(channels.cancel)?.(event, call),
  };
}

/** A method that answers when it is told, or when it is cancelled. */
function pending() {
  let seen: AbortSignal | undefined;
  const method = (...args: unknown[]): Promise<string> => {
    const { signal } = args.at(-1) as { signal: AbortSignal };
    seen = signal;
    return new Promise((_resolve, reject) => signal.addEventListener('abort', () => reject(signal.reason as Error)));
  };
  return { method, signal: () => seen };
}

const code = (answer: Answer): string => (answer.ok ? 'ok' : answer.error.code);

describe('a call', () => {
  it('answers with the value, exact integers too', async () => {
    const { ask } = serve({ servers: { list: () => Promise.resolve([1234567890123456789n]) } });
    expect(await ask(1, 'servers.list', [])).toEqual({ ok: true, value: [1234567890123456789n] });
  });

  it('gives the method its arguments and a signal', async () => {
    const given: unknown[][] = [];
    const { ask } = serve({ sessions: { rows: (...args: unknown[]) => Promise.resolve(given.push(args)) } });
    await ask(1, 'sessions.rows', [4, 0, 60]);
    expect(given).toEqual([[4, 0, 60, { signal: expect.any(AbortSignal) as AbortSignal }]]);
  });

  it('answers an expected failure with its code and sentences', async () => {
    const { ask } = serve({ servers: { list: () => Promise.reject(new Failure('store-full', undefined, { serverSaid: 'x' })) } });
    expect(await ask(1, 'servers.list', [])).toMatchObject({
      ok: false,
      error: { code: 'store-full', message: 'The disk is full.', serverSaid: 'x' },
    });
  });

  it('logs a bug whole and shows it briefly', async () => {
    const { ask, logged } = serve({ servers: { list: () => Promise.reject(new TypeError('x of undefined')) } });
    const answer = await ask(1, 'servers.list', []);
    expect(answer).toMatchObject({ ok: false, error: { code: 'bug', message: 'Paddock met an error of its own.' } });
    expect(JSON.stringify(answer)).not.toContain('undefined');
    expect(logged.join()).toContain('x of undefined');
  });

  it('that throws at once is a bug like any other', async () => {
    const { ask } = serve({
      servers: {
        list: () => {
          throw new Error('at once');
        },
      },
    });
    expect(code(await ask(1, 'servers.list', []))).toBe('bug');
  });
});

describe('a call is refused', () => {
  it('from a window that was not admitted, a frame within ours, a page of elsewhere, or no frame', async () => {
    let asked = 0;
    const { ask, contents, from } = serve({ servers: { list: () => Promise.resolve((asked += 1)) } });
    const elsewhere = new Contents('https://elsewhere/');
    for (const event of [
      from(new Contents()),
      from(contents, { url: 'app://paddock/index.html' }),
      from(contents, null),
      from(elsewhere),
    ]) {
      expect(code(await ask(1, 'servers.list', [], event))).toBe('bug');
    }
    contents.mainFrame.url = 'app://paddock.elsewhere/index.html';
    expect(code(await ask(1, 'servers.list', []))).toBe('bug');
    expect(asked).toBe(0);
  });

  it('where it does not fit the contract, and nothing of it is logged', async () => {
    let asked = 0;
    const count = (): Promise<number> => Promise.resolve((asked += 1));
    const { ask, logged } = serve({ servers: { list: count, add: count }, sessions: { rows: count, open: count } });
    const query = { serverId: 's', connection: 'c', filter: '', sort: { field: 'key', direction: 'asc' } };
    const refused: [unknown, unknown, unknown][] = [
      ['1', 'servers.list', []],
      [0.5, 'servers.list', []],
      [1, 'servers.constructor', []],
      [1, 'constructor', []],
      [1, '__proto__', []],
      [1, 'servers.list', ['secret-1']],
      [1, 'servers.list', 'secret-2'],
      [1, 'servers.add', [{ name: 'n', url: 'u' }, 'secret-3']],
      [1, 'servers.add', [{ name: 'n', url: 'u', user: 'x', password: 'secret-4' }, 'p']],
      [1, 'servers.add', [{ name: 'n', url: 'u', user: 'x' }]],
      [1, 'servers.add', [{ name: 'x'.repeat(20_000), url: 'u', user: 'x' }, 'p']],
      [1, 'sessions.rows', [1, -1, 5]],
      [1, 'sessions.rows', [1, 5, 4]],
      [1, 'sessions.rows', [1, 0, 1_000_000]],
      [1, 'sessions.rows', [1, 0, Number.NaN]],
      [1, 'sessions.open', [{ ...query, sort: { field: 'secret-5', direction: 'asc' } }]],
      [1, 'sessions.open', [{ ...query, snapshot: 0 }]],
    ];
    for (const [call, method, args] of refused) expect([method, code(await ask(call, method, args))]).toEqual([method, 'bug']);
    expect(asked).toBe(0);
    expect(logged.join()).not.toContain('secret');
    expect(code(await ask(1, 'sessions.open', [{ ...query, sort: { field: 'detail:Pit Lane', direction: 'desc' } }]))).toBe('ok');
  });

  it('where its number is that of a call under way', async () => {
    const { method } = pending();
    const { ask, cancel } = serve({ servers: { list: method } });
    const first = ask(7, 'servers.list', []);
    expect(code(await ask(7, 'servers.list', []))).toBe('bug');
    cancel(7);
    expect(code(await first)).toBe('cancelled');
  });
});

describe('calls before what answers them is made', () => {
  it('wait for it', async () => {
    let made: (services: Services) => void = () => undefined;
    const { ask } = serve(new Promise<Services>((resolve) => (made = resolve)));
    const asked = ask(1, 'servers.list', []);
    made({ servers: { list: () => Promise.resolve(['one']) } });
    expect(await asked).toEqual({ ok: true, value: ['one'] });
  });

  it('are not run where they were cancelled meanwhile', async () => {
    let made: (services: Services) => void = () => undefined;
    let runs = 0;
    const { ask, cancel } = serve(new Promise<Services>((resolve) => (made = resolve)));
    const asked = ask(1, 'servers.list', []);
    cancel(1);
    made({ servers: { list: () => Promise.resolve((runs += 1)) } });
    expect(await asked).toMatchObject({ ok: false, error: { code: 'cancelled' } });
    expect(runs).toBe(0);
  });
});

describe('cancelling', () => {
  it('reaches the call of that number alone', async () => {
    const [one, two] = [pending(), pending()];
    const { ask, cancel } = serve({ servers: { list: one.method }, app: { info: two.method } });
    const asked = [ask(1, 'servers.list', []), ask(2, 'app.info', [])] as const;
    cancel('1');
    cancel(3);
    cancel(1);
    expect(code(await asked[0])).toBe('cancelled');
    expect(two.signal()?.aborted).toBe(false);
    cancel(2);
    expect(code(await asked[1])).toBe('cancelled');
  });

  it('leaves the value of a method that ends with one all the same', async () => {
    const { ask, cancel } = serve({
      sync: {
        run: (_server: string, _connection: string, _how: undefined, { signal }: { signal: AbortSignal }) =>
          new Promise((resolve) => signal.addEventListener('abort', () => resolve({ status: 'partial' }))),
      },
    });
    const asked = ask(1, 'sync.run', ['s', 'c']);
    cancel(1);
    expect(await asked).toEqual({ ok: true, value: { status: 'partial' } });
  });

  it.each([
    ['goes', 'destroyed', {}],
    ['crashes', 'render-process-gone', {}],
    ['is loaded anew', 'did-start-navigation', { isMainFrame: true, isSameDocument: false }],
  ])('happens to all calls when the page %s', async (_how, event, details) => {
    const { method } = pending();
    const { ask, contents } = serve({ servers: { list: method } });
    const asked = ask(1, 'servers.list', []);
    contents.emit('did-start-navigation', { isMainFrame: false, isSameDocument: false });
    contents.emit('did-start-navigation', { isMainFrame: true, isSameDocument: true });
    expect(await Promise.race([asked, Promise.resolve('still asking')])).toBe('still asking');
    contents.emit(event, details);
    expect(code(await asked)).toBe('cancelled');
  });
});

describe('events', () => {
  it('reach every window that is there', () => {
    const { audience, contents } = serve({});
    const other = new Contents();
    audience.admit(other as unknown as WebContents);
    audience.emit('command', { command: 'refresh' });
    other.emit('destroyed');
    contents.destroyed = true;
    audience.emit('command', { command: 'refresh' });
    const message = [channels.event, 'command', { command: 'refresh' }];
    expect([contents.sent, other.sent]).toEqual([[message], [message]]);
  });
});
