/** The network as it is: against real sockets. */
import { createServer as createTcpServer, type AddressInfo, type Socket } from 'node:net';
import { gzipSync } from 'node:zlib';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { silent } from '../log.ts';
import type { Reply } from './exchange.ts';
import { html, json, quick, startServer, type Handler, type SpecServer } from './spec-server.ts';
import { createTransport, type Answered, type Transport } from './transport.ts';

let handler: Handler;
let server: SpecServer;
let transport: Transport;

beforeEach(async () => {
  server = await startServer((asked, response, request) => handler(asked, response, request));
  transport = createTransport({ log: silent, limits: quick });
});

afterEach(async () => {
  transport.close();
  await server.stop();
});

const ask = (path = '/list', more: { signal?: AbortSignal; largest?: number } = {}): Promise<Answered> =>
  transport.ask({ method: 'GET', url: `${server.url}${path}`, largest: 1_000_000, ...more });
const text = (reply: Reply): string => new TextDecoder().decode(reply.body);
const list = [{ Key: 'k1' }, { Key: 'k2' }];

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

  it.each(faults)('costs one more try: %s', async (_name, fault) => {
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

  it('is not waited for longer than the bound', async () => {
    handler = (_asked, response) => json(response, {}, 503, { 'retry-after': '3600' });
    expect(await ask()).toMatchObject({ status: 503, requests: 1 });
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
});

describe('bounds', () => {
  it('end a drip of bytes that never stalls', async () => {
    transport = createTransport({ log: silent, limits: { ...quick, overall: 400 } });
    handler = (_asked, response) => {
      const drip = setInterval(() => response.write(' '), 20);
      response.once('close', () => clearInterval(drip));
    };
    await expect(ask()).rejects.toMatchObject({ code: 'timed-out' });
    expect(server.asked).toHaveLength(1);
  });

  it('end a body of too many bytes, also where few were sent', async () => {
    handler = (_asked, response) => response.writeHead(200, { 'content-encoding': 'gzip' }).end(gzipSync(Buffer.alloc(2_000_000, ' ')));
    await expect(ask()).rejects.toMatchObject({ code: 'answer-unreadable' });
    expect(server.asked).toHaveLength(1);
  });

  it('end a body that never ends', async () => {
    handler = (_asked, response) => {
      const more = (): void => {
        if (!response.destroyed) response.write(Buffer.alloc(65_536, ' '), () => more());
      };
      more();
    };
    await expect(ask()).rejects.toMatchObject({ code: 'answer-unreadable' });
  });

  it('count what came over the network, before decompression', async () => {
    const body = JSON.stringify(Array.from({ length: 5_000 }, () => list));
    handler = (_asked, response) => response.writeHead(200, { 'content-encoding': 'gzip' }).end(gzipSync(body));
    const answer = await ask();
    expect(text(answer)).toBe(body);
    expect(answer.bytes).toBeLessThan(body.length / 10);
  });
});

describe('cancelling', () => {
  it('ends what is under way, before, during and between tries', async () => {
    await expect(ask('/list', { signal: AbortSignal.abort() })).rejects.toMatchObject({ code: 'cancelled' });
    expect(server.asked).toHaveLength(0);

    const stop = new AbortController();
    handler = (_asked, response) => response.write('[', () => stop.abort());
    await expect(ask('/list', { signal: stop.signal })).rejects.toMatchObject({ code: 'cancelled' });

    transport = createTransport({ log: silent, limits: { ...quick, pause: 600_000, overall: 3_600_000 } });
    const pausing = new AbortController();
    handler = (_asked, response) => {
      response.once('close', () => setImmediate(() => pausing.abort()));
      json(response, {}, 503, { connection: 'close' });
    };
    await expect(ask('/list', { signal: pausing.signal })).rejects.toMatchObject({ code: 'cancelled' });
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

describe('redirects', () => {
  it.each([301, 302, 303, 307, 308])('are followed within the origin: %i', async (status) => {
    handler = (asked, response) =>
      asked.path === '/list' ? void response.writeHead(status, { location: '/moved?x=1' }).end() : json(response, list);
    const answer = await transport.ask({ method: 'GET', url: `${server.url}/list`, token: 'secret', largest: 1_000 });
    expect(text(answer)).toBe(JSON.stringify(list));
    expect(server.asked.at(-1)).toMatchObject({ url: '/moved?x=1', token: 'secret' });
  });

  it('go nowhere else, with neither token nor password', async () => {
    const other = await startServer((_asked, response) => json(response, { access_token: 'x' }));
    const targets = [`${other.url}/list`, other.url.replace('127.0.0.1', 'localhost'), server.url.replace('://', '://user@')];
    for (const status of [301, 302, 303, 307, 308]) {
      for (const location of targets) {
        handler = (_asked, response) => void response.writeHead(status, { location }).end();
        const get = transport.ask({ method: 'GET', url: `${server.url}/list`, token: 'secret', largest: 1_000 });
        await expect(get).rejects.toMatchObject({ code: 'not-this-api' });
      }
      handler = (_asked, response) => void response.writeHead(status, { location: '/elsewhere' }).end();
      const post = transport.ask({ method: 'POST', url: `${server.url}/token`, form: { password: 'secret' }, largest: 1_000 });
      await expect(post).rejects.toMatchObject({ code: 'not-this-api' });
    }
    expect(other.asked).toEqual([]);
    expect(server.to('/elsewhere')).toEqual([]);
    await other.stop();
  });

  it('to https say what to do', async () => {
    handler = (_asked, response) => void response.writeHead(301, { location: server.url.replace('http:', 'https:') }).end();
    await expect(ask()).rejects.toMatchObject({ more: { todo: 'Change the server’s address so that it begins with https://.' } });
  });

  it('in a circle end', async () => {
    handler = (_asked, response) => void response.writeHead(302, { location: '/list' }).end();
    await expect(ask()).rejects.toMatchObject({ code: 'not-this-api' });
    expect(server.asked.length).toBeLessThan(10);
  });
});
