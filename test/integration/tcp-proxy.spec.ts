/** The bad network that other specs stand before a server, against a server that sends back what it hears. */
import { once } from 'node:events';
import { connect, createServer, type AddressInfo, type Socket } from 'node:net';
import { beforeEach, describe, expect, it, onTestFinished } from 'vitest';
import { startTcpProxy, type TcpProxy } from '../fakes/tcp-proxy.ts';

/** All that the server heard. */
let heard: string;
let proxy: TcpProxy;

beforeEach(async () => {
  heard = '';
  const server = createServer((socket) => {
    socket.on('error', () => undefined);
    socket.on('data', (chunk) => {
      heard += chunk.toString();
      socket.write(chunk);
    });
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  proxy = await startTcpProxy((server.address() as AddressInfo).port);
  return async () => {
    await proxy.close();
    server.close();
  };
});

interface Client {
  readonly socket: Socket;
  say(text: string): void;
  /** Resolves when so much was heard in all. */
  hears(text: string): Promise<void>;
  readonly heard: () => string;
  /** How it ended: `end`, or the error's code. */
  readonly ended: Promise<string>;
}

function client(): Client {
  const socket = connect({ port: proxy.port, host: '127.0.0.1' });
  onTestFinished(() => void socket.destroy());
  let all = '';
  let error = 'end';
  socket.on('error', ({ code }: NodeJS.ErrnoException) => (error = code ?? 'unknown'));
  socket.on('data', (chunk) => (all += chunk.toString()));
  return {
    socket,
    say: (text) => void socket.write(text),
    hears: async (text) => {
      while (!all.includes(text)) await once(socket, 'data');
    },
    heard: () => all,
    ended: new Promise((resolve) => void socket.once('close', () => resolve(error))),
  };
}

/** One that is told something and answered: connected all the way. */
async function talking(): Promise<Client> {
  const one = client();
  one.say('hello ');
  await one.hears('hello ');
  return one;
}

const serverHears = (text: string): Promise<void> => expect.poll(() => heard).toContain(text);

describe('a bad network', () => {
  it('passes everything on while it is open, and counts', async () => {
    const one = await talking();
    one.say('x'.repeat(100_000));
    await one.hears('x'.repeat(100_000));
    expect([proxy.taken, proxy.passed]).toEqual([1, 100_006]);
    one.socket.end();
    expect(await one.ended).toBe('end');
  });

  it('closed: what is connected is reset and nobody listens, until it is open again at the same port', async () => {
    const one = await talking();
    await proxy.become({ is: 'closed' });
    expect(await one.ended).toBe('ECONNRESET');
    expect(await client().ended).toBe('ECONNREFUSED');
    await proxy.become({ is: 'open' });
    await talking();
  });

  it('half-open: connections are taken and nothing passes; what was said then arrives when it is open again', async () => {
    const one = await talking();
    await proxy.become({ is: 'half-open' });
    one.say('lost? ');
    const other = client();
    await once(other.socket, 'connect');
    other.say('nobody? ');
    await expect.poll(() => proxy.taken).toBe(2);
    expect(heard).toBe('hello ');
    expect(other.heard()).toBe('');
    await proxy.become({ is: 'open' });
    await one.hears('lost? ');
    await other.hears('nobody? ');
  });

  it('mute: the server hears and is not heard; deaf: the other way round', async () => {
    const one = await talking();
    await proxy.become({ is: 'mute' });
    one.say('question ');
    await serverHears('question ');
    expect(one.heard()).toBe('hello ');
    await proxy.become({ is: 'deaf' });
    await one.hears('question ');
    one.say('unheard ');
    await proxy.become({ is: 'open' });
    await serverHears('unheard ');
  });

  it.each([
    ['end', 'end'],
    ['reset', 'ECONNRESET'],
  ] as const)('cut by %s: a connection ends after so many bytes of the server', async (how, told) => {
    await proxy.become({ is: 'cut', after: 4, how });
    const one = client();
    one.say('abcdefgh');
    expect(await one.ended).toBe(told);
    expect(one.heard()).toBe('abcd');
    const next = client();
    next.say('ijklmnop');
    expect(await next.ended).toBe(told);
    expect(proxy.passed).toBe(8);
  });

  it('reset: what is connected now is reset, and the next is not', async () => {
    const one = await talking();
    proxy.reset();
    expect(await one.ended).toBe('ECONNRESET');
    await talking();
  });

  it('drip: bytes come one by one, and the rest at once when it is open again', async () => {
    const one = await talking();
    await proxy.become({ is: 'drip', ms: 5 });
    one.say('abcdefghijklmnopqrstuvwxyz');
    const [first] = (await once(one.socket, 'data')) as [Buffer];
    expect(first.byteLength).toBeLessThan(26);
    await proxy.become({ is: 'open' });
    await one.hears('abcdefghijklmnopqrstuvwxyz');
  });

  it('delay: each piece is late, and comes', async () => {
    await proxy.become({ is: 'delay', ms: 5 });
    await talking();
  });

  it('ends with what is connected', async () => {
    const one = await talking();
    await proxy.become({ is: 'half-open' });
    one.say('never');
    await proxy.close();
    expect(await one.ended).toBe('ECONNRESET');
  });
});
