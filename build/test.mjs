// @ts-check
/**
 * `npm test`: sets up what is missing, runs the checks (two at a time where they do not disturb each other) and ends
 * with `N passed, N failed`, summed over all of them.
 *
 *     node build/test.mjs                 every check
 *     node build/test.mjs NAME [words …]  one of them, with words for its runner
 */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { checks } from './checks/checks.mjs';
import { single, sum } from './checks/counts.mjs';
import { root, setUp } from './setup/setup.mjs';
import { runMain, teller, Trouble } from './setup/telling.mjs';

const [name, ...words] = process.argv.slice(2);
const chosen = checks.filter((check) => name === undefined || check.name === name);
const together = 2;

await runMain(async () => {
  const say = teller({ quiet: false });
  if (chosen.length === 0) throw new Trouble(`There is no check named ${name}; there are ${checks.map((check) => check.name).join(', ')}.`);
  const electron = await setUp({ say, tests: true });
  if (electron.origin === 'stand-in') say(`Electron ${electron.version} stands in for the pinned one, which cannot be downloaded here.`);
  const scratch = mkdtempSync(join(tmpdir(), 'paddock-test-'));
  const context = { root, scratch, electron, words, whole: name !== undefined };
  try {
    const beside = chosen.filter((check) => !check.alone);
    const results = await inTurns(beside, together, (check) => perform(check, context));
    for (const check of chosen.filter((each) => each.alone)) results.push(await perform(check, context));
    const { passed, failed, skipped } = sum(results);
    if (skipped > 0) process.stdout.write(`${skipped} skipped\n`);
    process.stdout.write(`${passed} passed, ${failed} failed\n`);
    return failed === 0 ? 0 : 1;
  } finally {
    rmSync(scratch, { recursive: true, force: true });
  }
});

/**
 * @param {import('./checks/checks.mjs').Check} check
 * @param {import('./checks/checks.mjs').Context} context
 */
async function perform(check, context) {
  const begun = Date.now();
  const { counts, output } = await check.run(context).catch((/** @type {unknown} */ thrown) => ({
    counts: single(1),
    output: thrown instanceof Trouble ? thrown.message : String(thrown instanceof Error ? thrown.stack : thrown),
  }));
  // The whole output only where somebody has to read it: a failure, or a check that was asked for by name.
  if (counts.failed > 0 || name !== undefined) process.stdout.write(`${output.trimEnd()}\n`);
  const seconds = ((Date.now() - begun) / 1000).toFixed(1);
  process.stdout.write(
    `${counts.failed > 0 ? 'failed' : 'passed'}  ${check.name}: ${counts.passed} passed, ${counts.failed} failed (${seconds} s)\n`,
  );
  return counts;
}

/**
 * @template T, R
 * @param {readonly T[]} items
 * @param {number} width how many at a time
 * @param {(item: T) => Promise<R>} work
 * @returns {Promise<R[]>}
 */
async function inTurns(items, width, work) {
  const queue = [...items];
  /** @type {R[]} */
  const results = [];
  const worker = async () => {
    for (let item = queue.shift(); item !== undefined; item = queue.shift()) results.push(await work(item));
  };
  await Promise.all(Array.from({ length: width }, worker));
  return results;
}
