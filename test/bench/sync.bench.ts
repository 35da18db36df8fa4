/**
 * A sync against a script that asks page after page with `fetch` and keeps the rows in an array, from a server that
 * costs nothing (pages made beforehand), and the memory of a sync of a million sessions. Server, script and sync are
 * processes of their own, this file again each; the figures of a table come from one run, in turns.
 */
import { fork, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { silent } from '../../main/log.ts';
import { connect } from '../../main/remote/connect.ts';
import { openStore } from '../../main/store/client.ts';
import { createSync } from '../../main/sync/runner.ts';
import { defaultSort } from '../../preload/model.ts';
import { median, printTable } from './table.ts';

const rounds = 5;
const connection = 'Season2017';
const thread = new URL('../test/store-thread.js', import.meta.url);
const self = process.argv[1] ?? '';
const MB = 1024 * 1024;

interface Listing {
  readonly sessions: number;
  readonly pageSize: number;
  /** Milliseconds before each answer. */
  readonly delay: number;
}

/** What a reading process tells. */
interface Report {
  readonly sessions: number;
  readonly ms: number;
  /** Memory before and the most while reading, bytes. */
  readonly before: number;
  readonly most: number;
  readonly requests: number;
}

/** A session as the oldest generation sends it. */
function session(index: number): unknown {
  const bits = Math.imul(index + 1, 0x9e3779b1) >>> 0;
  const hex = (value: number): string => (Math.imul(value, 0x85ebca6b) >>> 0).toString(16).padStart(8, '0');
  const time = new Date(Date.UTC(2017, 9, 23, 22, 7, 58) - index * 97_000).toISOString().slice(0, 19);
  return {
    Key: {
      value: `${index.toString(16).padStart(8, '0')}-${hex(bits).slice(0, 4)}-4${hex(bits + 1).slice(0, 3)}-9${hex(bits + 2).slice(0, 3)}-${hex(bits + 3)}0000`,
    },
    Identifier: time.replace(/\D/g, '').slice(2),
    TimeOfRecording: `${time}.${String(bits % 10_000_000).padStart(7, '0')}`,
    TimeZone: 'UTC',
    SessionType: ['Practice', 'Qualifying', 'Race'][bits % 3],
    StartTime: '11:19:45.0450000',
    EndTime: '12:02:11.1230000',
    LapsCount: bits % 70,
    Id: index,
    State: bits % 3,
  };
}

/** The server's process: answers a listing whose pages were made before it says where it is. */
function serve({ sessions, pageSize, delay }: Listing): void {
  const rowsOf = (page: number, size: number): Buffer =>
    Buffer.from(
      JSON.stringify(Array.from({ length: Math.max(0, Math.min(size, sessions - page * size)) }, (_row, at) => session(page * size + at))),
    );
  const pages = Array.from({ length: Math.ceil(sessions / pageSize) }, (_, page) => rowsOf(page, pageSize));
  const server = createServer((request, response) => {
    const { pathname, searchParams } = new URL(request.url ?? '/', 'http://bench');
    if (pathname === '/token') {
      request.resume();
      response.end(JSON.stringify({ access_token: 'bench', token_type: 'bearer', expires_in: 86399 }));
      return;
    }
    const [page, size] = [Number(searchParams.get('page')), Number(searchParams.get('pageSize'))];
    const body = (size === pageSize ? pages[page] : undefined) ?? rowsOf(page, size);
    const answer = (): void =>
      void response.writeHead(200, { 'content-type': 'application/json', 'content-length': body.length }).end(body);
    if (delay > 0) setTimeout(answer, delay);
    else answer();
  });
  server.keepAliveTimeout = 60_000;
  server.listen(0, '127.0.0.1', () => process.send?.((server.address() as AddressInfo).port));
}

/** The script's process: page after page, rows in an array, until a page is shorter than asked for. */
async function script(url: string, pageSize: number): Promise<number> {
  const rows: unknown[] = [];
  for (let page = 0; ; page++) {
    const answer = await fetch(`${url}/api/connections/${connection}/sessions?page=${page}&pageSize=${pageSize}`, {
      headers: { authorization: 'Bearer bench' },
    });
    const more = (await answer.json()) as unknown[];
    rows.push(...more);
    if (more.length < pageSize) return rows.length;
  }
}

/** Measures `work` in this process and reports to the parent. */
async function report(work: () => Promise<{ readonly sessions: number; readonly requests: number }>): Promise<void> {
  globalThis.gc?.();
  const before = process.memoryUsage.rss();
  let most = before;
  const sampling = setInterval(() => (most = Math.max(most, process.memoryUsage.rss())), 20);
  const begun = performance.now();
  const { sessions, requests } = await work();
  const ms = performance.now() - begun;
  clearInterval(sampling);
  const told: Report = { sessions, requests, ms, before, most };
  process.send?.(told);
}

/** The sync's process: a fresh store, signed in, then from the first request to the first rows of the sealed list. */
async function sync(url: string, pageSize: number): Promise<void> {
  const folder = mkdtempSync(join(tmpdir(), 'paddock-sync-bench-'));
  const store = await openStore({ folder, thread, log: silent });
  const remote = await connect({ url, generation: 'rest' }, { user: 'demo', password: 'demo' }, { log: silent });
  try {
    await report(async () => {
      const { sessions, requests, status } = await createSync({ store, log: silent })({ server: url, connection, pageSize }, remote);
      if (status !== 'complete') throw new Error('The sync is partial.');
      const { rows } = await store.openView({ server: url, connection, filter: '', sort: defaultSort });
      if (rows.length === 0) throw new Error('The list is empty.');
      return { sessions, requests };
    });
  } finally {
    remote.close();
    await store.close();
    rmSync(folder, { recursive: true });
  }
}

/** Starts this file again in another role. */
function start(role: string, ...words: readonly (string | number)[]): ChildProcess {
  return fork(self, [role, ...words.map(String)], { execArgv: ['--expose-gc'] });
}

async function read(role: 'script' | 'sync', url: string, { sessions, pageSize }: Listing): Promise<Report> {
  const child = start(role, url, pageSize);
  const ended = once(child, 'exit') as Promise<[number | null]>;
  const told = await Promise.race([once(child, 'message') as Promise<[Report]>, ended.then(() => undefined)]);
  const [code] = await ended;
  const [result] = told ?? [];
  if (code !== 0 || result?.sessions !== sessions) throw new Error(`The ${role} read ${result?.sessions ?? 'no'} sessions of ${sessions}.`);
  return result;
}

/** A server for as long as `work` takes. */
async function withServer<Result>(listing: Listing, work: (url: string) => Promise<Result>): Promise<Result> {
  const server = start('serve', JSON.stringify(listing));
  const [port] = (await once(server, 'message')) as [number];
  try {
    return await work(`http://127.0.0.1:${port}`);
  } finally {
    server.kill();
  }
}

/** Medians of script and sync over the same server, one after another, and of their ratio. */
function compare(
  listing: Listing,
): Promise<{ readonly script: number; readonly sync: number; readonly ratio: number; readonly requests: number }> {
  return withServer(listing, async (url) => {
    const pairs: { readonly script: Report; readonly sync: Report }[] = [];
    for (let round = 0; round < rounds; round++)
      pairs.push({ script: await read('script', url, listing), sync: await read('sync', url, listing) });
    return {
      script: median(pairs.map((pair) => pair.script.ms)),
      sync: median(pairs.map((pair) => pair.sync.ms)),
      ratio: median(pairs.map((pair) => pair.sync.ms / pair.script.ms)),
      requests: median(pairs.map((pair) => pair.sync.requests)),
    };
  });
}

async function bench(): Promise<void> {
  const quick: Listing = { sessions: 100_000, pageSize: 1000, delay: 0 };
  const far: Listing = { sessions: 20_000, pageSize: 50, delay: 40 };
  const long: Listing = { sessions: 1_000_000, pageSize: 1000, delay: 0 };
  const [near, behind] = [await compare(quick), await compare(far)];
  const memory = await withServer(long, (url) => read('sync', url, long));
  const grown = (memory.most - memory.before) / MB;
  const told = ({ ratio, sync: ours, script: theirs, requests }: typeof near): string =>
    `${ratio.toFixed(2)} × (${ours.toFixed(0)} of ${theirs.toFixed(0)} ms, ${requests} requests)`;
  printTable('Sync', [
    { what: '100,000 sessions, 1,000 a page, sealed and listed', measured: told(near), reach: '≤ 2 ×', met: near.ratio <= 2 },
    { what: '20,000 sessions, 50 a page, 40 ms of delay', measured: told(behind), reach: '≤ 0.25 ×', met: behind.ratio <= 0.25 },
    {
      what: '1,000,000 sessions: memory above the start',
      measured: `${grown.toFixed(0)} MB (in ${(memory.ms / 1000).toFixed(1)} s)`,
      reach: '≤ 300 MB',
      met: grown <= 300,
    },
  ]);
}

const [role, word = '', size = ''] = process.argv.slice(2);
if (role === 'serve') serve(JSON.parse(word) as Listing);
else if (role === 'script') await report(async () => ({ sessions: await script(word, Number(size)), requests: 0 }));
else if (role === 'sync') await sync(word, Number(size));
else await bench();
if (role === 'script' || role === 'sync') process.disconnect();
