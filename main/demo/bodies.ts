/** How a body goes out: whole or in drips, compressed, broken off, stalled; and the bodies that no client should take. */
import type { IncomingMessage, ServerResponse } from 'node:http';
import { pipeline } from 'node:stream/promises';
import { Readable } from 'node:stream';
import { brotliCompressSync, constants, createBrotliCompress, createGzip, gzipSync } from 'node:zlib';
import type { Answer } from './answer.ts';
import { counterOf, type Faults } from './faults.ts';
import { isWithinConnection } from './instead.ts';

/** Sends answers; each call is one. Resolves when nothing more is sent. */
export type Send = (request: IncomingMessage, response: ServerResponse, answer: Answer) => Promise<void>;

/** A body that attacks who reads it, and the headers that say what it is. */
interface Attack {
  readonly headers: Readonly<Record<string, string>>;
  readonly body: () => Readable;
}

const mebibyte = 1024 * 1024;
const bombMebibytes = 1024;
const bracketCount = 200_000;
const elementCount = 10_000_000;

function* blanks(): Generator<string> {
  const piece = ' '.repeat(mebibyte);
  yield '[';
  for (let count = 0; count < bombMebibytes; count += 1) yield piece;
  yield ']';
}

function* withoutEnd(): Generator<string> {
  const piece = '{"Key":"00000000-0000-0000-0000-000000000000"},'.repeat(1000);
  yield '[';
  for (;;) yield piece;
}

function* emptyOnes(): Generator<string> {
  const piece = '{},'.repeat(10_000);
  yield '[';
  for (let count = 0; count < elementCount; count += 10_000) yield count + 10_000 < elementCount ? piece : piece.slice(0, -1);
  yield ']';
}

const through = (source: Iterable<string>, squeezed: NodeJS.ReadWriteStream): Readable =>
  Readable.from(source, { objectMode: false })
    .pipe(squeezed)
    // Whoever stops reading ends the compression too.
    .on('error', () => undefined) as unknown as Readable;

const attacks = {
  'gzip-bomb': { headers: { 'content-encoding': 'gzip' }, body: () => through(blanks(), createGzip({ level: 1 })) },
  'brotli-bomb': {
    headers: { 'content-encoding': 'br' },
    body: () => through(blanks(), createBrotliCompress({ params: { [constants.BROTLI_PARAM_QUALITY]: 1 } })),
  },
  'endless': { headers: {}, body: () => Readable.from(withoutEnd(), { objectMode: false }) },
  'brackets': { headers: {}, body: () => Readable.from(['['.repeat(bracketCount), ']'.repeat(bracketCount)], { objectMode: false }) },
  'elements': { headers: {}, body: () => Readable.from(emptyOnes(), { objectMode: false }) },
  'big-header': { headers: { 'x-filler': 'x'.repeat(mebibyte) }, body: () => Readable.from(['[]'], { objectMode: false }) },
} as const satisfies Readonly<Record<string, Attack>>;

const attackNames = Object.keys(attacks) as (keyof typeof attacks)[];

/** @param closing aborts when the server closes. */
export function createSend(faults: Faults, closing: AbortSignal): Send {
  const due = new Map(attackNames.map((name) => [name, counterOf(faults, name)]));
  const truncates = counterOf(faults, 'truncate');
  const stalls = counterOf(faults, 'stall');

  const attackOn = (url: string): Attack | undefined => {
    if (!isWithinConnection(url)) return undefined;
    // Each counts for itself, so all of them count what another one takes.
    const found = attackNames.filter((name) => due.get(name)?.() === true);
    return found[0] === undefined ? undefined : attacks[found[0]];
  };

  const compressed = (request: IncomingMessage, bytes: Buffer): readonly [Buffer, Readonly<Record<string, string>>] => {
    const accepted = request.headers['accept-encoding'] ?? '';
    if (faults.has('brotli') && /\bbr\b/i.test(accepted)) return [brotliCompressSync(bytes), { 'content-encoding': 'br' }];
    if (faults.has('gzip') && /\bgzip\b/i.test(accepted)) return [gzipSync(bytes), { 'content-encoding': 'gzip' }];
    return [bytes, {}];
  };

  return async (request, response, answer) => {
    const isData = request.method === 'GET' && answer.status === 200;
    const attack = isData ? attackOn(request.url ?? '') : undefined;
    if (attack !== undefined) {
      response.writeHead(200, { 'content-type': answer.type, ...attack.headers });
      // Who goes away in the middle is the one who did right.
      await pipeline(attack.body(), response).catch(() => undefined);
      return;
    }
    const plain = Buffer.from(faults.has('bom') && answer.type.includes('json') ? `\uFEFF${answer.body}` : answer.body);
    const [bytes, encoding] = compressed(request, plain);
    response.writeHead(answer.status, { 'content-type': answer.type, 'content-length': bytes.length, ...encoding, ...answer.headers });
    if (isData && truncates()) {
      response.write(bytes.subarray(0, bytes.length >> 1), () => request.socket.destroy());
      return;
    }
    if (isData && stalls()) {
      response.write(bytes.subarray(0, bytes.length >> 1));
      return;
    }
    const rate = faults.get('slow');
    const every = faults.get('drip');
    if (rate !== undefined) {
      const step = Math.max(1, Math.ceil(rate / 10));
      await drip(response, bytes, step, (1000 * step) / rate, closing);
    } else if (every !== undefined) await drip(response, bytes, 1, every, closing);
    else response.end(bytes);
  };
}

async function drip(response: ServerResponse, bytes: Buffer, step: number, every: number, closing: AbortSignal): Promise<void> {
  for (let at = 0; at < bytes.length && !response.destroyed; at += step) {
    response.write(bytes.subarray(at, at + step));
    await pause(every, closing);
  }
  response.end();
}

/** Waits so many milliseconds; ends early when the server closes. */
export function pause(ms: number, closing: AbortSignal): Promise<void> {
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
