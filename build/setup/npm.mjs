// @ts-check
/** Runs npm as the user has it configured (registry, proxy, certificates), quietly, and with little patience. */
import { spawn } from 'node:child_process';
import { basename } from 'node:path';

// Two tries and short pauses: a registry that is out of reach is told in seconds.
const impatient = ['--fetch-retries=1', '--fetch-retry-mintimeout=500', '--fetch-retry-maxtimeout=2000', '--fetch-timeout=30000'];
const quiet = ['--loglevel=error', '--no-audit', '--no-fund', '--no-progress', '--no-update-notifier'];

/**
 * @param {readonly string[]} args
 * @param {{ cwd: string, env?: NodeJS.ProcessEnv }} options
 * @returns {Promise<{ code: number, stdout: string, stderr: string }>}
 */
export function npm(args, { cwd, env = process.env }) {
  const cli = env['npm_execpath'];
  const own = cli !== undefined && basename(cli) === 'npm-cli.js';
  const windows = process.platform === 'win32';
  const all = [...quiet, ...impatient, ...args];
  return run(own ? process.execPath : 'npm', own ? [cli, ...all] : all, { cwd, env, shell: windows && !own });
}

/**
 * Whether the registry answers at all: npm itself would ask for every package before it gave up, for minutes.
 * @param {{ cwd: string, env?: NodeJS.ProcessEnv }} options
 * @returns {Promise<string | undefined>} why it does not
 */
export async function whyOutOfReach(options) {
  const { code, stderr } = await npm(['ping', '--fetch-retries=0', '--fetch-timeout=6000'], options);
  // One that answers with a status is there, whether it knows this question or not.
  return code === 0 || /^npm error code E\d{3}$/m.test(stderr) ? undefined : whyNpmFailed(stderr);
}

/**
 * Runs what needs the registry; where that is out of reach, with what npm has kept alone.
 * @param {readonly string[]} args
 * @param {{ cwd: string, env?: NodeJS.ProcessEnv }} options
 * @returns {Promise<{ failed?: string }>} `failed`: why, where it failed
 */
export async function npmWithRegistry(args, options) {
  const away = await whyOutOfReach(options);
  const { code, stderr } = await npm([...args, away === undefined ? '--prefer-offline' : '--offline'], options);
  return code === 0 ? {} : { failed: away ?? whyNpmFailed(stderr) };
}

/**
 * A program's end and all that it wrote.
 * @param {string} command
 * @param {readonly string[]} args
 * @param {{ cwd?: string, env?: NodeJS.ProcessEnv, shell?: boolean }} [options]
 * @returns {Promise<{ code: number, stdout: string, stderr: string }>} code 127 where the program is not there
 */
export function run(command, args, options = {}) {
  return new Promise((resolve) => {
    const child = spawn(command, args, { ...options, stdio: ['ignore', 'pipe', 'pipe'] });
    let stdout = '';
    let stderr = '';
    child.stdout.setEncoding('utf8').on('data', (/** @type {string} */ text) => (stdout += text));
    child.stderr.setEncoding('utf8').on('data', (/** @type {string} */ text) => (stderr += text));
    child.on('error', (error) => {
      resolve({ code: 127, stdout, stderr: error.message });
    });
    child.on('close', (code) => {
      resolve({ code: code ?? 1, stdout, stderr });
    });
  });
}

/**
 * The lines of npm's output that say why it failed, as one short text.
 * @param {string} output
 */
export function whyNpmFailed(output) {
  const lines = output
    .split('\n')
    .map((line) => line.replace(/^npm (error|ERR!)( network)? ?/, '').trim())
    .filter((line) => line !== '' && !line.startsWith('A complete log'));
  const code = lines.find((line) => line.startsWith('code '))?.slice('code '.length);
  const reason = lines.find((line) =>
    /^(request to|network|FetchError|timeout|network request|connect|Could not|The operation|Unable|EACCES|permission|notarget|404|401|403)/i.test(
      line,
    ),
  );
  return (
    [code, reason ?? lines.find((line) => !line.startsWith('code '))].filter((part) => part !== undefined).join(': ') || 'no reason given'
  );
}
