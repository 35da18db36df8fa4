/** The network as it is: against real sockets. */
import { randomUUID } from 'node:crypto';
import { createServer as createTcpServer, type AddressInfo, type Socket } from 'node:net';
import { gzipSync } from 'node:zlib';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { silent } from '../log.ts';
import type { Question, Reply } from './exchange.ts';
import type { Limits } from './limits.ts';
import type { Wait } from './remote.ts';
import { html, json, quick, startServer, type Handler, type SpecServer } from './spec-server.ts';
import { createTransport, type Answered, type Transport } from './transport.ts';

let handler: Handler;
let server: SpecServer;
let transport: Transport;

/** Takes the place of the transport that is there. */
function limited(limits: Partial<Limits>, chance = 1): void {
  transport.close();
  transport = createTransport({ log: silent, limits: { ...quick, ...limits }, chance: () => chance });
}

beforeEach(async () => {
  server = await startServer((asked, response, request) => handler(asked, response, request));
  transport = createTransport({ log: silent, limits: quick });
});

afterEach(async () => {
  transport.close();
  await server.stop();
});

const ask = (path = '/list', more: Partial<Question> = {}): Promise<Answered> =>
  transport.ask({ method: 'GET', url: `${server.url}${path}`, largest: 1_000_000, ...more });
const text = (reply: Reply): string => new TextDecoder().decode(reply.body);
const list = [{ Key: 'k1' }, { Key: 'k2' }];
const unavailable: Handler = (_asked, response) => json(response, {}, 503);

describe('a passing fault', () => {
  const faults: readonly [string, Handler][] = [
    ['a reset', (_asked, response) => void response.socket?.resetAndDestroy()],
    ['a connection closed without an answer', (_asked, response) => response.destroy()],
    [
      'a body that is cut off',
      (_asked, response) => response.writeHead(200, { 'content-length': '100' }).write('[{"Key"', () => response.destroy()),
    ],
    ['a chunked body that is cut off', (_asked, response) => response.write('[{"Key"', () => response.destroy())],
    ['a body that ends in the middle in good order', (_asked, response) => response.end('[{"Key"')],
    [
      'a compressed body that is cut off',
      (_asked, response) => response.writeHead(200, { 'content-encoding': 'gzip' }).end(gzipSync('[1,2,3]').subarray(0, 15)),
    ],
    ['408', (_asked, response) => json(response, {}, 408)],
    ['429', (_asked, response) => json(response, {}, 429)],
    ['500', (_asked, response) => json(response, {}, 500)],
    ['502 in HTML', (_asked, response) => html(response, 502)],
    ['503 with a wait of no time', (_asked, response) => json(response, {}, 503, { 'retry-after': '0' })],
    ['a silence', () => undefined],
    ['a stall in the body', (_asked, response) => response.write('[')],
  ];

  it.each(faults)('costs one more request: %s', async (_name, fault) => {
    handler = (asked, response, request) => (asked.before === 0 ? fault(asked, response, request) : json(response, list));
    const answer = await ask();
    expect(answer).toMatchObject({ status: 200, requests: 2 });
    expect(text(answer)).toBe(JSON.stringify(list));
  });

  it.each(faults)('is told when it does not pass: %s', async (_name, fault) => {
    handler = fault;
    const outcome: unknown = await ask().catch((thrown: unknown) => thrown);
    expect(server.asked).toHaveLength(4);
    expect(outcome).toMatchObject(
      outcome instanceof Error
        ? { code: expect.stringMatching(/^(unreachable|timed-out|answer-unreadable)$/) as string }
        : { status: expect.any(Number) as number, requests: 4 },
    );
  });

  it('is not one: 400, 401, 404 and 501 are answers', async () => {
    for (const status of [400, 401, 404, 501]) {
      handler = (_asked, response) => json(response, {}, status);
      expect(await ask(`/${status}`)).toMatchObject({ status, requests: 1 });
    }
  });

  it('of a sign-in costs one more request and no third', async () => {
    handler = unavailable;
    expect(await ask('/token', { method: 'POST', form: { password: 'secret' } })).toMatchObject({ status: 503, requests: 2 });
    expect(server.asked).toHaveLength(2);
  });

  it.each(faults.filter(([name]) => !name.includes('stall') && !name.includes('silence')))(
    'of what must not go out twice costs no further request: %s',
    async (_name, fault) => {
      handler = fault;
      await ask('/token', { method: 'POST', form: { refresh_token: 'once' }, repeat: false }).catch(() => undefined);
      expect(server.asked).toHaveLength(1);
    },
  );

  it('of many questions at once is not answered with ever more requests', async () => {
    handler = unavailable;
    const questions = Array.from({ length: 50 }, async () => ask());
    expect((await Promise.all(questions)).every(({ status }) => status === 503)).toBe(true);
    // Each goes out once, and a few again before it shows that the server is in trouble.
    expect(server.asked.length).toBeLessThan(65);
    handler = (asked, response) => (asked.path === '/slip' && asked.before === 0 ? json(response, {}, 503) : json(response, list));
    expect(await ask()).toMatchObject({ status: 200, requests: 1 });
    expect(await ask('/slip')).toMatchObject({ status: 200, requests: 2 });
  });
});

describe('waiting', () => {
  const waits = async (limits: Partial<Limits>, fault: Handler, chance = 1): Promise<{ waits: readonly Wait[]; status: number }> => {
    limited(limits, chance);
    const told: Wait[] = [];
    handler = fault;
    const { status } = await ask(`/${randomUUID()}`, { onWait: (wait) => told.push(wait) });
    return { waits: told, status };
  };
  const once =
    (headers: Record<string, string>): Handler =>
    (asked, response) =>
      asked.before === 0 ? json(response, {}, 429, headers) : json(response, list);

  it('backs off by a bound that doubles, and is told', async () => {
    const why = 'The server answered with status 503.';
    expect(await waits({ pause: 2 }, unavailable)).toEqual({ status: 503, waits: [2, 4, 8].map((ms) => ({ ms, why })) });
  });

  it('tells a connection that broke off', async () => {
    const reset: Handler = (asked, response) => (asked.before === 0 ? response.destroy() : json(response, list));
    expect((await waits({}, reset)).waits).toEqual([{ ms: 1, why: 'The connection to the server broke off.' }]);
  });

  it('is at least what the server asks for, in seconds or as a date', async () => {
    const why = 'The server asked us to.';
    expect(await waits({ waiting: 5_000 }, once({ 'retry-after': '0.05' }))).toEqual({ status: 200, waits: [{ ms: 51, why }] });
    const date = { 'date': 'Mon, 23 Oct 2017 22:07:59 GMT', 'retry-after': 'Mon, 23 Oct 2017 22:08:00 GMT' };
    expect(await waits({ waiting: 5_000 }, once(date), 0)).toEqual({ status: 200, waits: [{ ms: 1_000, why }] });
  });

  it.each([
    ['3,600 seconds', { 'retry-after': '3600' }, 3_600_000],
    ['an hour by a date', { 'date': 'Mon, 23 Oct 2017 22:08:00 GMT', 'retry-after': 'Mon, 23 Oct 2017 23:08:00 GMT' }, 3_600_000],
  ])('of %s is not done: the answer comes at once and says so', async (_name, headers, retryAfter) => {
    handler = (_asked, response) => json(response, {}, 503, headers);
    expect(await ask('/list', { onWait: () => expect.unreachable() })).toMatchObject({ status: 503, requests: 1, retryAfter });
  });

  it('is bounded in all, and by the end of the question', async () => {
    expect((await waits({ pause: 2, waiting: 7 }, unavailable)).waits).toHaveLength(2);
    expect((await waits({ pause: 60_000, waiting: 600_000, overall: 30_000 }, unavailable)).waits).toEqual([]);
  });
});

describe('connections to the server', () => {
  it('are kept open from one question to the next, and ended by closing', async () => {
    const sockets = new Set<Socket>();
    handler = (_asked, response, request) => {
      sockets.add(request.socket);
      json(response, list);
    };
    for (let question = 0; question < 5; question++) await ask();
    expect(sockets.size).toBe(1);
    const [socket] = sockets;
    const ended = new Promise((resolve) => socket?.once('close', resolve));
    transport.close();
    await ended;
  });

  it('are opened anew for a second try, so that no other stale one is met', async () => {
    const sockets = new Map<Socket, number>();
    handler = (_asked, response, request) => {
      const uses = (sockets.get(request.socket) ?? 0) + 1;
      sockets.set(request.socket, uses);
      if (uses === 1) json(response, list);
      else request.socket.resetAndDestroy();
    };
    await Promise.all([ask(), ask(), ask()]);
    expect(sockets.size).toBe(3);
    expect(await ask()).toMatchObject({ status: 200, requests: 2 });
  });

  it('that lie idle are ended when one breaks, so that another network is met by new ones', async () => {
    const sockets: Socket[] = [];
    const waiting: (() => void)[] = [];
    handler = (_asked, response, request) => {
      sockets.push(request.socket);
      waiting.push(() => json(response, list));
      if (waiting.length === 3) for (const answer of waiting) answer();
    };
    await Promise.all([ask(), ask(), ask()]);
    expect(new Set(sockets).size).toBe(3);
    handler = (asked, response) => (asked.before === 0 ? response.destroy() : json(response, list));
    await ask('/break');
    await Promise.all(sockets.map(async (socket) => socket.destroyed || new Promise((resolve) => socket.once('close', resolve))));
  });

  it('are not taken for a sign-in that must not go out twice, but for pages that the caller repeats', async () => {
    const uses = new Map<Socket, number>();
    handler = (_asked, response, request) => {
      uses.set(request.socket, (uses.get(request.socket) ?? 0) + 1);
      json(response, list);
    };
    await ask();
    await ask('/list', { repeat: false });
    await ask('/token', { method: 'POST', form: { refresh_token: 'once' }, repeat: false });
    expect([...uses.values()]).toEqual([2, 1]);
  });

  it('tell what came over the network, before decompression', async () => {
    const body = JSON.stringify(Array.from({ length: 5_000 }, () => list));
    handler = (_asked, response) => response.writeHead(200, { 'content-encoding': 'gzip' }).end(gzipSync(body));
    const answer = await ask();
    expect(text(answer)).toBe(body);
    expect(answer.bytes).toBeLessThan(body.length / 10);
  });
});

describe('deadlines', () => {
  it('end a drip of bytes that never stalls', async () => {
    limited({ exchange: 400 });
    handler = (_asked, response) => {
      const drip = setInterval(() => response.write(' '), 20);
      response.once('close', () => clearInterval(drip));
    };
    await expect(ask()).rejects.toMatchObject({ code: 'timed-out', message: 'The server did not finish its answer in time.' });
    expect(server.asked).toHaveLength(1);
  });

  it('give a stalled question up, and ask again over another connection', async () => {
    const sockets: Socket[] = [];
    handler = (asked, response, request) => {
      sockets.push(request.socket);
      if (asked.before > 0) json(response, list);
    };
    expect(await ask()).toMatchObject({ status: 200, requests: 2 });
    expect(new Set(sockets).size).toBe(2);
    expect(sockets[0]?.destroyed).toBe(true);
  });

  it('hold for all tries together', async () => {
    limited({ firstByte: 200, overall: 500 });
    handler = () => undefined;
    await expect(ask()).rejects.toMatchObject({ code: 'timed-out', message: 'The server did not answer in time.' });
    expect(server.asked.length).toBeLessThanOrEqual(3);
  });
});

describe('cancelling', () => {
  /** Asks, cancels when the server has done its part, and waits until the server sees the connection closed. */
  async function cancelled(answer: Handler): Promise<void> {
    const stop = new AbortController();
    let closed: Promise<unknown> | undefined;
    handler = (asked, response, request) => {
      closed = new Promise((resolve) => request.socket.once('close', resolve));
      answer(asked, response, request);
      setImmediate(() => stop.abort());
    };
    await expect(ask('/list', { signal: stop.signal })).rejects.toMatchObject({ code: 'cancelled' });
    await closed;
    expect(server.asked).toHaveLength(1);
  }

  it('ends a question before it goes out', async () => {
    await expect(ask('/list', { signal: AbortSignal.abort() })).rejects.toMatchObject({ code: 'cancelled' });
    expect(server.asked).toHaveLength(0);
  });

  it('closes the connection of a question without an answer', () => cancelled(() => undefined));
  it('closes the connection of an answer in the middle', () => cancelled((_asked, response) => void response.write('[')));
  it('closes the connection of an answer without end', () =>
    cancelled((_asked, response) => {
      const more = (): void => {
        if (!response.destroyed) response.write(Buffer.alloc(1_000, ' '), () => setImmediate(more));
      };
      more();
    }));

  it('ends a pause between two tries', async () => {
    limited({ pause: 600_000, waiting: 600_000, overall: 3_600_000 });
    handler = unavailable;
    const stop = new AbortController();
    await expect(ask('/list', { signal: stop.signal, onWait: () => stop.abort() })).rejects.toMatchObject({ code: 'cancelled' });
    expect(server.asked).toHaveLength(1);
  });

  it('comes with closing', async () => {
    handler = (_asked, response) => response.write('[', () => transport.close());
    await expect(ask()).rejects.toMatchObject({ code: 'cancelled' });
    await expect(ask()).rejects.toMatchObject({ code: 'cancelled' });
  });
});

describe('what is no answer', () => {
  const garbage = async (talk: (socket: Socket) => void): Promise<unknown> => {
    const tcp = createTcpServer(talk);
    await new Promise<void>((resolve) => tcp.listen(0, '127.0.0.1', resolve));
    const url = `http://127.0.0.1:${(tcp.address() as AddressInfo).port}/`;
    const outcome: unknown = await transport.ask({ method: 'GET', url, largest: 1_000 }).catch((thrown: unknown) => thrown);
    tcp.close();
    return outcome;
  };

  it('is nothing there, or no such host', async () => {
    await server.stop();
    await expect(ask()).rejects.toMatchObject({ code: 'unreachable', message: 'Nothing answers at this address and port.' });
    const nowhere = transport.ask({ method: 'GET', url: 'http://no-such-host.invalid/', largest: 1_000 });
    await expect(nowhere).rejects.toMatchObject({ code: 'unreachable', message: 'No host of this name can be found.' });
  });

  it('is another protocol', async () => {
    expect(await garbage((socket) => socket.end('SSH-2.0-OpenSSH_9.2p1\r\n'))).toMatchObject({ code: 'not-this-api' });
  });

  it('is plain http where https was asked for', async () => {
    handler = (_asked, response) => json(response, []);
    const secure = transport.ask({ method: 'GET', url: server.url.replace('http:', 'https:'), largest: 1_000 });
    await expect(secure).rejects.toMatchObject({ code: 'not-this-api' });
  });
});
