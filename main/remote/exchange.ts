/**
 * One question and its answer through `got`, with everything that got would do by itself switched off: no redirects,
 * no retries, no cookies, no exceptions for a status. The body is counted after decompression while it comes.
 */
import type { ClientRequest } from 'node:http';
import type { Socket } from 'node:net';
import got, { type PlainResponse } from 'got';
import { Failure } from '../failure.ts';
import { faultOf, tooLarge, truncated, type Fault } from './faults.ts';
import { firstByte, lastByte } from './bytes.ts';
import type { Limits } from './limits.ts';
import type { Way } from './line.ts';

export interface Question {
  readonly method: 'GET' | 'POST';
  readonly url: string;
  readonly token?: string;
  /** The `Accept` header; JSON where absent. */
  readonly accept?: string;
  /** Fields of a POST, sent as `application/x-www-form-urlencoded`. */
  readonly form?: Readonly<Record<string, string>>;
  /** Most bytes of the answer after decompression. */
  readonly largest: number;
  readonly signal?: AbortSignal;
}

export interface Reply {
  readonly status: number;
  readonly headers: Readonly<Record<string, string | string[] | undefined>>;
  /** In an ArrayBuffer of its own, so that it can be transferred to a thread. */
  readonly body: Uint8Array;
  /** Bytes received over the network. */
  readonly bytes: number;
}

export type Outcome = { readonly reply: Reply } | { readonly fault: Fault };

/** Whether a JSON text that begins as a list or an object also ends as one. */
function isWhole(body: Uint8Array): boolean {
  const first = firstByte(body);
  const last = lastByte(body);
  return !(first === '[' || first === '{') || last === ']' || last === '}';
}

function join(chunks: readonly Uint8Array[], size: number): Uint8Array {
  const body = new Uint8Array(size);
  let at = 0;
  for (const chunk of chunks) {
    body.set(chunk, at);
    at += chunk.byteLength;
  }
  return body;
}

/** Asks once over this way, within `time` milliseconds. Fails with `cancelled`; every other trouble is an outcome. */
export async function exchange(way: Way, limits: Limits, question: Question, time: number): Promise<Outcome> {
  const { signal } = question;
  if (signal?.aborted) throw new Failure('cancelled');
  const stream = got.stream(question.url, {
    method: question.method,
    headers: {
      'accept': question.accept ?? 'application/json',
      'user-agent': 'Paddock',
      ...(question.token !== undefined && { authorization: `Bearer ${question.token}` }),
    },
    ...(question.form && { form: question.form }),
    agent: way.agents,
    timeout: {
      lookup: limits.connect,
      connect: limits.connect,
      secureConnect: limits.connect,
      response: limits.firstByte,
      socket: limits.betweenBytes,
      request: time,
    },
    ...(signal && { signal }),
    retry: { limit: 0 },
    followRedirect: false,
    throwHttpErrors: false,
    strictContentLength: true,
  });

  let head: PlainResponse | undefined;
  let socket: Socket | undefined;
  let before = 0;
  stream.once('response', (response: PlainResponse) => (head = response));
  stream.once('request', (request: ClientRequest) => {
    request.once('socket', (used) => {
      socket = used;
      before = used.bytesRead;
    });
  });

  const chunks: Uint8Array[] = [];
  let size = 0;
  try {
    for await (const chunk of stream as AsyncIterable<Uint8Array>) {
      size += chunk.byteLength;
      if (size > question.largest) return { fault: tooLarge(question.largest) };
      chunks.push(chunk);
    }
  } catch (thrown) {
    if (signal?.aborted) throw new Failure('cancelled');
    return { fault: faultOf(thrown) };
  } finally {
    stream.destroy();
  }
  if (!head) return { fault: truncated() };
  const body = join(chunks, size);
  const reply = { status: head.statusCode, headers: head.headers, body, bytes: (socket?.bytesRead ?? before) - before };
  return reply.status < 300 && !isWhole(body) ? { fault: truncated() } : { reply };
}
