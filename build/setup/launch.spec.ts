import { expect, test } from 'vitest';
import { call, launch } from './launch.mjs';

const user = { app: '/app', platform: 'linux', uid: 1000, env: { DISPLAY: ':0' } } as const;

test('a command’s words go through the environment, and none of them into the arguments', () => {
  const words = ['server', 'add', 'A', '--password', 'secret', '--user-data-dir', 'a b', '--version', '--', '--x'];
  const { args, env } = call({ ...user, mode: 'paddock', words });
  expect(args).toEqual(['--ozone-platform=headless', '--disable-gpu', '--disable-logging', '--log-level=3', '/app', '--paddock-cli']);
  expect(JSON.parse(env['PADDOCK_ARGV'] ?? '')).toEqual(words);
});

test('the demo server is a command too', () => {
  const { env } = call({ ...user, mode: 'demo', words: ['--port', '0'] });
  expect(JSON.parse(env['PADDOCK_ARGV'] ?? '')).toEqual(['demo', '--port', '0']);
});

test('a window gets the user’s switches as they are, behind the application', () => {
  const words = ['--remote-debugging-port=0', '--user-data-dir', 'a b'];
  const { args, env } = call({ ...user, mode: 'window', words });
  expect(args).toEqual(['/app', ...words]);
  expect(env).not.toHaveProperty('PADDOCK_ARGV');
});

test('without a display the tour is taken, and with Wayland alone Wayland', () => {
  expect(call({ ...user, env: {}, mode: 'window', words: ['--x'] }).args.slice(-3)).toEqual(['/app', '--tour', '--x']);
  expect(call({ ...user, env: { WAYLAND_DISPLAY: 'wayland-0' }, mode: 'window', words: [] }).args).toEqual([
    '--ozone-platform-hint=auto',
    '/app',
  ]);
  expect(call({ ...user, platform: 'darwin', env: {}, mode: 'window', words: [] }).args).toEqual(['/app']);
});

test('only root goes without the sandbox', () => {
  for (const mode of ['window', 'paddock', 'demo'] as const) {
    expect(call({ ...user, mode, words: [] }).args).not.toContain('--no-sandbox');
    expect(call({ ...user, uid: 0, mode, words: [] })).toMatchObject({ rootless: true });
    expect(call({ ...user, uid: 0, mode, words: [] }).args[0]).toBe('--no-sandbox');
  }
});

test('an editor’s ELECTRON_RUN_AS_NODE does not reach our Electron', () => {
  expect(call({ ...user, env: { ELECTRON_RUN_AS_NODE: '1' }, mode: 'paddock', words: [] }).env).not.toHaveProperty('ELECTRON_RUN_AS_NODE');
});

test('the exit code is the child’s, and 128 and the signal’s number when a signal ended it', async () => {
  const run = (script: string): Promise<number> => launch({ executable: process.execPath, args: ['-e', script], env: process.env });
  expect(await run('process.exit(5)')).toBe(5);
  expect(await run("process.kill(process.pid, 'SIGKILL')")).toBe(137);
});
