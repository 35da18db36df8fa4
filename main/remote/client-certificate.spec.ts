import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { createServer, type Server } from 'node:https';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { TLSSocket } from 'node:tls';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { readClientCertificate, type ClientCertificateFiles } from './client-certificate.ts';
import type { Credentials, Target } from './remote.ts';
import { derOf, issue, keyOf, pfxOf } from './spec-certificate.ts';
import { credentials, quick } from './spec-server.ts';
import { connect } from './connect.ts';
import { silent } from '../log.ts';

const passphrase = 'Fünf grüne Lichter';
const address = '127.0.0.1';
const authority = issue({ name: 'Trackside authority', authority: true });
const server = issue({ name: 'track-pc', issuer: authority, address });
const engineer = issue({ name: 'engineer', issuer: authority });
const stranger = issue({ name: 'stranger' });

let folder: string;
let running: Server | undefined;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'paddock-client-'));
});
afterAll(() => rm(folder, { recursive: true }));
afterEach(() => {
  running?.closeAllConnections();
  running?.close();
  running = undefined;
});

async function file(name: string, content: string | Buffer): Promise<string> {
  const path = join(folder, name);
  await writeFile(path, content);
  return path;
}

const read = (files: Partial<ClientCertificateFiles>): ReturnType<typeof readClientCertificate> =>
  readClientCertificate({ certFile: undefined, keyFile: undefined, passphrase: undefined, ...files });

describe('a client certificate', () => {
  it('is none where none is named', async () => {
    expect(await read({})).toBeUndefined();
  });

  it('that is not there, or is something else, is told with its path', async () => {
    const absent = join(folder, 'absent.pem');
    await expect(read({ certFile: absent })).rejects.toMatchObject({
      code: 'certificate',
      message: expect.stringContaining(absent) as string,
    });
    for (const content of [
      'a word',
      '-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n',
      Buffer.from([0x30, 0x03, 0x02, 0x01, 0x01]),
      '',
    ]) {
      const none = await file('none', content);
      await expect(read({ certFile: none })).rejects.toMatchObject({
        code: 'certificate',
        message: `There is no certificate in the file ${none}.`,
      });
    }
  });

  it('without a key says so', async () => {
    const certFile = await file('alone.pem', engineer.cert);
    await expect(read({ certFile })).rejects.toMatchObject({
      code: 'certificate',
      message: expect.stringContaining('key is in no file') as string,
    });
    await expect(read({ keyFile: certFile })).rejects.toMatchObject({ message: expect.stringContaining('no certificate') as string });
    const keyFile = join(folder, 'no-key.pem');
    await expect(read({ certFile, keyFile })).rejects.toMatchObject({ message: expect.stringContaining(keyFile) as string });
    await expect(read({ certFile, keyFile: certFile })).rejects.toMatchObject({
      message: `There is no private key in the file ${certFile}.`,
    });
  });

  it('whose key is another’s is told before any server is asked', async () => {
    const certFile = await file('engineer.pem', engineer.cert);
    const keyFile = await file('stranger.key', keyOf(stranger));
    await expect(read({ certFile, keyFile })).rejects.toMatchObject({
      code: 'certificate',
      message: expect.stringContaining('does not belong') as string,
    });
  });

  it.each([
    ['missing', undefined, 'is locked by a passphrase, which is not known'],
    ['wrong', 'Six red lights', 'does not open'],
  ])('whose passphrase is %s says so, and never shows it', async (_name, given, words) => {
    const certFile = await file('engineer.pem', engineer.cert);
    const keyFile = await file('locked.key', keyOf(engineer, passphrase));
    const pfx = await file('engineer.pfx', pfxOf(engineer, passphrase));
    for (const files of [{ certFile, keyFile }, { certFile: pfx }]) {
      const failure = await read({ ...files, passphrase: given }).catch((thrown: unknown) => thrown);
      expect(failure).toMatchObject({ code: 'certificate', message: expect.stringContaining(words) as string });
      expect(JSON.stringify(failure)).not.toContain(given ?? passphrase);
    }
  });
});

/** A server that takes nobody without a certificate of its authority. */
async function serve(versions: { maxVersion?: 'TLSv1.2' } = {}): Promise<{ readonly url: string; readonly seen: readonly string[] }> {
  const seen: string[] = [];
  const options = { key: keyOf(server), cert: server.cert, ca: [authority.cert], requestCert: true, rejectUnauthorized: true, ...versions };
  running = createServer(options, (request, response) => {
    if (request.socket instanceof TLSSocket) seen.push(String(request.socket.getPeerCertificate().subject.CN));
    const answer =
      request.url === '/token' ? { access_token: 't', token_type: 'bearer', expires_in: 100 } : [{ FriendlyName: 'Season2017' }];
    response.end(JSON.stringify(answer));
  });
  await new Promise<void>((resolve) => running?.listen(0, address, resolve));
  return { url: `https://${address}:${(running.address() as AddressInfo).port}`, seen };
}

async function ask(url: string, target: Partial<Target>, more: Partial<Credentials> = {}): Promise<number> {
  const caFile = await file('authority.pem', authority.cert);
  const remote = await connect({ url, generation: 'rest', caFile, ...target }, { ...credentials, ...more }, { log: silent, limits: quick });
  try {
    return (await remote.connections()).connections.length;
  } finally {
    remote.close();
  }
}

describe('a server that wants a client certificate', () => {
  it('is shown that of PEM files, of one file with both, and of a PFX', async () => {
    const { url, seen } = await serve();
    const certFile = await file('engineer.pem', engineer.cert);
    const binary = await file('engineer.der', derOf(engineer));
    const keyFile = await file('engineer.key', keyOf(engineer));
    const lockedKey = await file('locked.key', keyOf(engineer, passphrase));
    const binaryKey = await file('engineer.key.der', engineer.key.export({ type: 'pkcs8', format: 'der' }));
    const both = await file('both.pem', engineer.cert + keyOf(engineer));
    const pfx = await file('engineer.pfx', pfxOf(engineer, passphrase));
    expect(await ask(url, { clientCertFile: certFile, clientKeyFile: keyFile })).toBe(1);
    expect(await ask(url, { clientCertFile: binary, clientKeyFile: binaryKey })).toBe(1);
    expect(await ask(url, { clientCertFile: certFile, clientKeyFile: lockedKey }, { clientPassphrase: passphrase })).toBe(1);
    expect(await ask(url, { clientCertFile: both })).toBe(1);
    expect(await ask(url, { clientCertFile: pfx }, { clientPassphrase: passphrase })).toBe(1);
    expect(new Set(seen)).toEqual(new Set(['engineer']));
  });

  it.each([['TLSv1.3'], ['TLSv1.2']] as const)('and is shown none says that it wants one, over %s', async (version) => {
    const { url, seen } = await serve(version === 'TLSv1.2' ? { maxVersion: version } : {});
    await expect(ask(url, {})).rejects.toMatchObject({
      code: 'certificate',
      message: expect.stringContaining('wants a client certificate') as string,
    });
    expect(seen).toEqual([]);
  });
});
