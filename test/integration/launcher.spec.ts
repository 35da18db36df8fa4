/** The command line as people call it: `npm run --silent paddock -- …`, in the real Electron, each call a process. */
import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, it, onTestFinished } from 'vitest';

const root = fileURLToPath(new URL('../..', import.meta.url));

interface Ended {
  readonly code: number | null;
  readonly out: string;
  readonly err: string;
}

/** Typed in another folder than the repository: files that the words name lie there. */
const npm = (script: string, words: readonly string[], cwd = tmpdir()): ChildProcess =>
  spawn('npm', ['--prefix', root, 'run', '--silent', script, '--', ...words], { cwd });

let folder = '';
let server: ChildProcess;
let url = '';

/** What a command printed, once it has ended. */
async function ended(child: ChildProcess, stdin: string): Promise<Ended> {
  const texts = { out: '', err: '' };
  child.stdout?.setEncoding('utf8').on('data', (text: string) => (texts.out += text));
  child.stderr?.setEncoding('utf8').on('data', (text: string) => (texts.err += text));
  child.stdin?.end(stdin);
  const [code] = (await once(child, 'close')) as [number | null];
  return { code, ...texts };
}

const paddock = (words: readonly string[], stdin = ''): Promise<Ended> =>
  ended(npm('paddock', [...words, '--user-data-dir', 'user data', '--quiet'], folder), stdin);

/** Told to npm alone, as whoever started it does; its output closes when the last process behind it has ended. */
async function stop(running: ChildProcess): Promise<void> {
  if (running.exitCode !== null || running.signalCode !== null) return;
  const closed = once(running, 'close');
  running.kill('SIGTERM');
  await closed;
}

async function serve(...words: readonly string[]): Promise<{ readonly running: ChildProcess; readonly at: string }> {
  const running = npm('demo', ['--port', '0', '--sessions', '50', '--quiet', ...words]);
  if (running.stdout === null) throw new Error('the demo server has no stdout');
  const [line] = (await once(createInterface(running.stdout), 'line')) as [string];
  return { running, at: /^Paddock demo server: (http:\/\/127\.0\.0\.1:\d+)$/.exec(line)?.[1] ?? line };
}

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'paddock-launcher-'));
  const { running, at } = await serve();
  server = running;
  url = at;
}, 300_000);

afterAll(async () => {
  await stop(server);
  await rm(folder, { recursive: true, force: true });
});

describe('npm run paddock', () => {
  const season = ['--server', 'Track', '--connection', 'Season2017'];

  it('does a season, with the network and without', { timeout: 300_000 }, async () => {
    expect(await paddock(['--help'])).toMatchObject({ code: 0, err: '' });
    expect(await paddock(['server', 'add', 'Track', '--url', url, '--user', 'demo'])).toEqual({ code: 0, out: '', err: '' });
    const synced = await paddock(['sync', ...season, '--password-stdin', '--format', 'json'], 'demo\n');
    expect({ code: synced.code, err: synced.err }).toEqual({ code: 0, err: '' });
    expect(JSON.parse(synced.out)).toMatchObject({ connections: [{ snapshot: 1, status: 'complete', sessions: 50 }] });
    const refused = await paddock(['connections', '--server', 'Track', '--password-stdin', '--format', 'json'], 'hunter2\n');
    expect(refused.code).toBe(3);
    expect(JSON.parse(refused.err)).toMatchObject({ error: { code: 'sign-in-refused' } });
    expect(refused.err).not.toContain('hunter2');

    await stop(server);
    const offline = await paddock(['connections', '--server', 'Track', '--password-stdin', '--format', 'json'], 'demo\n');
    expect(offline.code).toBe(0);
    expect(JSON.parse(offline.out)).toMatchObject({ source: 'saved', connections: [{ name: 'Season2017' }, {}] });
    expect((await paddock(['sync', ...season, '--password-stdin'], 'demo\n')).code).toBe(4);
    const listed = await paddock(['list', ...season, '--format', 'json', '--limit', '2']);
    expect(JSON.parse(listed.out)).toMatchObject({ source: 'saved', total: 50, sessions: [{}, {}] });
    expect((await paddock(['export', ...season, '--to', 'season.ndjson'])).code).toBe(0);
    expect((await readFile(join(folder, 'season.ndjson'), 'utf8')).trim().split('\n')).toHaveLength(50);
    const verified = await paddock(['verify', '--format', 'json']);
    expect([verified.code, JSON.parse(verified.out)]).toEqual([0, { ok: true, problems: [] }]);
  });

  it('keeps what was read when it is stopped in the middle, says so with 5, and continues', { timeout: 300_000 }, async () => {
    const slow = await serve('--fault', 'delay=200');
    onTestFinished(() => stop(slow.running));
    const words = ['sync', '--server', slow.at, '--user', 'demo', '--connection', 'Season2017', '--page-size', '5', '--password-stdin'];
    // Without npm between, which ends by the signal itself, whatever the command says.
    const launcher = join(root, 'build/start.mjs');
    const child = spawn('node', [launcher, 'paddock', ...words, '--user-data-dir', 'user data', '--verbose'], {
      cwd: folder,
      // By which npm says where it was called, whoever runs the tests.
      env: { ...process.env, INIT_CWD: folder },
    });
    let heard = '';
    child.stderr.on('data', (text) => {
      if (!heard.includes('/sessions"') && (heard += String(text)).includes('/sessions"')) child.kill('SIGTERM');
    });
    const stopped = await ended(child, 'demo\n');
    expect(stopped.code).toBe(5);
    expect(stopped.err).toMatch(/What was read is kept/);
    const whole = await paddock([...words, '--format', 'json'], 'demo\n');
    expect([whole.code, JSON.parse(whole.out)]).toMatchObject([0, { connections: [{ status: 'complete', sessions: 50 }] }]);
  });

  it('refuses a password as an option and an unknown option with 2, and repeats neither', { timeout: 120_000 }, async () => {
    for (const words of [['--password', 'hunter2'], ['--bogus=hunter2']]) {
      const refused = await paddock(['sync', '--server', 'Track', ...words]);
      expect(refused.code).toBe(2);
      expect(refused.out).toBe('');
      expect(refused.err).not.toContain('hunter2');
    }
  });
});

describe('npm start without a display', () => {
  it(
    'takes a snapshot of the demo server, prints the tree and the first rows, and says what a display would show',
    { timeout: 300_000 },
    async () => {
      const env = { ...process.env, DISPLAY: '', WAYLAND_DISPLAY: '' };
      const child = spawn('npm', ['--prefix', root, 'start', '--silent', '--', '--user-data-dir', join(folder, 'tour')], {
        cwd: folder,
        env,
      });
      let out = '';
      child.stdout.setEncoding('utf8').on('data', (text: string) => (out += text));
      const [code] = (await once(child, 'close')) as [number | null];
      expect(code).toBe(0);
      expect(out).toMatch(/Season2017 +1,000 sessions/);
      expect(out).toContain('171023220758');
      expect(out).toMatch(/with a display/i);
    },
  );
});
