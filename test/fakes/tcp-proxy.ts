/**
 * A bad network on this machine: stands before a server, passes bytes on as they come, and misbehaves when told to, while
 * connections are open. It knows nothing of HTTP.
 */
import { once } from 'node:events';
import { createServer, connect, type AddressInfo, type Server, type Socket } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';

/**
 * How the network is from now on, for connections that are there as for new ones.
 *
 * - `open`: everything passes.
 * - `closed`: nobody listens any more, and what was connected is reset.
 * - `half-open`: connections are taken and nothing passes in either direction, as with a pulled cable: nobody is told.
 * - `mute`: the server hears the client, and is not heard.
 * - `deaf`: the server does not hear the client.
 * - `cut`: after so many bytes from the server a connection ends, in good order or by a reset.
 * - `delay`: each piece is late by so many milliseconds.
 * - `drip`: bytes from the server come one by one, so many milliseconds apart.
 */
export type Network =
  | { readonly is: 'open' | 'closed' | 'half-open' | 'mute' | 'deaf' }
  | { readonly is: 'cut'; readonly after: number; readonly how: 'end' | 'reset' }
  | { readonly is: 'delay' | 'drip'; readonly ms: number };

export interface TcpProxy {
  readonly port: number;
  /** `http://127.0.0.1:PORT` */
  readonly url: string;
  /** Connections taken so far. */
  readonly taken: number;
  /** Bytes of the servers’ answers that got through to clients so far. */
  readonly passed: number;
  /** Resolves when it is so: the port is closed, or listens again. */
  become(network: Network): Promise<void>;
  /** Resets what is connected now; the network stays as it is. */
  reset(): void;
  close(): Promise<void>;
}

/** Milliseconds between the last bytes and a reset. */
const tellApart = 50;

type Direction = 'up' | 'down';

function passes({ is }: Network, direction: Direction): boolean {
  switch (is) {
    case 'closed':
    case 'half-open':
      return false;
    case 'mute':
      return direction === 'up';
    case 'deaf':
      return direction === 'down';
    default:
      return true;
  }
}

/** @param target the port of the server on 127.0.0.1. */
export async function startTcpProxy(target: number): Promise<TcpProxy> {
  let network: Network = { is: 'open' };
  let taken = 0;
  let passed = 0;
  const pairs = new Set<readonly [Socket, Socket]>();
  /** What waits until the network is another. */
  const waiting = new Set<() => void>();

  const reset = (): void => {
    for (const pair of pairs) for (const socket of pair) socket.resetAndDestroy();
  };

  /** Resolves when this direction is open; false where the socket is gone by then. */
  async function gate(direction: Direction, to: Socket): Promise<boolean> {
    while (!passes(network, direction) && !to.destroyed) {
      await new Promise<void>((resolve) => {
        const done = (): void => {
          waiting.delete(done);
          to.off('close', done);
          resolve();
        };
        waiting.add(done);
        to.once('close', done);
      });
    }
    return !to.destroyed;
  }

  async function write(to: Socket, bytes: Uint8Array, direction: Direction): Promise<void> {
    if (to.destroyed || bytes.byteLength === 0) return;
    if (direction === 'down') passed += bytes.byteLength;
    if (!to.write(bytes)) await Promise.race([once(to, 'drain'), once(to, 'close')]);
  }

  async function pass(chunk: Uint8Array, to: Socket, direction: Direction): Promise<void> {
    const now = network;
    if (now.is === 'delay') await sleep(now.ms);
    if (now.is !== 'drip' || direction === 'up') return write(to, chunk, direction);
    for (let at = 0; at < chunk.byteLength && !to.destroyed; at += 1) {
      // The rest comes at once when the network is another.
      if (network !== now) return write(to, chunk.subarray(at), direction);
      await write(to, chunk.subarray(at, at + 1), direction);
      await sleep(now.ms);
    }
  }

  async function pump(from: Socket, to: Socket, direction: Direction): Promise<void> {
    let counted: Network | undefined;
    let left = Infinity;
    for await (const chunk of from as AsyncIterable<Uint8Array>) {
      if (!(await gate(direction, to))) return;
      if (network !== counted) left = network.is === 'cut' && direction === 'down' ? network.after : Infinity;
      counted = network;
      if (chunk.byteLength < left) {
        left -= chunk.byteLength;
        await pass(chunk, to, direction);
        continue;
      }
      const how = network.is === 'cut' ? network.how : 'end';
      passed += left;
      await new Promise<void>((resolve) => to.write(chunk.subarray(0, left), () => resolve()));
      if (how === 'end') {
        to.destroySoon();
        return;
      }
      // A reset throws away what was not read yet, and libuv takes one that comes with the bytes for an end in good order.
      await sleep(tellApart);
      to.resetAndDestroy();
      return;
    }
    to.end();
  }

  function take(client: Socket): void {
    taken += 1;
    const upstream = connect({ port: target, host: '127.0.0.1', allowHalfOpen: true });
    const pair = [client, upstream] as const;
    pairs.add(pair);
    for (const [socket, other] of [pair, [upstream, client] as const]) {
      socket.setNoDelay(true);
      // Either side that breaks breaks the other; which error it was is the client's to tell.
      socket.on('error', () => undefined);
      socket.once('close', (broken) => {
        pairs.delete(pair);
        if (broken) other.resetAndDestroy();
        else other.destroySoon();
      });
    }
    void pump(client, upstream, 'up').catch(() => undefined);
    void pump(upstream, client, 'down').catch(() => undefined);
  }

  let server: Server | undefined;
  const listen = async (port: number): Promise<number> => {
    server = createServer({ allowHalfOpen: true }, take).listen(port, '127.0.0.1');
    await once(server, 'listening');
    return (server.address() as AddressInfo).port;
  };
  const shut = async (): Promise<void> => {
    const ended = server && once(server, 'close');
    server?.close();
    server = undefined;
    reset();
    await ended;
  };

  const port = await listen(0);
  return {
    port,
    url: `http://127.0.0.1:${port}`,
    get taken() {
      return taken;
    },
    get passed() {
      return passed;
    },
    async become(next) {
      network = next;
      for (const go of [...waiting]) go();
      if (next.is === 'closed') await shut();
      else if (server === undefined) await listen(port);
    },
    reset,
    close: shut,
  };
}
