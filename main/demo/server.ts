/** The HTTP around the routes: signing in, what a path means, and every fault of a network or of a tired server. */
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo, Socket } from 'node:net';
import { Failure } from '../failure.ts';
import type { Log } from '../log.ts';
import { json, Query, Refusal, type Answer } from './answer.ts';
import type { Faults } from './faults.ts';
import { hash } from './random.ts';

export interface Front {
  readonly host: string;
  readonly port: number;
  readonly faults: Faults;
  readonly seed: number;
  readonly log: Log;
  /** Answers a request whose body was read; throws a `Refusal`. */
  readonly answer: (request: Request) => Answer;
}

export interface Request {
  readonly method: string;
  /** Decoded segments, without an empty last one. */
  readonly path: readonly string[];
  readonly query: Query;
  readonly authorization: string | undefined;
  readonly accept: string;
  readonly form: URLSearchParams;
}

export interface Listening {
  readonly port: number;
  close(): Promise<void>;
}

const page =
  '<!DOCTYPE html><html><head><title>Sign in to the network</title></head><body><h1>Network access</h1><p>Please accept the terms.</p></body></html>';

/** Listens; fails with `usage` where the port is taken or the host is not of this machine. */
export async function listen(front: Front): Promise<Listening> {
  const sockets = new Set<Socket>();
  const closing = new AbortController();
  const faulty = createFaultyHandler(front, closing.signal, () => end());
  const server = createServer((request, response) => void faulty(request, response));
  server.on('connection', (socket) => {
    sockets.add(socket);
    socket.once('close', () => sockets.delete(socket));
  });
  server.keepAliveTimeout = 60_000;
  let ended: Promise<void> | undefined;
  const end = (): Promise<void> =>
    (ended ??= new Promise((resolve) => {
      closing.abort();
      server.close(() => resolve());
      for (const socket of sockets) socket.destroy();
    }));
  await started(server, front);
  return { port: (server.address() as AddressInfo).port, close: end };
}

function started(server: Server, { host, port }: Front): Promise<void> {
  return new Promise((resolve, reject) => {
    server.once('error', (error: NodeJS.ErrnoException) => {
      const sentence =
        error.code === 'EADDRINUSE'
          ? `Port ${port} is taken by another program; choose another with --port, or 0 for any free one.`
          : error.code === 'EACCES'
            ? `Port ${port} may not be used by this user; choose one above 1023 with --port.`
            : `The demo server cannot listen on ${host}: it is no address of this machine.`;
      reject(new Failure('usage', sentence, { cause: error }));
    });
    server.listen(port, host, resolve);
  });
}

function createFaultyHandler(
  { faults, seed, answer, log }: Front,
  closing: AbortSignal,
  end: () => Promise<void>,
): (request: IncomingMessage, response: ServerResponse) => Promise<void> {
  const seen = new Set<string>();
  let count = 0;
  let dataCount = 0;
  const every = (name: 'hang' | 'reset', n: number): boolean => faults.has(name) && n % (faults.get(name) ?? 1) === 0;

  const statusFault = (address: string, number: number): number | undefined => {
    const once = faults.get('fail-once');
    if (once !== undefined && !seen.has(address)) {
      seen.add(address);
      return once;
    }
    if (hash(seed, number, 99) % 100 < (faults.get('flaky') ?? 0)) return 503;
    return faults.get('status');
  };

  /** What comes instead of an answer, if anything. */
  const instead = (request: IncomingMessage, number: number): Answer | undefined => {
    const status = statusFault(`${request.method ?? ''} ${request.url ?? ''}`, number);
    if (status !== undefined) return failing(status, faults.get('retry-after'));
    if (faults.has('html')) return { status: 200, type: 'text/html; charset=utf-8', body: page };
    const redirect = faults.get('redirect');
    return redirect === undefined
      ? undefined
      : { status: redirect, type: 'text/plain', body: '', headers: { location: `http://127.0.0.2:9${request.url ?? '/'}` } };
  };

  return async (request, response) => {
    count += 1;
    const number = count;
    if (number > (faults.get('drop-after') ?? Infinity)) return end();
    if (every('reset', number)) return void request.socket.resetAndDestroy();
    const body = await bodyOf(request);
    if (body === undefined || every('hang', number)) return;
    await pause(faults.get('delay') ?? 0, closing);
    const given = instead(request, number) ?? answered(answer, request, body, log);
    const bytes = Buffer.from(faults.has('bom') && given.type.includes('json') ? `\uFEFF${given.body}` : given.body);
    response.writeHead(given.status, { 'content-type': given.type, 'content-length': bytes.length, ...given.headers });
    if (request.method === 'GET' && given.status === 200) {
      dataCount += 1;
      if (faults.has('truncate') && dataCount % (faults.get('truncate') ?? 1) === 0) {
        response.write(bytes.subarray(0, bytes.length >> 1), () => request.socket.destroy());
        return;
      }
    }
    const rate = faults.get('slow');
    if (rate === undefined) response.end(bytes);
    else await drip(response, bytes, rate, closing);
  };
}

function answered(answer: Front['answer'], request: IncomingMessage, body: string, log: Log): Answer {
  try {
    const [raw, search] = splitOnce(request.url ?? '/', '?');
    return answer({
      method: request.method ?? 'GET',
      path: segments(raw),
      query: new Query(search),
      authorization: request.headers.authorization,
      accept: request.headers.accept ?? '',
      form: new URLSearchParams(body),
    });
  } catch (error) {
    if (error instanceof Refusal) return error.answer;
    // What nobody foresaw is told as ASP.NET tells it, and the server goes on.
    log.error('a request could not be answered', { url: request.url, error });
    return json({ Message: 'An error has occurred.' }, 500);
  }
}

/** The path's segments decoded one by one: `%2F` stays within its own. */
function segments(raw: string): readonly string[] {
  const parts = raw.split('/').slice(1);
  if (parts.at(-1) === '') parts.pop();
  try {
    return parts.map(decodeURIComponent);
  } catch {
    throw new Refusal(json({ Message: 'The request is invalid.' }, 400));
  }
}

function splitOnce(text: string, mark: string): readonly [string, string] {
  const at = text.indexOf(mark);
  return at < 0 ? [text, ''] : [text.slice(0, at), text.slice(at + 1)];
}

function failing(status: number, wait: number | undefined): Answer {
  const asks = wait !== undefined && [408, 429, 503].includes(status);
  return { ...json({ Message: 'An error has occurred.' }, status), ...(asks && { headers: { 'retry-after': `${wait}` } }) };
}

/** The body, at most 64 KiB of it; undefined where the client went away. */
async function bodyOf(request: IncomingMessage): Promise<string | undefined> {
  const chunks: Buffer[] = [];
  let length = 0;
  try {
    for await (const chunk of request as AsyncIterable<Buffer>) {
      length += chunk.length;
      if (length <= 65_536) chunks.push(chunk);
    }
  } catch {
    return undefined;
  }
  return Buffer.concat(chunks).toString('utf8');
}

/** Waits; ends early when the server closes. */
function pause(ms: number, closing: AbortSignal): Promise<void> {
  if (ms === 0 || closing.aborted) return Promise.resolve();
  return new Promise((resolve) => {
    const done = (): void => {
      clearTimeout(timer);
      closing.removeEventListener('abort', done);
      resolve();
    };
    const timer = setTimeout(done, ms);
    closing.addEventListener('abort', done);
  });
}

async function drip(response: ServerResponse, bytes: Buffer, rate: number, closing: AbortSignal): Promise<void> {
  const step = Math.max(1, Math.ceil(rate / 10));
  for (let at = 0; at < bytes.length && !response.destroyed; at += step) {
    response.write(bytes.subarray(at, at + step));
    await pause((1000 * step) / rate, closing);
  }
  response.end();
}
