/**
 * What hostile answers cost in memory with the usual limits: a whole sync in a process of its own, with the real store on
 * its threads, against the same with ordinary pages. The answers are the heaviest that each limit still lets through.
 */
import { fork } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { createServer, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { brotliCompressSync, constants, createGzip, gzipSync } from 'node:zlib';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { bundledPath, storeThread } from '../setup/threads.ts';
import type { Measured } from './memory-child.ts';

const mebibyte = 1024 * 1024;
const mostAbovePlain = 512 * mebibyte;
const connection = 'Season2017';

/** Within the repository, so that the child finds the package that is not bundled. */

let folder: string;
let plain: number;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'paddock-memory-'));
  const { ended, message, most } = await sync(listing(20_000));
  expect({ ended, message }).toEqual({ ended: 'complete', message: '' });
  plain = most;
}, 120_000);
afterAll(() => rm(folder, { recursive: true }));

/** `from` and `to` count sessions. */
type Answer = (from: number, to: number, response: ServerResponse) => void;

const sessions = (from: number, to: number): string =>
  JSON.stringify(
    Array.from({ length: Math.max(0, to - from) }, (_, at) => ({
      Key: { value: `session-${from + at}` },
      Identifier: '171023220758',
      TimeOfRecording: '2017-10-23T22:07:58.3646176',
      TimeZone: 'UTC',
      SessionType: 'Practice',
      StartTime: '00:00:00',
      EndTime: '00:00:00',
      LapsCount: at,
      Id: from + at,
      State: 2,
    })),
  );

/** So many ordinary sessions; what lies behind them, even in part, is answered otherwise. */
const listing =
  (count: number, behind?: Answer): Answer =>
  (from, to, response) =>
    behind && to > count ? behind(from, to, response) : response.end(sessions(from, Math.min(to, count)));

/** A server that knows no pages: everything at once, whatever is asked for. */
const everything =
  (count: number): Answer =>
  (_from, _to, response) =>
    response.end(sessions(0, count));

const packed =
  (body: Uint8Array, encoding: string): Answer =>
  (_from, _to, response) =>
    response.writeHead(200, { 'content-encoding': encoding }).end(body);

/** A gigabyte of blanks, compressed while it goes. */
const bomb: Answer = (_from, _to, response) => {
  const gzip = createGzip();
  response.writeHead(200, { 'content-encoding': 'gzip' });
  gzip.pipe(response);
  let left = 1_024;
  const more = (): void => {
    if (response.destroyed || left-- === 0) gzip.end();
    else gzip.write(Buffer.alloc(mebibyte, ' '), more);
  };
  more();
};

/** So many elements, each another than all others. */
const each = (count: number, element: (name: string) => string): string =>
  `[${Array.from({ length: count }, (_, at) => element(at.toString(36).padStart(5, '_'))).join(',')}]`;
const texts = (from: number, count: number): string => each(count, (name) => `"${from}${name}"`);
const light = { level: constants.Z_BEST_SPEED };

async function sync(answer: Answer): Promise<Measured> {
  const server: Server = createServer((request, response) => {
    const { pathname, searchParams } = new URL(request.url ?? '/', 'http://memory');
    if (pathname === '/token') response.end('{"access_token":"t","expires_in":86399}');
    const size = Number(searchParams.get('pageSize'));
    const from = Number(searchParams.get('page')) * size;
    if (pathname !== '/token') answer(from, from + size, response);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const store = await mkdtemp(join(folder, 'store-'));
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const child = fork(bundledPath('memory-child'), [url, connection, store, storeThread.href], { execArgv: [] });
  let measured: Measured | undefined;
  child.once('message', (message) => (measured = message as Measured));
  await once(child, 'exit');
  server.closeAllConnections();
  await new Promise((resolve) => server.close(resolve));
  if (!measured) throw new Error('The process ended without telling anything.');
  return measured;
}

describe('a sync of hostile answers takes at most 512 MB more than one of ordinary ones', () => {
  const attacks: readonly [string, () => Answer, RegExp][] = [
    [
      'a brotli bomb',
      () => packed(brotliCompressSync(Buffer.alloc(512 * mebibyte, ' '), { params: { [constants.BROTLI_PARAM_QUALITY]: 1 } }), 'br'),
      /larger than the 64 MB/,
    ],
    ['many gzip bombs at once', () => listing(12_000, bomb), /larger than/],
    ['millions of empty lists', () => packed(gzipSync(`[${'[],'.repeat(20_000_000)}[]]`, light), 'gzip'), /more records/],
    ['millions of texts in one session', () => packed(gzipSync(`[{"Key":"k","x":${texts(0, 2_900_000)}}]`, light), 'gzip'), /more values/],
    [
      'millions of texts in many sessions',
      () =>
        packed(
          gzipSync(`[${Array.from({ length: 120 }, (_, at) => `{"Key":"k${at}","x":${texts(at * 14_500, 14_500)}}`).join(',')}]`, light),
          'gzip',
        ),
      /^complete/,
    ],
    ['100,000 ordinary sessions on one page', () => everything(100_000), /^complete/],
  ];

  it.each(attacks)(
    '%s',
    async (_name, answer, told) => {
      const { ended, message, most } = await sync(answer());
      expect(ended).not.toBe('bug');
      expect(`${ended}: ${message}`).toMatch(told);
      expect(most - plain).toBeLessThan(mostAbovePlain);
    },
    180_000,
  );
});
