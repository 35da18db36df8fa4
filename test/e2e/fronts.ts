/** What stands before a demo server in the tests: an `https` server with a certificate of the test's, and a proxy that wants a user. */
import { once } from 'node:events';
import { createServer, request, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import { createServer as createHttps, type Server as HttpsServer } from 'node:https';
import type { AddressInfo } from 'node:net';
import type { TLSSocket } from 'node:tls';
import { fingerprintOf, issue, keyOf, type Issued } from '../../main/remote/spec-certificate.ts';

/** Passes a request on as it came; what is between the two ends it for both. */
function pass(target: string, asked: IncomingMessage, answer: ServerResponse): void {
  const own = ['host', 'proxy-authorization'];
  const headers = Object.fromEntries(Object.entries(asked.headers).filter(([name]) => !own.includes(name)));
  const onward = request(target, { method: asked.method, headers }, (answered) => {
    answer.writeHead(answered.statusCode ?? 502, answered.headers);
    answered.pipe(answer);
  });
  onward.on('error', () => answer.destroy());
  asked.pipe(onward);
}

async function listen(server: Server | HttpsServer, port: number): Promise<number> {
  server.listen(port, '127.0.0.1');
  await once(server, 'listening');
  return (server.address() as AddressInfo).port;
}

async function close(server: Server | HttpsServer): Promise<void> {
  server.close();
  server.closeAllConnections();
  await once(server, 'close');
}

export interface TlsFront {
  readonly url: string;
  /** SHA-256 of what it shows. */
  readonly fingerprint: string;
  /** Requests that came so far: a handshake is none. */
  readonly requests: number;
  close(): Promise<void>;
}

/** A certificate for this computer that nobody vouches for. */
export const selfSigned = (): Issued => issue({ name: 'Paddock test', address: '127.0.0.1' });

/** `https` before the server at `target`. @param port 0 takes a free one */
export async function tlsFront(target: string, shown = selfSigned(), port = 0): Promise<TlsFront> {
  let requests = 0;
  const server = createHttps({ key: keyOf(shown), cert: shown.cert }, (asked, answer) => {
    requests += 1;
    pass(new URL(asked.url ?? '/', target).href, asked, answer);
  });
  // A client that refuses the certificate ends the handshake: that is what is tested.
  server.on('tlsClientError', (_error: Error, socket: TLSSocket) => socket.destroy());
  const taken = await listen(server, port);
  return {
    url: `https://127.0.0.1:${taken}`,
    fingerprint: fingerprintOf(shown),
    get requests() {
      return requests;
    },
    close: () => close(server),
  };
}

export interface Proxy {
  readonly url: string;
  /** Requests that it passed on. */
  readonly passed: number;
  close(): Promise<void>;
}

/** A proxy for plain `http` that passes on only what carries these credentials (Basic, RFC 7617). */
export async function proxy(user: string, password: string): Promise<Proxy> {
  const wanted = `Basic ${Buffer.from(`${user}:${password}`).toString('base64')}`;
  let passed = 0;
  const server = createServer((asked, answer) => {
    if (asked.headers['proxy-authorization'] !== wanted) {
      answer.writeHead(407, { 'Proxy-Authenticate': 'Basic realm="paddock"' }).end();
      return;
    }
    passed += 1;
    pass(asked.url ?? '', asked, answer);
  });
  const port = await listen(server, 0);
  return {
    url: `http://127.0.0.1:${port}`,
    get passed() {
      return passed;
    },
    close: () => close(server),
  };
}
