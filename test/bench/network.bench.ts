/**
 * What reading over a network costs, in requests counted at a demo server of this process: with one answer in ten failing
 * against none, with every page failing, and a list at rest by the size of its pages. And how soon a cancel is felt.
 */
import { mkdtempSync, rmSync } from 'node:fs';
import { createServer, type Socket } from 'node:net';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseFault, startDemo } from '../../main/demo/index.ts';
import { asFailure } from '../../main/failure.ts';
import { silent } from '../../main/log.ts';
import { connect } from '../../main/remote/connect.ts';
import { createTransport } from '../../main/remote/transport.ts';
import { openStore } from '../../main/store/client.ts';
import { createSync } from '../../main/sync/runner.ts';
import { median, printTable, type Row } from './table.ts';

const sessions = 5_000;
const connection = 'Season2017';
const thread = new URL('../test/store-thread.js', import.meta.url);

interface Counted {
  readonly requests: number;
  /** Those of them that came before the first page: the sign-in's. */
  readonly before: number;
  readonly status: string;
  readonly ms: number;
}

/** The requests that the server sees of a first sync, those of the sign-in among them. */
async function sync(pageSize: number, seed: number, faults: readonly string[] = []): Promise<Counted> {
  const folder = mkdtempSync(join(tmpdir(), 'paddock-network-bench-'));
  const server = await startDemo({ port: 0, generation: 'rest', sessions, seed, faults: faults.map(parseFault) });
  const store = await openStore({ folder, thread, log: silent });
  const begun = performance.now();
  let before = 0;
  const counted = (status: string): Counted => ({ requests: server.asked, before, status, ms: performance.now() - begun });
  try {
    const remote = await connect({ url: server.url, generation: 'rest' }, { user: 'demo', password: 'demo' }, { log: silent });
    before = server.asked;
    try {
      const { status } = await createSync({ store, log: silent })({ server: server.url, connection, pageSize }, remote);
      return counted(status);
    } finally {
      remote.close();
    }
  } catch (thrown) {
    return counted(asFailure(thrown).code);
  } finally {
    await store.close();
    await server.close();
    rmSync(folder, { recursive: true });
  }
}

const told = ({ requests, status, ms }: Counted): string => `${requests} requests, ${status}, ${(ms / 1000).toFixed(1)} s`;

/** One in ten is answered with 503, by chance of each seed, against the same list without. */
async function flaky(): Promise<readonly Row[]> {
  const rows: Row[] = [];
  for (const seed of [1, 2, 3, 4, 5]) {
    const plain = await sync(50, seed);
    const failing = await sync(50, seed, ['flaky=10']);
    const ratio = failing.requests / plain.requests;
    rows.push({
      what: `503 for 10 % of requests, seed ${seed}`,
      measured: `${ratio.toFixed(2)} × (${told(failing)}; plain ${plain.requests})`,
      reach: '≤ 1.3 ×, complete',
      met: ratio <= 1.3 && failing.status === 'complete',
    });
  }
  return rows;
}

async function failing(): Promise<Row> {
  const all = await sync(50, 1, ['fail-pages=503']);
  return { what: '503 for every page', measured: told(all), reach: '≤ 20 requests', met: all.requests <= 20 };
}

async function still(pageSize: number): Promise<Row> {
  const pages = Math.ceil(sessions / pageSize);
  const read = await sync(pageSize, 1);
  const asked = read.requests - read.before;
  return {
    what: `${sessions.toLocaleString('en')} sessions at rest, ${pageSize.toLocaleString('en')} a page`,
    measured: `${(asked / pages).toFixed(2)} × (${asked} requests for ${pages} pages, after ${read.before} to sign in, ${read.status})`,
    reach: '≤ 3 ×',
    met: asked <= 3 * pages && read.status === 'complete',
  };
}

/** Milliseconds from the cancel of a question that waits for its answer to the client's failure, and to the end of the socket. */
async function cancels(count: number): Promise<readonly { readonly client: number; readonly socket: number }[]> {
  const felt: { client: number; socket: number }[] = [];
  let heard: (socket: Socket) => void = () => undefined;
  const sockets = new Set<Socket>();
  const server = createServer((socket) => {
    sockets.add(socket);
    socket.on('error', () => socket.destroy());
    socket.once('data', () => heard(socket));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/list`;
  const transport = createTransport({ log: silent });
  try {
    for (let round = 0; round < count; round++) {
      const stop = new AbortController();
      const waiting = new Promise<Socket>((resolve) => (heard = resolve));
      const failed = transport.ask({ method: 'GET', url, largest: 1_000, signal: stop.signal }).then(
        () => Promise.reject(new Error('The question was answered.')),
        () => performance.now(),
      );
      const socket = await waiting;
      const closed = new Promise<number>((resolve) => socket.once('close', () => resolve(performance.now())));
      const begun = performance.now();
      stop.abort();
      const [client, end] = await Promise.all([failed, closed]);
      felt.push({ client: client - begun, socket: end - begun });
    }
  } finally {
    transport.close();
    for (const socket of sockets) socket.destroy();
    server.close();
  }
  return felt;
}

async function cancelling(): Promise<readonly Row[]> {
  const felt = await cancels(50);
  const row = (what: string, values: readonly number[]): Row => {
    const middle = median(values);
    return {
      what,
      measured: `${middle.toFixed(1)} ms, worst ${Math.max(...values).toFixed(1)} ms`,
      reach: '≤ 100 ms',
      met: middle <= 100,
    };
  };
  return [
    row(
      '50 cancels, until the question fails',
      felt.map(({ client }) => client),
    ),
    row(
      '50 cancels, until the server sees the socket end',
      felt.map(({ socket }) => socket),
    ),
  ];
}

const rows = [...(await cancelling())];
for (const size of [1000, 200, 50]) rows.push(await still(size));
rows.push(...(await flaky()), await failing());
printTable('Network', rows);
