/** Sessions copied as cURL and as Python are run as they are, against a server of each generation. */
import { execFile, spawnSync } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startDemo, type DemoServer } from '../../main/demo/index.ts';
import { silent } from '../../main/log.ts';
import { requestsOf } from '../../main/remote/addresses.ts';
import { connect } from '../../main/remote/connect.ts';
import { decodeSessions } from '../../main/remote/wire/index.ts';
import { generations, type Generation } from '../../preload/model.ts';
import type { SessionRequests } from '../../preload/requests-of-session.ts';
import { curlText, pythonText } from '../../renderer/copies/scripts.ts';

const run = promisify(execFile);
const runs = (program: string, ...words: readonly string[]): boolean => spawnSync(program, words).status === 0;
const hasCurl = runs('sh', '-c', 'curl --version');
const hasPython = runs('python3', '-c', 'import requests');
// Said aloud: what is passed over was not tried.
if (!hasCurl) process.stderr.write('There is no curl with a shell here: what is copied as cURL is not tried.\n');
if (!hasPython) process.stderr.write('There is no python3 with requests here: what is copied as Python is not tried.\n');

const connection = 'Live Session Cache';
const environment = (password: string): NodeJS.ProcessEnv => ({ ...process.env, NO_PROXY: '*', no_proxy: '*', PADDOCK_PASSWORD: password });

describe.each(generations)('a server of the generation %s', (generation: Generation) => {
  let folder: string;
  let server: DemoServer;
  let requests: SessionRequests;
  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'paddock-scripts-'));
    server = await startDemo({ generation, sessions: 20, port: 0, user: "o'neil & söhne", password: 'geheim "&" %$' });
    const user = "o'neil & söhne";
    const { url, identityUrl } = server;
    const of = { url, user, ...(identityUrl !== undefined && { identityUrl }) };
    const remote = await connect({ ...of, generation }, { user, password: 'geheim "&" %$' }, { log: silent });
    const { items } = decodeSessions((await remote.sessionsPage(connection, 0, 20)).body);
    remote.close();
    requests = requestsOf(
      of,
      generation,
      connection,
      items.slice(0, 2).map(({ key }) => key),
    );
  });
  afterAll(async () => {
    await server.close();
    await rm(folder, { recursive: true, force: true });
  });

  it.skipIf(!hasCurl)('answers what is copied as cURL, an answer a line', async () => {
    const file = join(folder, 'sessions.sh');
    await writeFile(file, curlText(requests));
    const { stdout, stderr } = await run('sh', [file], { env: environment('geheim "&" %$') });
    expect(stderr).toBe('');
    const answers = stdout
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line) as unknown);
    expect(answers).toHaveLength(6);
    for (const [at, { key }] of requests.sessions.entries()) {
      expect(JSON.stringify(answers[3 * at])).toContain(key);
      expect(answers[3 * at + 2]).toBeInstanceOf(Array);
    }
  });

  it.skipIf(!hasCurl)('tells a wrong password to who runs the shell', async () => {
    const file = join(folder, 'refused.sh');
    await writeFile(file, curlText(requests));
    const refused = run('sh', [file], { env: environment('wrong') });
    await expect(refused).rejects.toMatchObject({ stdout: '', stderr: expect.stringContaining('refused') as string });
  });

  it.skipIf(!hasPython)('answers what is copied as Python', async () => {
    const file = join(folder, 'sessions.py');
    await writeFile(file, pythonText(requests));
    const { stdout } = await run('python3', [file], { env: environment('geheim "&" %$') });
    const lines = stdout.trim().split('\n');
    expect(lines).toHaveLength(2);
    for (const [at, { key }] of requests.sessions.entries()) expect(lines[at]).toMatch(new RegExp(`^${key} \\d+ details \\d+ laps$`));
    const { code } = (await run('python3', [file], { env: environment('wrong') }).catch((thrown: unknown) => thrown)) as { code: number };
    expect(code).toBe(1);
  });
});
