/**
 * The list of 1,000,000 in the real window: from a click, and from a keystroke, to its rows; the frames while it is scrolled, also
 * while a sync of another process writes into the same folder; the memory while it is scrolled and filtered for long.
 *
 * Run by `npm run bench -- list`; PADDOCK_MINUTES says how long the memory is watched (1 where it is not given; the reach is meant
 * for 10). Linux only.
 */
import { once } from 'node:events';
import type { Locator, Page } from 'playwright';
import { application, atRest, demo, openWindow, pss, startCommand, startScreen } from './desktop.ts';
import { painted, until, watch, type Watched } from './frames.ts';
import { prepared } from './million.ts';
import { median, percentile, printTable, type Row } from './table.ts';

const minutes = Number(process.env['PADDOCK_MINUTES'] ?? 1);
const { userData, end } = await prepared();
const rows: Row[] = [];
const ms = (value: number): string => `${value.toFixed(0)} ms`;
const pause = (time: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, time));

const grid = (page: Page): Locator => page.getByRole('grid', { name: 'Sessions' });
const inGrid = `document.querySelector('[role=grid][aria-label=Sessions]')`;
/** The first row has its texts. */
const hasRows = `${inGrid}?.querySelector('[aria-rowindex="2"]')?.textContent.trim()`;

/** What was asked is answered: by rows, by none, or by why not. */
const answered = `${inGrid}.getAttribute('aria-busy') !== 'true' && (${inGrid}.getAttribute('aria-rowcount') === '1' || ${hasRows})`;

/** From a click on a connection to its first rows, the large list and the small one in turns; of the large one. */
async function clicks(page: Page): Promise<readonly number[]> {
  const figures: number[] = [];
  for (let round = 0; round < 12; round += 1) {
    const [name, total] = round % 2 === 0 ? (['Small', 1001] as const) : (['Million', 1_000_001] as const);
    const wanted = `${inGrid}?.getAttribute('aria-rowcount') === '${total}' && ${hasRows}`;
    const taken = await painted(page, 'click', wanted, () => page.getByRole('treeitem', { name: new RegExp(`^${name}`) }).click());
    if (name === 'Million') figures.push(taken);
    await pause(200);
  }
  return figures;
}

const words = ['bot', 'ham', 'rai', 'vet', 'mon', 'sil', 'spa', '171022', 'driver:VER', 'laps>61'];

/** From each keystroke to its rows; by whether the filter had three letters then. */
async function keystrokes(page: Page): Promise<{ readonly few: readonly number[]; readonly three: readonly number[] }> {
  const few: number[] = [];
  const three: number[] = [];
  const filter = page.getByRole('searchbox', { name: 'Filter sessions' });
  for (const word of words) {
    await filter.fill('');
    await until(page, `${inGrid}.getAttribute('aria-rowcount') === '1000001' && ${hasRows}`);
    await filter.focus();
    for (let length = 1; length <= word.length; length += 1) {
      const taken = await painted(page, 'input', answered, () => page.keyboard.type(word[length - 1] ?? ''));
      (length >= 3 ? three : few).push(taken);
      await pause(100);
    }
  }
  await filter.fill('');
  await until(page, `${inGrid}.getAttribute('aria-rowcount') === '1000001' && ${hasRows}`);
  return { few, three };
}

/** Turns the wheel for so long, downwards. */
async function turn(page: Page, seconds: number, step = 100): Promise<void> {
  await grid(page).hover();
  for (const end = Date.now() + seconds * 1000; Date.now() < end;) {
    await page.mouse.wheel(0, step);
    await pause(16);
  }
}

function noteFrames(meanwhile: string, { frames, tasks, blank }: Watched): void {
  const late = percentile(frames, 0.99);
  const longest = Math.max(0, ...tasks);
  const share = frames.filter((frame) => frame <= 34).length / frames.length;
  const within = `${(share * 100).toFixed(1)} % of ${frames.length} within 34 ms, 99 %: ${ms(late)}`;
  rows.push({ what: `frames of 10 s of scrolling${meanwhile}`, measured: within, reach: '99 % ≤ 34 ms', met: late <= 34 });
  rows.push({ what: `longest task${meanwhile}`, measured: ms(longest), reach: '≤ 100 ms', met: longest <= 100 });
  rows.push({ what: `frames in a row with an empty row${meanwhile}`, measured: `${blank}`, reach: '≤ 1', met: blank <= 1 });
}

/** The memory before and after so long of scrolling and filtering, bytes. */
async function long(page: Page, pid: number): Promise<{ readonly before: number; readonly after: number }> {
  const filter = page.getByRole('searchbox', { name: 'Filter sessions' });
  const round = async (number: number): Promise<void> => {
    await filter.fill(words[number % words.length] ?? '');
    await turn(page, 2, 700);
    await filter.fill('');
    await turn(page, 2, 7000);
    await grid(page).press('Control+End');
    await grid(page).press('Control+Home');
  };
  // What is fetched and compiled once is no growth.
  for (let number = 0; number < 5; number += 1) await round(number);
  const before = await atRest(() => pss(pid));
  for (let number = 0, end = Date.now() + minutes * 60_000; Date.now() < end; number += 1) await round(number);
  return { before, after: await atRest(() => pss(pid)) };
}

const screen = await startScreen();
try {
  const { page, pid, close } = await openWindow([application, '--user-data-dir', userData], screen.display);
  await page.getByRole('treeitem', { name: /^Million/ }).click();
  await until(page, hasRows);
  // A run that was cut off may have left one.
  await page.getByRole('searchbox', { name: 'Filter sessions' }).fill('');

  const opened = await clicks(page);
  const worst = Math.max(...opened);
  rows.push({
    what: 'click on a saved connection of 1,000,000 → first rows painted',
    measured: `${ms(median(opened))}, at worst ${ms(worst)}`,
    reach: '≤ 200 ms',
    met: median(opened) <= 200,
  });
  const { few, three } = await keystrokes(page);
  for (const [what, figures, reach] of [
    ['keystroke → rows, three letters and more', three, 100],
    ['keystroke → rows, fewer', few, 250],
  ] as const) {
    const late = percentile(figures, 0.95);
    const measured = `95 %: ${ms(late)}, median ${ms(median(figures))} of ${figures.length}`;
    rows.push({ what, measured, reach: `95 % ≤ ${reach} ms`, met: late <= reach });
  }
  noteFrames('', await watch(page, () => turn(page, 10)));

  const server = await demo(200_000);
  const common = ['--user-data-dir', userData, '--quiet'];
  const sync = startCommand('paddock', [
    'sync',
    '--server',
    server.url,
    '--user',
    'demo',
    '--password-stdin',
    '--connection',
    'Season2017',
    ...common,
  ]);
  sync.stdin?.end('demo\n');
  sync.stdout?.resume();
  await pause(3000);
  const busy = await watch(page, () => turn(page, 10));
  if (sync.exitCode !== null) process.stdout.write('The sync ended before the scrolling did.\n');
  noteFrames(' while a sync writes', busy);
  sync.kill();
  if (sync.exitCode === null) await once(sync, 'exit');
  await server.end();

  const { before, after } = await long(page, pid);
  const megabytes = (bytes: number): string => `${(bytes / 1_000_000).toFixed(0)} MB`;
  rows.push({
    what: `memory (PSS) after ${minutes} min of scrolling and filtering, against before`,
    measured: `${(after / before).toFixed(2)} × (${megabytes(after)} / ${megabytes(before)})`,
    reach: '≤ 1.1 ×',
    met: after <= 1.1 * before,
  });
  await close();
} finally {
  screen.end();
  end();
}
printTable('A list of 1,000,000 in the window', rows);
