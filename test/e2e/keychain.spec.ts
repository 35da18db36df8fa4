import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { command } from './command.ts';
import { keychain } from './keychain.ts';
import { expect, test } from './paddock.ts';

const password = 'a password that is in no file 7391';

test('a password is kept in the system’s keychain, across sessions, and in no file', async ({ stage, userData, demo }) => {
  test.skip(process.platform !== 'linux', 'only Linux has a keychain that a test may open for itself');
  const server = await demo(['--password', password]);
  const options = keychain(stage);
  const words = ['--user-data-dir', userData, '--format', 'json'];

  const added = await command(stage, [...words, 'server', 'add', 'Track', '--url', server.url, '--user', 'demo', '--password-stdin'], {
    ...options,
    input: `${password}\n`,
  });
  expect(added).toMatchObject({ code: 0 });

  const asked = await command(stage, [...words, 'connections', '--server', 'Track'], options);
  expect(asked).toMatchObject({ code: 0 });
  expect(JSON.parse(asked.stdout)).toMatchObject({ source: 'live' });

  for (const file of readdirSync(userData, { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile())) {
    expect(readFileSync(join(file.parentPath, file.name)).includes(password), file.name).toBe(false);
  }
});

test('without a keychain a password is not kept, and the user is told', async ({ paddock, demo }) => {
  test.skip(process.platform !== 'linux', 'elsewhere there is always a keychain');
  const server = await demo();
  const added = await paddock(['server', 'add', 'Track', '--url', server.url, '--user', 'demo', '--password-stdin'], { input: 'demo\n' });
  expect(added.code).toBe(0);
  expect(added.stderr).toMatch(/not kept/);
  const asked = await paddock(['connections', '--server', 'Track']);
  expect(asked).toMatchObject({ code: 2, stdout: '' });
  expect(asked.stderr).toContain('password');
});
