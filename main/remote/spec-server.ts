/** A real HTTP server for the client's specs: it answers as a handler says and remembers what it was asked. */
import { createServer, type IncomingMessage, type RequestListener, type ServerResponse } from 'node:http';
import { createServer as createSecureServer, type ServerOptions } from 'node:https';
import type { AddressInfo } from 'node:net';
import { silent, type Log } from '../log.ts';
import { connect } from './connect.ts';
import type { ConnectDependencies, Remote, Target } from './remote.ts';

export interface Asked {
  readonly method: string;
  /** Path and query as they came. */
  readonly url: string;
  readonly path: string;
  readonly query: URLSearchParams;
  readonly token: string | undefined;
  /** Fields of a form, empty for a GET. */
  readonly form: URLSearchParams;
  /** How often this path was asked before. */
  readonly before: number;
}

export type Handler = (asked: Asked, response: ServerResponse, request: IncomingMessage) => void;

export interface SpecServer {
  readonly url: string;
  readonly asked: readonly Asked[];
  /** Questions for this path, whatever the query. */
  to(path: string): readonly Asked[];
  stop(): Promise<void>;
}

async function readText(request: IncomingMessage): Promise<string> {
  let text = '';
  for await (const chunk of request) text += String(chunk);
  return text;
}

/** Listens on 127.0.0.1; over https where a key and a certificate are given. */
export async function startServer(handler: Handler, secure?: Pick<ServerOptions, 'key' | 'cert'>): Promise<SpecServer> {
  const all: Asked[] = [];
  const listener: RequestListener = (request, response) => {
    void readText(request).then(
      (text) => {
        const url = request.url ?? '/';
        const { pathname: path, searchParams: query } = new URL(url, 'http://spec');
        const asked: Asked = {
          method: request.method ?? '',
          url,
          path,
          query,
          token: request.headers.authorization?.replace(/^Bearer /, ''),
          form: new URLSearchParams(text),
          before: all.filter((earlier) => earlier.path === path).length,
        };
        all.push(asked);
        handler(asked, response, request);
      },
      () => response.destroy(),
    );
  };
  const server = secure ? createSecureServer(secure, listener) : createServer(listener);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    url: `${secure ? 'https' : 'http'}://127.0.0.1:${(server.address() as AddressInfo).port}`,
    asked: all,
    to: (path) => all.filter((asked) => asked.path === path),
    stop: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

export function json(response: ServerResponse, value: unknown, status = 200, headers: Record<string, string> = {}): void {
  response.writeHead(status, { 'content-type': 'application/json', ...headers }).end(JSON.stringify(value));
}

export function html(response: ServerResponse, status = 200): void {
  response
    .writeHead(status, { 'content-type': 'text/html' })
    .end('<!DOCTYPE html><html><body>Please sign in to the network.</body></html>');
}

export const password = 'Pit-lane 42 & wall%';
export const credentials = { user: 'engineer', password };

/** Gives the token `t1`, `t2`, … for the right password; answers anything else by the handler. */
export function withSignIn(handler: Handler): Handler {
  let given = 0;
  return (asked, response, request) => {
    if (asked.path !== '/token') {
      handler(asked, response, request);
      return;
    }
    if (asked.form.get('username') !== 'engineer' || asked.form.get('password') !== password) {
      json(response, { error: 'invalid_grant', error_description: 'The user name or password is incorrect.' }, 400);
      return;
    }
    given += 1;
    json(response, { access_token: `token-${given}`, token_type: 'bearer', expires_in: 86_399 });
  };
}

/** Bounds that make a spec end soon. */
export const quick = { pause: 1, connect: 2_000, firstByte: 300, betweenBytes: 300, overall: 3_000 };

/** Signs in to a spec's server, rest unless said otherwise. */
export function signedIn(url: string, target: Partial<Target> = {}, more: Partial<ConnectDependencies> = {}): Promise<Remote> {
  return connect({ url, generation: 'rest', ...target }, credentials, { log: silent, limits: quick, ...more });
}

/** A log that keeps every line as one text. */
export function keepingLog(): { readonly log: Log; readonly lines: readonly string[] } {
  const lines: string[] = [];
  const keep = (message: string, more?: Readonly<Record<string, unknown>>): void => {
    lines.push(`${message} ${JSON.stringify(more)}`);
  };
  const log: Log = { debug: keep, info: keep, warn: keep, error: keep, child: () => log };
  return { log, lines };
}
