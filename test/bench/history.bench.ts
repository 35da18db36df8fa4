/**
 * What a history costs: the room of many snapshots against that of one, lists as of any of them, and what differs between
 * two, alone and while another process reads a list into the same store.
 */
import { fork, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { silent } from '../../main/log.ts';
import { openStore, type OpenedStore } from '../../main/store/client.ts';
import { storeFile } from '../../main/store/start-thread.ts';
import { sizeOf } from '../../main/store/copy.ts';
import { defaultSort } from '../../preload/model.ts';
import { page, pageSize } from './listing.ts';
import { median, printTable, type Row } from './table.ts';

const thread = new URL('../test/store-thread.js', import.meta.url);
const server = 'http://bench';
const ms = (value: number): string => `${value.toFixed(value < 10 ? 1 : 0)} ms`;

interface Sent {
  Key: string;
  LapsCount: number;
}

/** A listing of so many sessions, of which each state has changed some since the one before. */
class Season {
  readonly #rows: Sent[];
  readonly #churn: number;
  #step = 0;

  constructor(sessions: number, churn: number) {
    this.#churn = churn;
    this.#rows = Array.from(
      { length: sessions / pageSize },
      (_, number) => JSON.parse(Buffer.from(page(number, false)).toString()) as Sent[],
    ).flat();
  }

  /** Changes the next rows; most of what changes in a season is the laps of what runs. */
  advance(): void {
    const count = Math.max(1, Math.round(this.#rows.length * this.#churn));
    for (let at = 0; at < count; at += 1) {
      const row = this.#rows[(this.#step * count + at * 97) % this.#rows.length];
      if (row) row.LapsCount = (row.LapsCount + 1) % 1_000;
    }
    this.#step += 1;
  }

  /** A read that is broken off after one page, in which some sessions changed: a snapshot at the price of that page. */
  async readPartly(store: OpenedStore, connection: string): Promise<void> {
    const startedAt = new Date().toISOString();
    const { read } = await store.beginRead({ server, connection, generation: 'rest', startedAt, fresh: true });
    const from = (this.#step * pageSize) % this.#rows.length;
    const some = this.#rows.slice(from, from + pageSize);
    for (let at = 0; at < some.length; at += 20) {
      const row = some[at];
      if (row) row.LapsCount = (row.LapsCount + 1) % 1_000;
    }
    this.#step += 1;
    await store.addPage(read, 0, pageSize, Buffer.from(JSON.stringify(some)));
    await store.seal(read, { status: 'partial', reason: 'Broken off.', endedAt: startedAt, keepCheckpoint: false });
  }

  async readInto(store: OpenedStore, connection: string): Promise<void> {
    const startedAt = new Date().toISOString();
    const { read } = await store.beginRead({ server, connection, generation: 'rest', startedAt, fresh: true });
    for (let at = 0; at < this.#rows.length; at += pageSize) {
      await store.addPage(read, at / pageSize, pageSize, Buffer.from(JSON.stringify(this.#rows.slice(at, at + pageSize))));
    }
    await store.seal(read, { status: 'complete', endedAt: new Date().toISOString(), keepCheckpoint: false });
  }
}

/** Run as a process of its own: reads a list into the store at a folder again and again, until it is killed. */
async function writeOn(folder: string): Promise<never> {
  const store = await openStore({ folder, thread, log: silent });
  const season = new Season(100_000, 0.01);
  process.send?.('writing');
  for (;;) {
    season.advance();
    await season.readInto(store, 'Beside');
  }
}

async function timed(times: number, work: () => Promise<unknown>): Promise<number> {
  const figures: number[] = [];
  for (let time = 0; time < times; time += 1) {
    const start = performance.now();
    await work();
    figures.push(performance.now() - start);
  }
  return median(figures);
}

/** How long lists as of snapshots spread over a history take, and what differs between two neighbours, ms. */
async function looking(store: OpenedStore, snapshots: number): Promise<{ readonly asOf: number; readonly diff: number }> {
  let turn = 0;
  const asOf = await timed(15, async () => {
    turn += 1;
    const snapshot = 1 + Math.floor((snapshots - 1) * ((turn * 0.618) % 1));
    const { view } = await store.openView({ server, connection: 'Season', snapshot, filter: '', sort: defaultSort });
    await store.closeView(view);
  });
  const diff = await timed(15, () => store.diff(server, 'Season', snapshots - 1, snapshots));
  return { asOf, diff };
}

const [, , role, at] = process.argv;
if (role === 'writer' && at !== undefined) await writeOn(at);

const rows: Row[] = [];
const note = (what: string, measured: string, reach: string, met: boolean): void => void rows.push({ what, measured, reach, met });
const folder = mkdtempSync(join(tmpdir(), 'paddock-history-bench-'));
try {
  const thirty = join(folder, 'thirty');
  let store = await openStore({ folder: thirty, thread, log: silent });
  const season = new Season(100_000, 0.01);
  await season.readInto(store, 'Season');
  await store.settled();
  await store.compact();
  const one = sizeOf(join(thirty, storeFile));
  for (let step = 1; step < 30; step += 1) {
    season.advance();
    await season.readInto(store, 'Season');
  }
  await store.settled();
  const { diff } = await looking(store, 30);
  await store.close();
  const all = sizeOf(join(thirty, storeFile));
  note(
    '30 snapshots of 100,000, 1 % changed each, against one',
    `${(all / one).toFixed(2)} × (${(all / 1e6).toFixed(0)} of ${(one / 1e6).toFixed(0)} MB)`,
    '1.3 ×',
    all / one <= 1.3,
  );
  note('diff of two snapshots of 100,000, 1 % changed', ms(diff), '50 ms', diff <= 50);

  const thousand = join(folder, 'thousand');
  store = await openStore({ folder: thousand, thread, log: silent });
  const long = new Season(100_000, 0.01);
  const begun = performance.now();
  await long.readInto(store, 'Season');
  for (let step = 1; step < 1_000; step += 1) await long.readPartly(store, 'Season');
  await store.settled();
  process.stdout.write(`1,000 snapshots of 100,000 in ${((performance.now() - begun) / 1000).toFixed(0)} s.\n`);
  const alone = await looking(store, 1_000);
  note('a list as of any of 1,000 snapshots of 100,000', ms(alone.asOf), '100 ms', alone.asOf <= 100);
  const writer: ChildProcess = fork(fileURLToPath(import.meta.url), ['writer', thousand]);
  await once(writer, 'message');
  const beside = await looking(store, 1_000);
  writer.kill('SIGKILL');
  await once(writer, 'exit');
  const ratio = (busy: number, quiet: number): string => `${(busy / quiet).toFixed(2)} × (${ms(busy)})`;
  note('  likewise, while another process reads a list', ratio(beside.asOf, alone.asOf), '1.5 ×', beside.asOf <= 1.5 * alone.asOf);
  note('diff of two of them, while another process reads a list', ratio(beside.diff, alone.diff), '1.5 ×', beside.diff <= 1.5 * alone.diff);
  const cost = await store.usage();
  note('usage of it all told', `${(cost.bytes / 1e6).toFixed(0)} MB`, '', true);
  await store.close();
} finally {
  rmSync(folder, { recursive: true, force: true });
}
printTable('History', rows);
