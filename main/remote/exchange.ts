/**
 * One question and its answer through `got`, with everything that got would do by itself switched off: no redirects,
 * no retries, no cookies, no exceptions for a status. The body is counted after decompression while it comes.
 */
import type { ClientRequest } from 'node:http';
import type { Socket } from 'node:net';
import got, { type PlainResponse } from 'got';
import { Failure } from '../failure.ts';
import { Broken, brokenOff, faultOf, otherProtocol, tooLarge, tooMuchAtOnce, truncated, type Fault } from './faults.ts';
import { firstByte, lastByte } from './bytes.ts';
import type { Limits } from './limits.ts';
import type { Way } from './line.ts';
import type { Wait } from './remote.ts';
import { retryAfterOf } from './waits.ts';

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
  /** `false`: goes out once, whatever becomes of it (a POST over a connection of its own), or is repeated by the caller. */
  readonly repeat?: false;
  /** What it is for, in the list of requests. */
  readonly work?: string;
  /** Told before each pause between two tries. */
  readonly onWait?: (wait: Wait) => void;
}

export interface Reply {
  readonly status: number;
  readonly headers: Readonly<Record<string, string | string[] | undefined>>;
  /** In an ArrayBuffer of its own, so that it can be transferred to a thread. Of an answer that is no success the beginning. */
  readonly body: Uint8Array;
  /** Bytes received over the network. */
  readonly bytes: number;
  /** Milliseconds that the server asks to wait. */
  readonly retryAfter?: number;
}

export type Outcome = { readonly reply: Reply } | { readonly fault: Fault };

/** Asks once over this way, within `time` milliseconds. Fails with `cancelled`; every other trouble is an outcome. */
export type Exchange = (way: Way, question: Question, time: number) => Promise<Outcome>;

/** Whether a JSON text that begins as a list or an object also ends as one. */
function isWhole(body: Uint8Array): boolean {
  const first = firstByte(body);
  const last = lastByte(body);
  return !(first === '[' || first === '{') || last === ']' || last === '}';
}

/** Joins what came and lets go of it, so that a large answer is not held twice for longer than that. */
function join(chunks: Uint8Array[], size: number): Uint8Array {
  const body = new Uint8Array(size);
  let at = 0;
  for (const chunk of chunks.splice(0)) {
    body.set(chunk, at);
    at += chunk.byteLength;
  }
  return body;
}

/** What the answers under way hold together, in bytes. */
interface Held {
  bytes: number;
}

/** An answer as it comes: what was read of it, or why no more of it is. */
interface Coming {
  head: PlainResponse | undefined;
  readonly chunks: Uint8Array[];
  size: number;
}

const isSuccess = (head: PlainResponse): boolean => head.statusCode < 300;

/** Takes what comes; returns a fault where it is more than is taken. The status of an error tells enough without its body. */
async function take(
  stream: AsyncIterable<Uint8Array>,
  coming: Coming,
  largest: number,
  limits: Limits,
  held: Held,
): Promise<Fault | undefined> {
  for await (const chunk of stream) {
    const success = coming.head === undefined || isSuccess(coming.head);
    if (success && coming.size === 0 && Number(coming.head?.headers['content-length']) > largest) return tooLarge(largest);
    coming.chunks.push(chunk);
    coming.size += chunk.byteLength;
    held.bytes += chunk.byteLength;
    if (!success && coming.size >= limits.error) return undefined;
    if (coming.size > largest) return tooLarge(largest);
    if (held.bytes > limits.underWay) return tooMuchAtOnce();
  }
  return undefined;
}

function outcomeOf({ head, chunks, size }: Coming, bytes: number): Outcome {
  if (!head) return { fault: brokenOff() };
  const body = join(chunks, size);
  if (isSuccess(head) && !isWhole(body)) return { fault: truncated() };
  const retryAfter = isSuccess(head) ? undefined : retryAfterOf(head.headers, Date.now());
  return {
    reply: { status: head.statusCode, headers: head.headers, body, bytes, ...(retryAfter !== undefined && { retryAfter }) },
  };
}

/** What asks: one for all questions of a client, because the memory that answers take together is bounded, too. */
export function createExchange(limits: Limits): Exchange {
  const client = got.extend({
    headers: { 'user-agent': 'Paddock' },
    timeout: {
      lookup: limits.connect,
      connect: limits.connect,
      secureConnect: limits.connect,
      response: limits.firstByte,
      socket: limits.betweenBytes,
    },
    retry: { limit: 0 },
    followRedirect: false,
    throwHttpErrors: false,
    strictContentLength: true,
    maxHeaderSize: limits.headers,
  });
  const held: Held = { bytes: 0 };

  return async (way, question, time) => {
    const { signal, token } = question;
    if (signal?.aborted) throw new Failure('cancelled');
    const stream = client.stream(question.url, {
      method: question.method,
      headers: { accept: question.accept ?? 'application/json', ...(token !== undefined && { authorization: `Bearer ${token}` }) },
      ...(question.form && { form: question.form }),
      agent: way.agents,
      ...(way.request && { request: way.request }),
      timeout: { request: time },
      ...(signal && { signal }),
    });
    const coming: Coming = { head: undefined, chunks: [], size: 0 };
    let socket: Socket | undefined;
    let before = 0;
    stream.once('response', (response: PlainResponse) => (coming.head = response));
    stream.once('request', (request: ClientRequest) => {
      request.once('socket', (used) => {
        socket = used;
        before = used.bytesRead;
      });
      request.once('upgrade', (_response, used) => {
        used.destroy();
        stream.destroy(new Broken(otherProtocol()));
      });
    });
    try {
      const fault = await take(stream as AsyncIterable<Uint8Array>, coming, question.largest, limits, held);
      return fault ? { fault } : outcomeOf(coming, (socket?.bytesRead ?? before) - before);
    } catch (thrown) {
      if (signal?.aborted) throw new Failure('cancelled');
      return { fault: faultOf(thrown, coming.head !== undefined) };
    } finally {
      held.bytes -= coming.size;
      stream.destroy();
    }
  };
}
