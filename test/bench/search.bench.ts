/**
 * Searching every saved list, through the same client and threads as the application: 1,000,000 sessions as 20 lists of
 * 50,000, and as one. `npm run bench -- search`; with `PADDOCK_BENCH_SESSIONS` so many sessions in place of 1,000,000.
 */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import { silent } from '../../main/log.ts';
import { openStore, type OpenedStore } from '../../main/store/client.ts';
import { defaultSort } from '../../preload/model.ts';
import { page, pageSize } from './listing.ts';
import { median, printTable, type Row } from './table.ts';

const thread = new URL('../test/store-thread.js', import.meta.url);
const server = 'http://bench';
const sessions = Number(process.env['PADDOCK_BENCH_SESSIONS'] ?? 1_000_000);
const most = 5;
const reach = 100;
/** Between the dialog's opening and the first word, ms. */
const beforeTyping = 700;
/** Typed letter by letter, and asked for from the third on; the last one is pasted. */
const typed = ['race', 'spa-francorchamps', 'qualifying', 'run 77', '171023', 'nowhere', 'ham spa', '12:3'];
const pasted = ['run 66'];

async function save(store: OpenedStore, connection: string, first: number, pages: number): Promise<void> {
  const startedAt = new Date().toISOString();
  const { read } = await store.beginRead({ server, connection, generation: 'sqlrace', startedAt, fresh: true });
  for (let number = 0; number < pages; number += 1) await store.addPage(read, number, pageSize, page(first + number, true));
  await store.seal(read, { status: 'complete', endedAt: new Date().toISOString(), keepCheckpoint: false });
}

const rows: Row[] = [];

async function measure(count: number): Promise<void> {
  const folder = mkdtempSync(join(tmpdir(), 'paddock-bench-'));
  try {
    const names = Array.from({ length: count }, (_, at) => `List ${at}`);
    const pages = sessions / pageSize / count;
    let store = await openStore({ folder, thread, log: silent });
    for (const [at, name] of names.entries()) await save(store, name, at * pages, pages);
    await store.settled();
    await store.close();
    store = await openStore({ folder, thread, log: silent });
    const lists = names.map((connection) => ({ server, connection }));
    const search = async (filter: string): Promise<{ ms: number; total: number }> => {
      const start = performance.now();
      const found = await store.search({ filter, lists, most });
      return { ms: performance.now() - start, total: found.reduce((sum, list) => sum + (list?.total ?? 0), 0) };
    };
    const cold = await search('');
    const what = `${sessions.toLocaleString('en')} sessions in ${count === 1 ? 'one list' : `${count} lists`}`;
    rows.push({ what: `${what}: the dialog opens`, measured: `${cold.ms.toFixed(0)} ms`, reach: `${reach} ms`, met: cold.ms <= reach });
    // One reaches for the keys meanwhile.
    await setTimeout(beforeTyping);
    const prefixes = (word: string): readonly string[] => Array.from({ length: word.length - 2 }, (_, at) => word.slice(0, at + 3));
    for (const [word, asked] of [
      ...typed.map((each) => [each, prefixes(each)] as const),
      ...pasted.map((each) => [`${each}, pasted`, [each]] as const),
    ]) {
      const figures: number[] = [];
      let total = 0;
      for (const part of asked) {
        const found = await search(part);
        figures.push(found.ms);
        total = found.total;
      }
      const worst = Math.max(...figures);
      rows.push({
        what: `${what}: ${word} (${total.toLocaleString('en')} found), at worst · median`,
        measured: `${worst.toFixed(0)} · ${median(figures).toFixed(0)} ms`,
        reach: `${reach} ms`,
        met: worst <= reach,
      });
    }
    // The same word in the list itself, for comparison within this run.
    const [connection = ''] = names;
    const start = performance.now();
    await store.openView({ server, connection, filter: 'ham', sort: defaultSort });
    process.stdout.write(`${what}: ham in the first list alone ${(performance.now() - start).toFixed(0)} ms.\n`);
    await store.close();
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

await measure(20);
await measure(1);
printTable('Search everywhere', rows);
