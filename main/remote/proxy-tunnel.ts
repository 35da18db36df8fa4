/** A way through a proxy to one host and port: CONNECT (RFC 9110, 9.3.6). What then passes is between both ends. */
import { request } from 'node:http';
import { isIP, type Socket } from 'node:net';
import { Broken } from './faults.ts';
import { refusedByProxy, unreachableProxy } from './proxy-faults.ts';
import type { Proxy } from './proxy.ts';

/** The value of Proxy-Authorization for a proxy whose credentials are known (RFC 7617, in UTF-8). */
export function authorizationFor({ credentials }: Proxy): string | undefined {
  return credentials && `Basic ${Buffer.from(`${credentials.user}:${credentials.password}`, 'utf8').toString('base64')}`;
}

/** An address as it stands in a request: IPv6 in brackets. */
export const authorityOf = (host: string, port: number): string => `${isIP(host) === 6 ? `[${host}]` : host}:${port}`;

/**
 * Asks the proxy at the other end of `socket` for a tunnel; the same socket comes back. Fails with the proxy's fault, and the
 * socket is then destroyed.
 *
 * @param limit milliseconds for the proxy's answer
 */
export function openTunnel(socket: Socket, proxy: Proxy, host: string, port: number, limit: number): Promise<Socket> {
  const target = authorityOf(host, port);
  const authorization = authorizationFor(proxy);
  return new Promise((resolve, reject) => {
    const fail = (fault: Broken['fault']): void => {
      clearTimeout(timer);
      socket.destroy();
      reject(new Broken(fault));
    };
    const asked = request({
      method: 'CONNECT',
      path: target,
      createConnection: () => socket,
      headers: {
        'host': target,
        'user-agent': 'Paddock',
        'connection': 'keep-alive',
        'proxy-connection': 'keep-alive',
        ...(authorization !== undefined && { 'proxy-authorization': authorization }),
      },
    });
    const timer = setTimeout(() => {
      fail(unreachableProxy(proxy, Object.assign(new Error('late'), { code: 'timeout: tunnel' })));
    }, limit);
    asked.on('error', (error) => fail(unreachableProxy(proxy, error)));
    asked.once('connect', (answer, _socket, head) => {
      const status = answer.statusCode ?? 0;
      if (status < 200 || status > 299) {
        const type = answer.headers['content-type'] ?? '';
        fail(refusedByProxy(proxy, { status, headers: answer.headers, page: /^\s*text\/html\b/i.test(type) }, target));
        return;
      }
      clearTimeout(timer);
      if (head.length > 0) socket.unshift(head);
      resolve(socket);
    });
    asked.end();
  });
}
