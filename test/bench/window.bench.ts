/**
 * The window against an Electron that shows one empty page: from the start to the last list shown, without a network,
 * and the memory (PSS of all processes) with a list of 1,000,000 open. Both are real windows on one virtual screen, one
 * after another, in turns; the figures are medians of nine. Shown is for both the second animation frame after what there is to
 * show is in the page: of the empty page from its load on.
 *
 * Run by `npm run bench -- window`. Linux only.
 */
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { application, atRest, openWindow, pss, startScreen } from './desktop.ts';
import { until } from './frames.ts';
import { prepared } from './million.ts';
import { median, printTable } from './table.ts';

const rounds = 9;
const { userData, scratch, end } = await prepared();

interface Figures {
  /** From the process's start to what the page calls shown, and to its load, ms. */
  readonly shown: number;
  readonly loaded: number;
  /** PSS of all its processes once it is at rest, bytes. */
  readonly memory: number;
}

/** Starts a window, reads its figures and ends it. `mark` is the page's own word for “shown”. */
async function measure(args: readonly string[], display: string, mark: string): Promise<Figures> {
  const { page, begun, pid, close } = await openWindow(args, display);
  try {
    const { shown, loaded } = await page.evaluate<Pick<Figures, 'shown' | 'loaded'>>(whenShown(mark));
    return { shown: shown - begun, loaded: loaded - begun, memory: await atRest(() => pss(pid)) };
  } finally {
    await close();
  }
}

/** Runs in the page, hence a text: milliseconds since 1970 at which it was shown, once it is, and loaded. */
const whenShown = (mark: string): string => `(async () => {
  const shown = () => performance.getEntriesByName('${mark}')[0]?.startTime;
  while (!(shown() > 0)) await new Promise((resolve) => requestAnimationFrame(resolve));
  const { timeOrigin } = performance;
  return { shown: timeOrigin + shown(), loaded: timeOrigin + performance.getEntriesByType('navigation')[0].loadEventEnd };
})()`;

/** The same two frames as the list's own word for it (renderer/sessions/Grid.svelte). */
const emptyPage = `<!doctype html><title>Empty</title><script>
addEventListener('load', () => requestAnimationFrame(() => requestAnimationFrame(() => performance.mark('empty:shown'))));
</script>`;

/** Opens the list once by hand, so that the next start has a last one to show. */
async function lookOnce(display: string): Promise<void> {
  const { page, close } = await openWindow([application, '--user-data-dir', userData], display);
  await page.getByRole('treeitem', { name: /^Million/ }).click();
  await until(page, `performance.getEntriesByName('paddock:list-shown').length > 0`);
  await page.getByRole('grid', { name: 'Sessions' }).press('ArrowDown');
  // What it remembers is written a moment after the last change, and at the latest when it ends.
  await close();
}

function emptyApplication(): string {
  const folder = join(scratch, 'empty');
  mkdirSync(folder);
  writeFileSync(join(folder, 'package.json'), JSON.stringify({ name: 'empty', version: '1.0.0', main: 'main.cjs' }));
  writeFileSync(join(folder, 'page.html'), emptyPage);
  writeFileSync(
    join(folder, 'main.cjs'),
    `const { app, BrowserWindow } = require('electron');
app.setPath('userData', ${JSON.stringify(join(scratch, 'empty user data'))});
app.whenReady().then(() => new BrowserWindow({ width: 1280, height: 800 }).loadFile('page.html'));`,
  );
  return folder;
}

const screen = await startScreen();
const { display } = screen;
try {
  await lookOnce(display);
  const empty = emptyApplication();
  const floor: Figures[] = [];
  const ours: Figures[] = [];
  // One of each first, uncounted: the disk's cache is warm for both.
  for (let round = 0; round <= rounds; round++) {
    const one = await measure([empty], display, 'empty:shown');
    const other = await measure([application, '--user-data-dir', userData], display, 'paddock:list-shown');
    if (round === 0) continue;
    floor.push(one);
    ours.push(other);
  }
  const megabytes = (bytes: number): string => `${(bytes / 1_000_000).toFixed(0)} MB`;
  const loaded = median(floor.map((figure) => figure.loaded));
  const shown = [median(ours.map((figure) => figure.shown)), median(floor.map((figure) => figure.shown))] as const;
  const memory = [median(ours.map((figure) => figure.memory)), median(floor.map((figure) => figure.memory))] as const;
  printTable('The window, offline, with a list of 1,000,000', [
    {
      what: 'start → last list shown, against one empty page shown',
      measured: `${(shown[0] / shown[1]).toFixed(2)} × (${shown[0].toFixed(0)} / ${shown[1].toFixed(0)} ms; ${(shown[0] / loaded).toFixed(2)} × its load)`,
      reach: '≤ 1.6 ×',
      met: shown[0] <= 1.6 * shown[1],
    },
    {
      what: 'memory (PSS, all processes), against the same',
      measured: `${(memory[0] / memory[1]).toFixed(2)} × (${megabytes(memory[0])} / ${megabytes(memory[1])})`,
      reach: '≤ 1.6 ×',
      met: memory[0] <= 1.6 * memory[1],
    },
  ]);
} finally {
  screen.end();
  end();
}
