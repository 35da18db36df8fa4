/** The HTTP around the routes: signing in, what a path means, and every fault of a network or of a tired server. */
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo, Socket } from 'node:net';
import { Failure } from '../failure.ts';
import type { Log } from '../log.ts';
import { json, Query, Refusal, type Answer } from './answer.ts';
import { createSend, pause } from './bodies.ts';
import { counterOf, type Faults } from './faults.ts';
import { createInstead, exceptionAnswer, movedPath } from './instead.ts';

export interface Front {
  readonly host: string;
  readonly port: number;
  readonly faults: Faults;
  readonly seed: number;
  readonly log: Log;
  /** Milliseconds since 1970 by the server's clock. */
  readonly now: () => number;
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
  /** Requests that came so far, those without an answer too. */
  readonly asked: number;
  close(): Promise<void>;
}

/** Listens; fails with `usage` where the port is taken or the host is not of this machine. */
export async function listen(front: Front): Promise<Listening> {
  const sockets = new Set<Socket>();
  const closing = new AbortController();
  const faulty = createFaultyHandler(front, closing.signal, () => end());
  let asked = 0;
  const server = createServer((request, response) => {
    asked += 1;
    void faulty(request, response, asked);
  });
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
  return {
    port: (server.address() as AddressInfo).port,
    get asked() {
      return asked;
    },
    close: end,
  };
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
  { faults, seed, answer, log, now }: Front,
  closing: AbortSignal,
  end: () => Promise<void>,
): (request: IncomingMessage, response: ServerResponse, number: number) => Promise<void> {
  const instead = createInstead(faults, seed, now);
  const send = createSend(faults, closing);
  const resets = counterOf(faults, 'reset');
  const hangs = counterOf(faults, 'hang');
  const fails = counterOf(faults, 'error-json');

  return async (request, response, number) => {
    if (number > (faults.get('drop-after') ?? Infinity)) return end();
    const hang = hangs();
    if (resets()) return void request.socket.resetAndDestroy();
    const body = await bodyOf(request);
    if (body === undefined || hang) return;
    await pause(faults.get('delay') ?? 0, closing);
    const given = instead(request, number) ?? answered(answer, request, body, log);
    // The server's own clock, not this machine's: they differ where tests or a fault say so.
    response.setHeader('date', new Date(now()).toUTCString());
    if (given.lost) return void request.socket.destroy();
    await send(request, response, request.method === 'GET' && given.status === 200 && fails() ? exceptionAnswer() : given);
  };
}

function answered(answer: Front['answer'], request: IncomingMessage, body: string, log: Log): Answer {
  try {
    const [written, search] = splitOnce(request.url ?? '/', '?');
    const raw = written.startsWith(`${movedPath}/`) ? written.slice(movedPath.length) : written;
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
