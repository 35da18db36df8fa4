/**
 * Exports of 1,000,000 sessions, against the `sqlite3` shell writing the same rows as CSV: from a plain table of the same
 * texts, which is the least that it can cost. CPU and wall clock, each the median of three; memory above the start.
 */
import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { silent } from '../../main/log.ts';
import { openStore, type OpenedStore } from '../../main/store/client.ts';
import { defaultSort } from '../../preload/model.ts';
import { page, pageSize } from './listing.ts';
import { median, printTable, type Row } from './table.ts';

const thread = new URL('../test/store-thread.js', import.meta.url);
const server = 'http://bench';
const connection = 'Million';
const pages = 1_000;
const pagesBeside = 400;
const times = 3;

interface Cost {
  readonly cpu: number;
  readonly wall: number;
}

const medians = (costs: readonly Cost[]): Cost => ({
  cpu: median(costs.map(({ cpu }) => cpu)),
  wall: median(costs.map(({ wall }) => wall)),
});

/** Reads pages into the store, `until` it is enough. */
async function fill(
  store: OpenedStore,
  of: string,
  count: number,
  body: (number: number) => Uint8Array,
  until: () => boolean = () => false,
): Promise<void> {
  const startedAt = new Date().toISOString();
  const { read } = await store.beginRead({ server, connection: of, generation: 'rest', startedAt, fresh: true });
  for (let number = 0; number < count && !until(); number += 1) await store.addPage(read, number, pageSize, body(number));
  await store.seal(read, { status: 'complete', endedAt: new Date().toISOString(), keepCheckpoint: false });
}

/** The shell's cost, by the shell around it: Node tells no child's CPU. */
function shell(...words: readonly string[]): Cost {
  const script = 'TIMEFORMAT="%U %S %R"; time sqlite3 "$@"';
  const { stderr, status } = spawnSync('bash', ['-c', script, 'bash', ...words], { encoding: 'utf8', stdio: ['ignore', 'ignore', 'pipe'] });
  if (status !== 0) throw new Error(stderr);
  const [user = 0, system = 0, real = 0] = (stderr.trim().split('\n').at(-1) ?? '').split(' ').map(Number);
  return { cpu: (user + system) * 1_000, wall: real * 1_000 };
}

const rows: Row[] = [];
const folder = mkdtempSync(join(tmpdir(), 'paddock-bench-'));
const at = (name: string): string => join(folder, name);

async function exporting(store: OpenedStore, file: string): Promise<Cost & { readonly memory: number }> {
  const before = process.memoryUsage.rss();
  let peak = before;
  const watching = setInterval(() => (peak = Math.max(peak, process.memoryUsage.rss())), 20);
  const cpu = process.cpuUsage();
  const start = performance.now();
  const origin = { productVersion: '0', createdAt: new Date().toISOString() };
  await store.export({ server, connection, filter: '', sort: defaultSort, file, origin });
  const wall = performance.now() - start;
  const { user, system } = process.cpuUsage(cpu);
  clearInterval(watching);
  return { cpu: (user + system) / 1_000, wall, memory: peak - before };
}

async function repeated(store: OpenedStore, file: string): Promise<Cost & { readonly memory: number }> {
  const all = [];
  for (let time = 0; time < times; time += 1) all.push(await exporting(store, file));
  return { ...medians(all), memory: median(all.map(({ memory }) => memory)) };
}

const against = (what: string, cost: Cost, base: Cost, most: number): void => {
  const [cpu, wall] = [cost.cpu / base.cpu, cost.wall / base.wall];
  const measured = `${cpu.toFixed(2)} × CPU (${cost.cpu.toFixed(0)} ms), ${wall.toFixed(2)} × wall`;
  rows.push({ what, measured, reach: `${most} ×`, met: cpu <= most && wall <= most });
};

if (spawnSync('sqlite3', ['--version']).status === 0) {
  try {
    let store = await openStore({ folder, thread, log: silent });
    await fill(store, connection, pages, (number) => page(number, false));
    // Made beforehand: it is the store that is measured. More than an export has time for.
    const made = Array.from({ length: pagesBeside }, (_, number) => page(number, false));
    await store.settled();
    await store.close();
    store = await openStore({ folder, thread, log: silent });
    await exporting(store, at('a.csv'));
    shell(at('plain.db'), `.import --csv ${at('a.csv')} session`);
    const select = ['-readonly', '-header', '-csv', at('plain.db'), `.output ${at('shell.csv')}`, 'SELECT * FROM session'];
    const base = medians(Array.from({ length: times }, () => shell(...select)));
    rows.push({
      what: 'the sqlite3 shell, the same rows as CSV',
      measured: `${base.cpu.toFixed(0)} ms CPU, ${base.wall.toFixed(0)} ms`,
      reach: '',
      met: true,
    });
    for (const [format, most] of [
      ['csv', 2],
      ['parquet', 5],
    ] as const) {
      const quiet = await repeated(store, at(`a.${format}`));
      against(`export of 1,000,000 to ${format}`, quiet, base, most);
      rows.push({
        what: `  its memory above the start`,
        measured: `${(quiet.memory / 1e6).toFixed(0)} MB`,
        reach: '150 MB',
        met: quiet.memory <= 150e6,
      });
      let over = false;
      const writing = fill(
        store,
        `Written beside ${format}`,
        pagesBeside,
        (number) => made[number]?.slice() ?? new Uint8Array(0),
        () => over,
      );
      const beside = (await exporting(store, at(`a.${format}`))).wall / quiet.wall;
      over = true;
      await writing;
      rows.push({ what: '  while a sync writes', measured: `${beside.toFixed(2)} × wall`, reach: '1.5 ×', met: beside <= 1.5 });
    }
    await store.close();
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
  printTable('Travel', rows);
} else process.stdout.write('Travel: there is no sqlite3 shell here to measure against.\n');
