// @ts-check
/** The checks of `npm test`: what each runs, and how its result is counted. */
import { spawn } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { availableParallelism } from 'node:os';
import { join } from 'node:path';
import { ofPlaywright, ofVitest, single } from './counts.mjs';
import { withStage } from './stage.mjs';
import { weigh } from './weight.mjs';

/**
 * @typedef {object} Context
 * @property {string} root the repository
 * @property {string} scratch a folder for reports
 * @property {import('../setup/electron.mjs').Found} electron
 * @property {readonly string[]} words passed on to the runner
 * @property {boolean} whole whether every test is to be named, not only those that failed
 *
 * @typedef {object} Outcome
 * @property {import('./counts.mjs').Counts} counts
 * @property {string} output
 *
 * @typedef {object} Check
 * @property {string} name
 * @property {boolean} alone measures time or uses every core, so nothing runs beside it
 * @property {(context: Context) => Promise<Outcome>} run
 */

/**
 * @param {string} name
 * @param {readonly string[]} command a file below node_modules, and its arguments
 * @returns {Check}
 */
const tool = (name, [file = '', ...args]) => ({
  name,
  alone: false,
  run: async ({ root, words }) => {
    const { code, output } = await node([join(root, 'node_modules', file), ...args, ...words], { cwd: root });
    return { counts: single(code), output };
  },
});

/** @type {Check} */
const bundle = {
  name: 'weight of the window',
  alone: false,
  run: async ({ root }) => {
    const { code, output } = weigh(join(root, 'out/renderer'));
    return { counts: single(code), output };
  },
};

/** @type {Check} */
const unit = {
  name: 'unit',
  alone: true,
  run: async ({ root, scratch, words, whole }) => {
    const file = join(scratch, 'vitest.json');
    const shown = whole ? 'default' : 'dot';
    const args = [
      join(root, 'node_modules/vitest/vitest.mjs'),
      'run',
      `--reporter=${shown}`,
      '--reporter=json',
      // Nothing runs beside it, so no core is left for others, as the runner would.
      `--maxWorkers=${availableParallelism()}`,
      `--outputFile.json=${file}`,
    ];
    const { code, output } = await node([...args, ...words], { cwd: root });
    return { counts: ofVitest(/** @type {import('./counts.mjs').VitestReport | undefined} */ (readReport(file)), code), output };
  },
};

/** @type {Check} */
const e2e = {
  name: 'e2e',
  alone: true,
  run: ({ root, scratch, electron, words }) =>
    withStage({ root, scratch, electron }, async (env) => {
      const file = join(scratch, 'playwright.json');
      const args = [
        join(root, 'node_modules/@playwright/test/cli.js'),
        'test',
        '--config=test/e2e/playwright.config.ts',
        '--reporter=list,json',
      ];
      const { code, output } = await node([...args, ...words], { cwd: root, env: { ...env, PLAYWRIGHT_JSON_OUTPUT_FILE: file } });
      return { counts: ofPlaywright(/** @type {import('./counts.mjs').PlaywrightReport | undefined} */ (readReport(file)), code), output };
    }),
};

/** @type {readonly Check[]} the slow ones first, so that two at a time end together */
export const checks = [
  tool('lint', ['eslint/bin/eslint.js', '.', '--max-warnings=0']),
  tool('types', ['typescript/bin/tsc', '--project', '.']),
  tool('types of the tests', ['typescript/bin/tsc', '--project', 'test']),
  tool('types of the window', [
    'svelte-check/bin/svelte-check',
    '--workspace',
    'renderer',
    '--tsconfig',
    './tsconfig.json',
    '--fail-on-warnings',
  ]),
  tool('format', ['prettier/bin/prettier.cjs', '--check', '--log-level=warn', '.']),
  tool('unused', ['knip/bin/knip.js', '--no-progress']),
  bundle,
  unit,
  e2e,
];

/** @param {string} file @returns {unknown} */
function readReport(file) {
  try {
    return JSON.parse(readFileSync(file, 'utf8'));
  } catch {
    return undefined;
  }
}

/**
 * @param {readonly string[]} args
 * @param {{ cwd: string, env?: NodeJS.ProcessEnv }} options
 * @returns {Promise<{ code: number, output: string }>}
 */
function node(args, { cwd, env = process.env }) {
  return new Promise((resolve) => {
    // What is shown later, perhaps in a file, is plain.
    const child = spawn(process.execPath, args, {
      cwd,
      env: { ...env, NO_COLOR: '1', FORCE_COLOR: '0' },
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    let output = '';
    for (const stream of [child.stdout, child.stderr])
      stream.setEncoding('utf8').on('data', (/** @type {string} */ text) => (output += text));
    child.on('close', (code) => resolve({ code: code ?? 1, output }));
    child.on('error', (error) => resolve({ code: 1, output: error.message }));
  });
}
