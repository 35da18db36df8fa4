import { once } from 'node:events';
import { mkdtempSync } from 'node:fs';
import { createServer, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { run, whyNpmFailed, whyOutOfReach } from './npm.mjs';

test('the reason is picked out of what npm says', () => {
  const said = [
    'npm error code ENOTFOUND',
    'npm error syscall getaddrinfo',
    'npm error network request to https://registry.example/x failed, reason: getaddrinfo ENOTFOUND registry.example',
    'npm error A complete log of this run can be found in: /home/ann/.npm/_logs/x.log',
  ].join('\n');
  expect(whyNpmFailed(said)).toBe(
    'ENOTFOUND: request to https://registry.example/x failed, reason: getaddrinfo ENOTFOUND registry.example',
  );
  expect(whyNpmFailed('')).toBe('no reason given');
});

test('a program’s output and end; one that is not there ends with 127', async () => {
  const script = "process.stdout.write('out'); process.stderr.write('err'); process.exit(3)";
  expect(await run(process.execPath, ['-e', script])).toEqual({ code: 3, stdout: 'out', stderr: 'err' });
  expect((await run('/no/such/program', [])).code).toBe(127);
});

/** A registry on this machine that answers every question in one way, and what npm makes of it. */
async function asked(answer: (socket: ServerResponse) => void): Promise<string | undefined> {
  const server = createServer((_request, response) => answer(response)).listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  const env = {
    ...process.env,
    npm_config_registry: `http://127.0.0.1:${port}/`,
    npm_config_cache: mkdtempSync(join(tmpdir(), 'paddock-npm-')),
  };
  try {
    return await whyOutOfReach({ cwd: tmpdir(), env });
  } finally {
    server.close();
  }
}

test('a registry that answers is within reach, also where it does not know the question', async () => {
  expect(await asked((response) => response.end('{}'))).toBeUndefined();
  expect(await asked((response) => response.writeHead(404).end('{}'))).toBeUndefined();
});

test('a registry that hangs up is out of reach, and told in one line', async () => {
  const why = await asked((response) => response.destroy());
  expect(why).toMatch(/^ECONNRESET: .*socket hang up/);
  expect(why).not.toContain('\n');
});
