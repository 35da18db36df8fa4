/** A TCP connection and a TLS session over it, each within a limit; every socket is known to the line, which ends them all. */
import { connect as connectTcp, isIP, type Socket } from 'node:net';
import { connect as connectTls, type SecureContext, type TLSSocket } from 'node:tls';
import { Broken, timeoutFault } from './faults.ts';

/** Two families of addresses are tried in turn; 250 ms, Node's default, is too short for a slow trackside link. */
export const autoSelectFamilyAttemptTimeout = 2_000;

export interface Dialling {
  /** Milliseconds for each of: the name's address, the connection, the TLS handshake. */
  readonly limit: number;
  /** Told each socket as soon as it is made. */
  readonly onSocket: (socket: Socket) => void;
}

/** Waits for a socket's event. Fails as the socket does, and with a time-out's fault; the socket is then destroyed. */
async function until<S extends Socket>(socket: S, event: 'connect' | 'secureConnect', limit: number): Promise<S> {
  return new Promise((resolve, reject) => {
    let timer: NodeJS.Timeout | undefined;
    const wait = (phase: string): void => {
      clearTimeout(timer);
      timer = setTimeout(() => fail(new Broken(timeoutFault(phase))), limit);
    };
    const closed = (): void => fail(Object.assign(new Error('closed'), { code: 'ECONNRESET' }));
    const looked = (error: Error | null): void => {
      if (error === null) wait('connect');
    };
    const settle = (): void => {
      clearTimeout(timer);
      socket.off(event, done).off('error', fail).off('close', closed).off('lookup', looked);
    };
    function done(): void {
      settle();
      resolve(socket);
    }
    function fail(error: Error): void {
      settle();
      socket.destroy();
      reject(error);
    }
    // What comes between two owners, or after the end, must not throw.
    socket.on('error', () => {});
    wait(event === 'connect' ? 'lookup' : 'secureConnect');
    socket.on(event, done).on('error', fail).on('close', closed).on('lookup', looked);
  });
}

/** A TCP connection. Fails with the system's error or a time-out's fault. */
export async function dial(host: string, port: number, { limit, onSocket }: Dialling): Promise<Socket> {
  const socket = connectTcp({ host, port, noDelay: true, keepAlive: true, keepAliveInitialDelay: 1_000, autoSelectFamilyAttemptTimeout });
  onSocket(socket);
  return until(socket, 'connect', limit);
}

/**
 * A TLS session, not judged yet: `authorized` and `authorizationError` of the socket say what Node makes of the
 * certificate, and the caller decides on nothing else before a byte is written. Node's own refusal would end the socket
 * before its certificate could be read, and an environment variable (NODE_TLS_REJECT_UNAUTHORIZED) can switch it off. No
 * session is ever resumed: a resumed one shows no certificate.
 */
export async function encrypt(over: Socket, host: string, context: SecureContext, { limit, onSocket }: Dialling): Promise<TLSSocket> {
  const socket = connectTls({
    socket: over,
    host,
    ...(isIP(host) === 0 && { servername: host }),
    secureContext: context,
    ALPNProtocols: ['http/1.1'],
    rejectUnauthorized: false,
  });
  onSocket(socket);
  return until(socket, 'secureConnect', limit);
}
