import { expect, test } from 'vitest';
import { run, whyNpmFailed } from './npm.mjs';

test('the reason is picked out of what npm says', () => {
  const said = [
    'npm error code ENOTFOUND',
    'npm error syscall getaddrinfo',
    'npm error network request to https://registry.example/x failed, reason: getaddrinfo ENOTFOUND registry.example',
    'npm error A complete log of this run can be found in: /home/ann/.npm/_logs/x.log',
  ].join('\n');
  expect(whyNpmFailed(said)).toBe(
    'ENOTFOUND: network request to https://registry.example/x failed, reason: getaddrinfo ENOTFOUND registry.example',
  );
  expect(whyNpmFailed('')).toBe('no reason given');
});

test('a program’s output and end; one that is not there ends with 127', async () => {
  const script = "process.stdout.write('out'); process.stderr.write('err'); process.exit(3)";
  expect(await run(process.execPath, ['-e', script])).toEqual({ code: 3, stdout: 'out', stderr: 'err' });
  expect((await run('/no/such/program', [])).code).toBe(127);
});
