/** Commands of the command line, run by the Electron of the tests with no window. */
import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { call } from '../../build/setup/launch.mjs';
import type { Stage } from './stage.ts';

export interface Ended {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

interface Options {
  /** What the command reads from stdin. */
  readonly input?: string;
  readonly env?: NodeJS.ProcessEnv;
  /** A program and its arguments that run the command: a session with a keychain, for example. */
  readonly within?: readonly string[];
  /** Told the process's id while it runs. */
  readonly onStart?: (pid: number) => void;
}

function start(stage: Stage, words: readonly string[], { env = {}, within = [] }: Options): ChildProcess {
  const own = { ...process.env, HOME: stage.home, ...env };
  const { args, env: all } = call({ mode: 'paddock', words, app: stage.app, env: own, platform: process.platform, uid: undefined });
  const [wrapper, ...before] = within;
  const line = wrapper === undefined ? args : [...before, stage.executable, ...args];
  return spawn(wrapper ?? stage.executable, line, { env: all, cwd: stage.home });
}

/** Runs a command to its end. */
export async function command(stage: Stage, words: readonly string[], options: Options = {}): Promise<Ended> {
  const child = start(stage, words, options);
  if (child.pid !== undefined) options.onStart?.(child.pid);
  let stdout = '';
  let stderr = '';
  child.stdout?.setEncoding('utf8').on('data', (text: string) => (stdout += text));
  child.stderr?.setEncoding('utf8').on('data', (text: string) => (stderr += text));
  child.stdin?.end(options.input ?? '');
  const [code] = (await once(child, 'close')) as [number | null];
  return { code, stdout, stderr };
}

/** A demo server in a process of its own. */
export interface DemoServer {
  readonly url: string;
  /** The Identity Server of the influx generation. */
  readonly identityUrl?: string;
  /** Ends it, and returns when its port is closed. */
  stop(): Promise<void>;
}

export async function demoServer(stage: Stage, words: readonly string[] = []): Promise<DemoServer> {
  const port = words.includes('--port') ? [] : ['--port', '0'];
  const child = start(stage, ['demo', ...port, ...words], {});
  let stderr = '';
  child.stderr?.setEncoding('utf8').on('data', (text: string) => (stderr += text));
  if (child.stdout === null) throw new Error('the demo server has no stdout');
  const printed: string[] = [];
  for await (const line of createInterface(child.stdout)) {
    printed.push(line);
    if (printed.length < (words.includes('influx') ? 2 : 1)) continue;
    const [url = '', identityUrl] = printed.map((text) => /^[\w ]+: (\S+)$/.exec(text)?.[1] ?? '');
    return {
      url,
      ...(identityUrl !== undefined && { identityUrl }),
      stop: async () => {
        if (child.exitCode !== null || child.signalCode !== null) return;
        child.kill('SIGTERM');
        await once(child, 'exit');
      },
    };
  }
  throw new Error(`The demo server ended before it answered: ${stderr}`);
}
