/** What is trusted, and what a person is told before they decide: real servers, with certificates made here. */
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { createServer, type Server } from 'node:https';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { TLSSocket } from 'node:tls';
import { afterAll, afterEach, beforeAll, describe, expect, it, vi } from 'vitest';
import { silent } from '../log.ts';
import { readFingerprint, readTrusted } from './certificates.ts';
import { connect } from './connect.ts';
import { createExchange } from './exchange.ts';
import { defaultLimits } from './limits.ts';
import { openLine } from './line.ts';
import type { Remote, Target } from './remote.ts';
import { fingerprintOf, issue, keyOf, type Issued } from './spec-certificate.ts';
import { credentials, quick } from './spec-server.ts';

const address = '127.0.0.1';
const day = 86_400_000;
const authority = issue({ name: 'Trackside authority', authority: true });
const vouched = issue({ name: 'track-pc', issuer: authority, address });
const selfSigned = issue({ name: 'lonely', address });
const other = issue({ name: 'lonely', address });
const expired = issue({ name: 'old', issuer: authority, address, from: new Date(Date.now() - 9 * day), until: new Date(Date.now() - day) });
const early = issue({ name: 'early', issuer: authority, address, from: new Date(Date.now() + day), until: new Date(Date.now() + 9 * day) });
const elsewhere = issue({ name: 'elsewhere', issuer: authority, host: 'pit-wall.example' });
const unknown = issue({ name: 'track-pc', issuer: issue({ name: 'Nobody’s authority', authority: true }), address });

interface Running {
  readonly url: string;
  readonly host: string;
  /** `METHOD path authorization body` of all that came. */
  readonly came: readonly string[];
  /** Whether each TLS session was a resumed one. */
  readonly resumed: readonly boolean[];
  show(issued: Issued): void;
  /** Ends all connections. */
  cut(): void;
}

const running: Server[] = [];
let folder: string;
let caFile: string;
let remote: Remote | undefined;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'paddock-trust-'));
  caFile = join(folder, 'authority.pem');
  await writeFile(caFile, authority.cert);
});
afterAll(() => rm(folder, { recursive: true }));
afterEach(() => {
  remote?.close();
  remote = undefined;
  for (const server of running.splice(0)) {
    server.closeAllConnections();
    server.close();
  }
  vi.unstubAllEnvs();
});

async function serve(issued: Issued, tls: { readonly maxVersion?: 'TLSv1.2' } = {}): Promise<Running> {
  const came: string[] = [];
  const resumed: boolean[] = [];
  const contextOf = (of: Issued): { key: string; cert: string } => ({ key: keyOf(of), cert: of.cert });
  const server = createServer({ ...contextOf(issued), ...tls }, (request, response) => {
    request.on('data', (body: Buffer) => came.push(String(body)));
    request.on('end', () => {
      came.push(`${request.method ?? ''} ${request.url ?? ''} ${request.headers.authorization ?? ''}`);
      const token = { access_token: 'the-token', token_type: 'bearer', expires_in: 3_600 };
      response.setHeader('content-type', 'application/json');
      response.end(JSON.stringify(request.url === '/token' ? token : [{ identifier: 'Season2017', FriendlyName: 'Season2017' }]));
    });
  });
  server.on('secureConnection', (socket: TLSSocket) => resumed.push(socket.isSessionReused()));
  running.push(server);
  await new Promise<void>((resolve) => server.listen(0, address, resolve));
  const host = `${address}:${(server.address() as AddressInfo).port}`;
  return {
    url: `https://${host}`,
    host,
    came,
    resumed,
    show: (next) => server.setSecureContext(contextOf(next)),
    cut: () => server.closeAllConnections(),
  };
}

async function signIn(url: string, target: Partial<Target> = {}): Promise<Remote> {
  remote?.close();
  remote = await connect({ url, generation: 'rest', ...target }, credentials, { log: silent, limits: quick });
  return remote;
}

async function names(url: string, target: Partial<Target> = {}): Promise<readonly string[]> {
  return (await (await signIn(url, target)).connections()).connections.map((connection) => connection.name);
}

const containing = (text: string): string => expect.stringContaining(text) as string;

describe('the question about a certificate', () => {
  it('tells what was shown, by whom, and what to compare, and nothing was sent', async () => {
    const server = await serve(selfSigned);
    const fingerprint = fingerprintOf(selfSigned);
    await expect(names(server.url)).rejects.toMatchObject({
      code: 'certificate',
      message: 'The server’s certificate is signed by nobody but itself.',
      more: {
        todo: containing('Nothing was sent. Look at the certificate'),
        certificate: {
          host: server.host,
          fingerprint,
          subject: 'CN=lonely',
          issuer: 'CN=lonely',
          validFrom: expect.stringMatching(/^\d{4}-\d\d-\d\dT/) as string,
          validTo: expect.stringMatching(/^\d{4}-\d\d-\d\dT/) as string,
          problem: 'This certificate is signed by nobody but itself.',
        },
      },
    });
    expect(server.came).toEqual([]);
  });

  it.each([
    [
      'of an unknown authority',
      unknown,
      'is not trusted: its authority is not known here',
      'comes from an authority that is not known here',
    ],
    ['that has expired', expired, 'has expired', `expired on ${new Date(Date.now() - day).toISOString().slice(0, 10)}`],
    ['that is not valid yet', early, 'is not valid yet', `is not valid before ${new Date(Date.now() + day).toISOString().slice(0, 10)}`],
    ['for another host', elsewhere, 'is for another host', 'is for pit-wall.example and not for 127.0.0.1'],
  ])('has its own words for one %s', async (_name, issued, sentence, problem) => {
    const server = await serve(issued);
    await expect(names(server.url, { caFile })).rejects.toMatchObject({
      code: 'certificate',
      message: containing(sentence),
      more: { certificate: { fingerprint: fingerprintOf(issued), problem: containing(problem) } },
    });
    expect(server.came).toEqual([]);
  });

  it('names all that is wrong, since who trusts it trusts it in spite of all', async () => {
    const server = await serve(issue({ name: 'everything', host: 'pit-wall.example', until: new Date(Date.now() - 1_000) }));
    await expect(names(server.url)).rejects.toMatchObject({
      message: expect.stringMatching(/signed by nobody.*expired/) as string,
      more: { certificate: { problem: expect.stringMatching(/signed by nobody.*expired on.*is for pit-wall\.example/) as string } },
    });
  });

  it.each([
    [
      'an unknown authority',
      issue({ name: 'Nobody’s authority', authority: true }),
      /^This certificate comes from an authority that is not known here; it expired on/,
    ],
    ['a known one', authority, /^This certificate expired on/],
  ])('does not let the dates hide %s', async (_name, issuer, words) => {
    const server = await serve(issue({ name: 'old', issuer, address, until: new Date(Date.now() - 1_000) }));
    await expect(names(server.url, { caFile })).rejects.toMatchObject({
      more: { certificate: { problem: expect.stringMatching(words) as string } },
    });
  });

  it('shows hostile names in one plain line', async () => {
    const server = await serve(issue({ name: `good\u202e\u0007\nO=Team ${'x'.repeat(400)}`, address }));
    const failure = await names(server.url).catch((thrown: unknown) => thrown);
    expect(failure).toMatchObject({
      code: 'certificate',
      more: { certificate: { subject: expect.stringMatching(/^CN=good[^\p{Cc}\u202e]{1,197}$/u) as string } },
    });
  });

  it('is asked though the environment would have every certificate trusted', async () => {
    vi.stubEnv('NODE_TLS_REJECT_UNAUTHORIZED', '0');
    const server = await serve(selfSigned);
    await expect(names(server.url)).rejects.toMatchObject({ code: 'certificate' });
    expect(server.came).toEqual([]);
  });
});

describe('a certificate that the user trusts', () => {
  it.each([
    ['signed itself', selfSigned],
    ['has an unknown authority', unknown],
    ['has expired', expired],
    ['is not valid yet', early],
    ['is for another host', elsewhere],
  ])('is taken though it %s', async (_name, issued) => {
    const server = await serve(issued);
    expect(await names(server.url, { trusted: fingerprintOf(issued) })).toEqual(['Season2017']);
  });

  it.each([
    ['signed itself, too', other],
    ['an authority vouches for', vouched],
  ])('is the only one that is taken: not one that %s', async (_name, issued) => {
    const server = await serve(issued);
    const trusted = fingerprintOf(selfSigned);
    const failure = await names(server.url, { trusted, caFile }).catch((thrown: unknown) => thrown);
    expect(failure).toMatchObject({ code: 'certificate', more: { certificate: { fingerprint: fingerprintOf(issued) } } });
    expect(failure).toMatchObject({ message: expect.stringMatching(/^The server’s certificate has changed: /) as string });
    expect(failure).toMatchObject({ message: containing(`…${trusted.slice(-11)}`) });
    expect(failure).toMatchObject({ message: containing(`…${fingerprintOf(issued).slice(-11)}`) });
    expect(server.came).toEqual([]);
  });

  it('is looked for at every new connection: one that changes gets neither the token nor the password', async () => {
    const server = await serve(selfSigned);
    const client = await signIn(server.url, { trusted: fingerprintOf(selfSigned) });
    await client.connections();
    const before = server.came.length;
    server.show(other);
    server.cut();
    await expect(client.connections()).rejects.toMatchObject({ code: 'certificate', message: containing('has changed') });
    expect(server.came).toHaveLength(before);
    server.show(selfSigned);
    expect((await client.connections()).connections).toHaveLength(1);
  });

  it('is shown anew each time: no TLS session is resumed', async () => {
    for (const maxVersion of ['TLSv1.2', undefined] as const) {
      const server = await serve(selfSigned, maxVersion === undefined ? {} : { maxVersion });
      const client = await signIn(server.url, { trusted: fingerprintOf(selfSigned) });
      for (let time = 0; time < 3; time++) {
        server.cut();
        await client.connections();
      }
      expect(server.resumed.length).toBeGreaterThan(2);
      expect(server.resumed).not.toContain(true);
    }
  });

  it('must have a fingerprint that is one', async () => {
    await expect(names('https://127.0.0.1:1', { trusted: 'AB:CD' })).rejects.toMatchObject({ code: 'usage' });
  });

  it('is known by its digits, however they are written', () => {
    const fingerprint = fingerprintOf(selfSigned);
    expect(readFingerprint(fingerprint.replaceAll(':', '').toLowerCase())).toBe(fingerprint);
    expect(readFingerprint(fingerprint.slice(3))).toBeUndefined();
    expect(readTrusted(undefined)).toEqual([]);
    expect(readTrusted(`${fingerprint} ${fingerprintOf(other)}`)).toEqual([fingerprint, fingerprintOf(other)]);
  });
});

describe('the report', () => {
  it('tells which authorities are trusted, what was shown, and why it was taken', async () => {
    const server = await serve(selfSigned);
    const { url, host } = server;
    const surroundings = { log: silent, environment: {}, onSecret: () => {} };
    const line = await openLine({ url, generation: 'rest', caFile, trusted: fingerprintOf(selfSigned) }, credentials, surroundings);
    const exchange = createExchange({ ...defaultLimits, ...quick });
    await line.over(url, { fresh: false }, (way) => exchange(way, { method: 'GET', url, largest: 1_000 }, 1_000));
    expect(await line.describe(url)).toMatchObject([
      { name: 'Proxy', value: 'none' },
      { name: 'Certificate authorities', value: containing('Node’s own list') },
      { name: 'Private authorities', value: '1' },
      { name: 'Encryption', value: containing('TLSv1.'), how: `the handshake with ${host}` },
      { name: `Certificate of ${host}`, value: containing(fingerprintOf(selfSigned)), how: 'trusted by its fingerprint' },
    ]);
    line.close();
  });
});

describe('an Identity Server’s certificate', () => {
  const influx = (identity: Running): Partial<Target> => ({ generation: 'influx', identityUrl: identity.url, caFile });

  it('is asked about by the name of its own host, and the password waits', async () => {
    const [server, identity] = [await serve(vouched), await serve(selfSigned)];
    await expect(names(server.url, influx(identity))).rejects.toMatchObject({
      code: 'certificate',
      message: containing(`The certificate of the Identity Server ${identity.host} is signed by nobody but itself`),
      more: { certificate: { host: identity.host, fingerprint: fingerprintOf(selfSigned) } },
    });
    expect(identity.came).toEqual([]);
  });

  it('is trusted beside the server’s own, each by itself or both together', async () => {
    const [server, identity] = [await serve(vouched), await serve(selfSigned)];
    expect(await names(server.url, { ...influx(identity), trusted: fingerprintOf(selfSigned) })).toEqual(['Season2017']);
    server.show(other);
    server.cut();
    const one = names(server.url, { ...influx(identity), trusted: fingerprintOf(selfSigned) });
    await expect(one).rejects.toMatchObject({
      code: 'certificate',
      more: { certificate: { host: server.host, problem: containing('another than the one trusted for this server') } },
    });
    const both = `${fingerprintOf(selfSigned)} ${fingerprintOf(other)}`;
    expect(await names(server.url, { ...influx(identity), trusted: both })).toEqual(['Season2017']);
  });
});
