/** A real proxy for the client's specs: CONNECT and absolute form, with or without a sign-in, over http or https. */
import { createServer, request as ask, type IncomingHttpHeaders, type IncomingMessage, type ServerResponse } from 'node:http';
import { createServer as createSecureServer, type ServerOptions } from 'node:https';
import { connect, type AddressInfo, type Socket } from 'node:net';
import type { Duplex } from 'node:stream';
import type { TLSSocket } from 'node:tls';

export interface ProxySaw {
  readonly method: string;
  /** What stood after the method: `host:port` or a whole address. */
  readonly target: string;
  readonly headers: IncomingHttpHeaders;
}

export interface SpecProxy {
  readonly url: string;
  readonly host: string;
  readonly saw: readonly ProxySaw[];
  /** All bytes that a client sent through tunnels. */
  tunnelled(): string;
  /** Everything the proxy could read: requests, headers, bodies, tunnels. */
  read(): string;
  /** Told each TLS connection to the proxy itself. */
  onSecure(listener: (socket: TLSSocket) => void): void;
  /** Ends all tunnels and connections. */
  cut(): void;
  stop(): Promise<void>;
}

export interface ProxyWish {
  /** `user:password` that are wanted; nobody is asked where absent. */
  readonly credentials?: string;
  /** Values of Proxy-Authenticate. */
  readonly schemes?: readonly string[];
  /** Answers everything so. */
  readonly refuse?: { readonly status: number; readonly body?: string; readonly type?: string };
  /** Over TLS. */
  readonly secure?: ServerOptions;
  /** Where connections are really made to, whatever the client names. */
  readonly to?: { readonly host: string; readonly port: number };
}

const hopByHop = new Set(['proxy-authorization', 'proxy-connection', 'connection']);

export async function startProxy(wish: ProxyWish = {}): Promise<SpecProxy> {
  const saw: ProxySaw[] = [];
  const bodies: string[] = [];
  const tunnels: string[] = [];
  const sockets = new Set<Socket | Duplex>();

  /** The answer instead of a way through, if there is one. */
  function refusal(headers: IncomingHttpHeaders): { status: number; headers: Record<string, string | string[]>; body: string } | undefined {
    const { credentials, schemes = ['Basic realm="Trackside, with a comma"'], refuse } = wish;
    if (refuse !== undefined)
      return { status: refuse.status, headers: { 'content-type': refuse.type ?? 'text/html' }, body: refuse.body ?? '<html>No.</html>' };
    const wanted = credentials === undefined ? undefined : `Basic ${Buffer.from(credentials).toString('base64')}`;
    if (wanted === undefined || headers['proxy-authorization'] === wanted) return undefined;
    return { status: 407, headers: { 'content-type': 'text/html', 'proxy-authenticate': [...schemes] }, body: '<html>Who are you?</html>' };
  }

  function pass(request: IncomingMessage, response: ServerResponse): void {
    const url = new URL(request.url ?? '');
    const headers = Object.fromEntries(Object.entries(request.headers).filter(([name]) => !hopByHop.has(name)));
    const onward = ask(
      {
        host: wish.to?.host ?? url.hostname,
        port: wish.to?.port ?? url.port,
        method: request.method,
        path: url.pathname + url.search,
        headers,
        agent: false,
      },
      (answer) => {
        response.writeHead(answer.statusCode ?? 0, answer.headers);
        answer.pipe(response);
      },
    );
    onward.on('error', () => response.writeHead(502, { 'content-type': 'text/html' }).end('<html>Bad gateway</html>'));
    request.on('data', (chunk: Buffer) => bodies.push(String(chunk)));
    request.pipe(onward);
  }

  const listener = (request: IncomingMessage, response: ServerResponse): void => {
    saw.push({ method: request.method ?? '', target: request.url ?? '', headers: request.headers });
    const refused = refusal(request.headers);
    if (refused) response.writeHead(refused.status, refused.headers).end(refused.body);
    else pass(request, response);
  };
  const server = wish.secure ? createSecureServer(wish.secure, listener) : createServer(listener);
  server.on(wish.secure ? 'secureConnection' : 'connection', (socket: Socket) => {
    sockets.add(socket);
    socket.once('close', () => sockets.delete(socket));
  });
  server.on('connect', (request: IncomingMessage, client: Duplex) => {
    const target = request.url ?? '';
    saw.push({ method: 'CONNECT', target, headers: request.headers });
    const refused = refusal(request.headers);
    client.on('error', () => client.destroy());
    if (refused) {
      const lines = Object.entries(refused.headers).flatMap(([name, value]) => [value].flat().map((one) => `${name}: ${one}`));
      client.end(`HTTP/1.1 ${refused.status} No\r\n${lines.join('\r\n')}\r\nContent-Length: ${refused.body.length}\r\n\r\n${refused.body}`);
      return;
    }
    const [, host = '', port = ''] = /^\[?(.*?)\]?:(\d+)$/.exec(target) ?? [];
    const onward = connect(wish.to ?? { host, port: Number(port) });
    sockets.add(onward);
    onward.once('connect', () => {
      client.write('HTTP/1.1 200 Connection established\r\n\r\n');
      client.on('data', (chunk: Buffer) => tunnels.push(chunk.toString('latin1')));
      client.pipe(onward).pipe(client);
    });
    onward.on('error', () => client.end('HTTP/1.1 502 Bad gateway\r\nContent-Type: text/html\r\n\r\n<html>Bad gateway</html>'));
    onward.once('close', () => {
      sockets.delete(onward);
      client.destroy();
    });
    client.once('close', () => onward.destroy());
  });

  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const host = `127.0.0.1:${(server.address() as AddressInfo).port}`;
  const cut = (): void => {
    for (const socket of sockets) socket.destroy();
  };
  return {
    url: `${wish.secure ? 'https' : 'http'}://${host}`,
    host,
    saw,
    tunnelled: () => tunnels.join(''),
    read: () => [JSON.stringify(saw), ...bodies, ...tunnels].join('\n'),
    onSecure: (listener) => server.on('secureConnection', listener),
    cut,
    stop: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        cut();
      }),
  };
}
