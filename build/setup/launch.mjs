// @ts-check
/**
 * Starts Electron on this repository's application, and stands for it: it stays in our process group, has our streams,
 * gets our signals, and its exit code is ours.
 */
import { spawn } from 'node:child_process';
import { constants } from 'node:os';

/**
 * Switches that let Electron work without a display. Without a window nothing is drawn, and Chromium would fill stderr.
 * @param {NodeJS.Platform} platform
 */
export const headless = (platform) => [
  ...(platform === 'linux' ? ['--ozone-platform=headless'] : []),
  '--disable-gpu',
  '--disable-logging',
  '--log-level=3',
];

/** @typedef {'window' | 'paddock' | 'demo'} Mode */

/**
 * How Electron is to be called. The words of a command go through the environment: in the arguments Chromium would
 * take some of them for its own, and everybody could read them in the process list.
 * @param {{ mode: Mode, words: readonly string[], app: string, env: NodeJS.ProcessEnv, platform: NodeJS.Platform, uid: number | undefined }} options
 * @returns {{ args: string[], env: NodeJS.ProcessEnv, rootless: boolean, display: boolean }} `rootless`: Chromium's
 *   sandbox is off, because root may not have it
 */
export function call({ mode, words, app, env, platform, uid }) {
  const rootless = platform === 'linux' && uid === 0;
  const display = platform !== 'linux' || Boolean(env['DISPLAY']) || Boolean(env['WAYLAND_DISPLAY']);
  const sandbox = rootless ? ['--no-sandbox'] : [];
  // Set by editors built on Electron for their own children, it would make a plain Node of ours.
  const clean = { ...env };
  delete clean['ELECTRON_RUN_AS_NODE'];
  if (mode !== 'window') {
    const argv = JSON.stringify(mode === 'demo' ? ['demo', ...words] : words);
    return { args: [...sandbox, ...headless(platform), app, '--paddock-cli'], env: { ...clean, PADDOCK_ARGV: argv }, rootless, display };
  }
  if (!display) return { args: [...sandbox, ...headless(platform), app, '--tour', ...words], env: clean, rootless, display };
  const wayland = platform === 'linux' && !env['DISPLAY'] ? ['--ozone-platform-hint=auto'] : [];
  // The user's switches come last: one with its value as a word of its own must not be taken for the application.
  return { args: [...sandbox, ...wayland, app, ...words], env: clean, rootless, display };
}

/**
 * @param {{ executable: string, args: readonly string[], env: NodeJS.ProcessEnv, cwd?: string }} options
 * @returns {Promise<number>} its exit code; 128 and the signal's number when a signal ended it
 */
export function launch({ executable, args, env, cwd = process.cwd() }) {
  return new Promise((resolve, reject) => {
    const child = spawn(executable, args, { stdio: 'inherit', env, cwd });
    // A terminal sends Ctrl-C to the whole group, Electron included, and npm sends it to us once more: told twice, a
    // command would take it for impatience.
    const fromTerminal = Boolean(process.stdin.isTTY);
    let interrupted = false;
    const interrupt = () => {
      if (!fromTerminal && !interrupted) child.kill('SIGINT');
      interrupted = true;
    };
    const pass = (/** @type {NodeJS.Signals} */ signal) => void child.kill(signal);
    process.on('SIGINT', interrupt).on('SIGTERM', pass).on('SIGHUP', pass);
    // npm passes a SIGTERM on to the shell between us and it, and that shell ends without a word: then so do we.
    const parent = process.ppid;
    const watch = setInterval(() => {
      if (process.ppid === parent) return;
      clearInterval(watch);
      child.kill('SIGTERM');
    }, 250);
    const settle = () => {
      clearInterval(watch);
      process.off('SIGINT', interrupt).off('SIGTERM', pass).off('SIGHUP', pass);
    };
    child.on('error', (error) => {
      settle();
      reject(error);
    });
    child.on('exit', (code, signal) => {
      settle();
      resolve(code ?? 128 + (signal === null ? 0 : constants.signals[signal]));
    });
  });
}
