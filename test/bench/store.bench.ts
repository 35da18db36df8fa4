/**
 * The store at 1,000,000 sessions, through the same client and threads as the application. Pages are made beforehand,
 * page by page: their cost is not measured.
 */
import { spawn } from 'node:child_process';
import { mkdtempSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { silent } from '../../main/log.ts';
import { openStore, type OpenedStore } from '../../main/store/client.ts';
import { storeFile } from '../../main/store/start-thread.ts';
import { defaultSort, sortFields, type Sort, type SortField } from '../../preload/model.ts';
import { page, pageSize } from './listing.ts';
import { median, printTable, type Row } from './table.ts';

const thread = new URL('../test/store-thread.js', import.meta.url);
const server = 'http://bench';
/** Milliseconds that the store itself took to take and seal that many pages; the bytes of the pages are added up. */
async function read(store: OpenedStore, connection: string, pages: number, details: boolean): Promise<{ ms: number; bytes: number }> {
  const startedAt = new Date().toISOString();
  let ms = 0;
  let bytes = 0;
  const timed = async <Value>(work: () => Promise<Value>): Promise<Value> => {
    const start = performance.now();
    const value = await work();
    ms += performance.now() - start;
    return value;
  };
  const { read: id } = await timed(() =>
    store.beginRead({ server, connection, generation: details ? 'sqlrace' : 'rest', startedAt, fresh: true }),
  );
  for (let number = 0; number < pages; number += 1) {
    const body = page(number, details);
    bytes += body.byteLength;
    await timed(() => store.addPage(id, number, pageSize, body));
  }
  await timed(() => store.seal(id, { status: 'complete', endedAt: new Date().toISOString(), keepCheckpoint: false }));
  return { ms, bytes };
}

/** The median of five times that a list takes to open, and how many it shows. */
async function opening(store: OpenedStore, filter: string, sort: Sort = defaultSort, times = 5): Promise<{ ms: number; total: number }> {
  const figures: number[] = [];
  let total = 0;
  for (let time = 0; time < times; time += 1) {
    const start = performance.now();
    const view = await store.openView({ server, connection: 'Million', filter, sort });
    figures.push(performance.now() - start);
    total = view.total;
    await store.closeView(view.view);
  }
  return { ms: median(figures), total };
}

const ms = (value: number): string => `${value.toFixed(value < 10 ? 1 : 0)} ms`;
const millions = (bytes: number): string => `${(bytes / 1e6).toFixed(0)} MB`;

const filters: readonly (readonly [string, string, number])[] = [
  ['a filter of three letters', 'ham', 60],
  ['a filter of three letters', 'rac', 60],
  ['a filter of a long word', 'francorchamps', 150],
  ['a filter of a long word', 'qualifying', 150],
  ['a filter of one letter', 'z', 150],
  ['a filter of one letter', 'e', 150],
  ['a filter of two letters', 'in', 150],
  ['a filter of two letters', 'ff', 150],
  ['a filter of two digits', '93', 150],
  ['a field', 'driver:VET', 500],
  ['a comparison', 'laps>60', 500],
  ['digits', '171023', 500],
];
const columns: readonly SortField[] = [...sortFields, 'detail:Driver', 'detail:Car', 'detail:Circuit', 'detail:Session Name'];

/** Filters and sorts of the large list; while something else goes on, each may take `allowance` times as long. */
async function measure(store: OpenedStore, meanwhile: string, allowance: number): Promise<void> {
  for (const [what, filter, reach] of filters) {
    const { ms: taken, total } = await opening(store, filter);
    const limit = reach * allowance;
    note(`${what}${meanwhile}: ${filter} (${total.toLocaleString('en')} found)`, ms(taken), `${limit} ms`, taken <= limit);
  }
  for (const field of columns) {
    // Not the way in which the list is kept, and another one than was sorted by before.
    const sort: Sort = { field, direction: meanwhile === '' ? 'asc' : 'desc' };
    const first = await opening(store, '', sort, 1);
    const again = await opening(store, '', sort);
    note(`a sort by ${field}${meanwhile}, the first time`, ms(first.ms), `${2000 * allowance} ms`, first.ms <= 2000 * allowance);
    note(`a sort by ${field}${meanwhile}, again`, ms(again.ms), `${100 * allowance} ms`, again.ms <= 100 * allowance);
  }
}

/** This program once more, which only stages pages of another connection until it is ended. */
function stageInAnotherProcess(folder: string): { readonly begun: Promise<void>; readonly end: () => void } {
  const child = spawn(process.execPath, [fileURLToPath(import.meta.url), folder], { stdio: ['ignore', 'pipe', 'inherit'] });
  const begun = new Promise<void>((resolve, reject) => {
    child.stdout.once('data', () => resolve());
    child.once('exit', () => reject(new Error('The process that stages pages has ended.')));
  });
  return { begun, end: () => void child.kill() };
}

async function stage(folder: string): Promise<never> {
  const store = await openStore({ folder, thread, log: silent });
  const { read: id } = await store.beginRead({
    server,
    connection: 'Other',
    generation: 'sqlrace',
    startedAt: new Date().toISOString(),
    fresh: true,
  });
  for (let number = 0; ; number += 1) {
    await store.addPage(id, number, pageSize, page(number, true));
    if (number === 0) process.stdout.write('begun\n');
  }
}

const rows: Row[] = [];
const note = (what: string, measured: string, reach: string, met: boolean): void => void rows.push({ what, measured, reach, met });
const [staged] = process.argv.slice(2);
if (staged !== undefined) await stage(staged);
const folder = mkdtempSync(join(tmpdir(), 'paddock-bench-'));
try {
  const figures: number[] = [];
  let perSession = 0;
  for (let time = 0; time < 5; time += 1) {
    const small = join(folder, `small-${time}`);
    const store = await openStore({ folder: small, thread, log: silent });
    const { ms: taken, bytes } = await read(store, 'Hundred', 100, false);
    figures.push(taken);
    await store.settled();
    await store.close();
    perSession = statSync(join(small, storeFile)).size / bytes;
    rmSync(small, { recursive: true });
  }
  note('100,000 sessions: decode, stage, seal', ms(median(figures)), '1000 ms', median(figures) <= 1000);
  note('size of the file against the listing’s JSON, index included', `${perSession.toFixed(2)} ×`, '1.2 ×', perSession <= 1.2);

  let store = await openStore({ folder, thread, log: silent });
  const before = process.memoryUsage.rss();
  let peak = before;
  const watching = setInterval(() => (peak = Math.max(peak, process.memoryUsage.rss())), 50);
  const million = await read(store, 'Million', 1000, true);
  clearInterval(watching);
  note('1,000,000 sessions: memory above the start', millions(peak - before), '300 MB', peak - before <= 300e6);
  const sealed = performance.now();
  await store.settled();
  process.stdout.write(`1,000,000 sessions sealed in ${ms(million.ms)}; order and index ${ms(performance.now() - sealed)} later.\n`);
  await store.close();
  store = await openStore({ folder, thread, log: silent });

  const cold = performance.now();
  const view = await store.openView({ server, connection: 'Million', filter: '', sort: defaultSort });
  const first = performance.now() - cold;
  process.stdout.write(`First list after the start: ${ms(first)}.\n`);
  await store.closeView(view.view);
  const whole = await opening(store, '');
  note('first 60 rows of 1,000,000', ms(whole.ms), '30 ms', whole.ms <= 30);
  note('the whole order (with its first rows, read cold)', ms(first), '200 ms', first <= 200);
  await measure(store, '', 1);
  const staging = stageInAnotherProcess(folder);
  try {
    await staging.begun;
    await measure(store, ' while a sync writes', 1.5);
  } finally {
    staging.end();
  }
  await store.close();
} finally {
  rmSync(folder, { recursive: true, force: true });
}
printTable('Store', rows);
