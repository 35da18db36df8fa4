/** TLS against real servers, with certificates made here. */
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { issue, type Issued } from './spec-certificate.ts';
import { json, signedIn, startServer, withSignIn, type SpecServer } from './spec-server.ts';

const address = '127.0.0.1';
const authority = issue({ name: 'Trackside authority', authority: true });
const trusted = issue({ name: 'track-pc', issuer: authority, address });
const selfSigned = issue({ name: 'lonely', address, authority: true });

let folder: string;
let server: SpecServer | undefined;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'paddock-ca-'));
});
afterAll(() => rm(folder, { recursive: true }));
afterEach(() => server?.stop());

async function file(name: string, content: string | Buffer): Promise<string> {
  const path = join(folder, name);
  await writeFile(path, content);
  return path;
}

async function serve(issued: Issued): Promise<SpecServer> {
  const key = issued.key.export({ type: 'pkcs8', format: 'pem' });
  return startServer(
    withSignIn((_asked, response) => json(response, [{ FriendlyName: 'Season2017' }])),
    { key, cert: issued.cert },
  );
}

async function read(url: string, caFile?: string): Promise<readonly string[]> {
  const remote = await signedIn(url, caFile === undefined ? {} : { caFile });
  try {
    return (await remote.connections()).connections.map((connection) => connection.name);
  } finally {
    remote.close();
  }
}

describe('a certificate', () => {
  it('of a private authority is trusted with its file, in text or binary form', async () => {
    server = await serve(trusted);
    const pem = await file('authority.pem', `Some words before.\n${authority.cert}`);
    const der = await file('authority.cer', Buffer.from(authority.cert.replace(/-----[A-Z ]+-----|\n/g, ''), 'base64'));
    expect(await read(server.url, pem)).toEqual(['Season2017']);
    expect(await read(server.url, der)).toEqual(['Season2017']);
  });

  it('that signed itself is trusted with its own file', async () => {
    server = await serve(selfSigned);
    expect(await read(server.url, await file('self.pem', selfSigned.cert))).toEqual(['Season2017']);
  });

  it.each([
    ['of an unknown authority', trusted, 'not known here'],
    ['that signed itself', selfSigned, 'nobody but itself'],
  ])('%s is not trusted, and nothing is sent', async (_name, issued, words) => {
    server = await serve(issued);
    const other = await file('other.pem', issue({ name: 'Other authority', authority: true }).cert);
    for (const caFile of [undefined, other]) {
      await expect(read(server.url, caFile)).rejects.toMatchObject({
        code: 'certificate',
        message: expect.stringContaining(words) as string,
      });
    }
    expect(server.asked).toEqual([]);
  });

  it.each([
    ['has expired', { until: new Date(Date.now() - 1_000) }, 'has expired'],
    ['is not valid yet', { from: new Date(Date.now() + 3_600_000) }, 'not valid yet'],
    ['is for another host', { address: '127.0.0.2' }, 'another host'],
  ])('that %s is not trusted, whoever signed it', async (_name, wish, words) => {
    server = await serve(issue({ name: 'track-pc', issuer: authority, address, ...wish }));
    const caFile = await file('authority.pem', authority.cert);
    await expect(read(server.url, caFile)).rejects.toMatchObject({
      code: 'certificate',
      message: expect.stringContaining(words) as string,
    });
    expect(server.asked).toEqual([]);
  });

  it('file that is none, or not there, is told', async () => {
    const none = await file('none.pem', 'nothing of the kind');
    await expect(read('https://127.0.0.1:1', none)).rejects.toMatchObject({
      code: 'certificate',
      message: expect.stringContaining(none) as string,
    });
    const absent = join(folder, 'absent.pem');
    await expect(read('https://127.0.0.1:1', absent)).rejects.toMatchObject({ message: expect.stringContaining(absent) as string });
  });
});
