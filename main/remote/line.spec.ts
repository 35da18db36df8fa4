/** Servers behind real proxies: what reaches whom, and whose trouble is told. */
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { createServer, type Server, type Socket } from 'node:net';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';
import { silent } from '../log.ts';
import { connect } from './connect.ts';
import { createExchange } from './exchange.ts';
import { defaultLimits } from './limits.ts';
import { openLine } from './line.ts';
import type { ConnectDependencies, Credentials, Remote, Target } from './remote.ts';
import { fingerprintOf, issue, keyOf, type Issued } from './spec-certificate.ts';
import { startProxy, type ProxyWish, type SpecProxy } from './spec-proxy.ts';
import { credentials, html, json, keepingLog, password, quick, startServer, withSignIn, type SpecServer } from './spec-server.ts';

const address = '127.0.0.1';
const authority = issue({ name: 'Trackside authority', authority: true });
const trusted = issue({ name: 'track-pc', issuer: authority, address });
const selfSigned = issue({ name: 'lonely', address });
const proxySecret = 'pit wall: käse%';
const signIn: Partial<Credentials> = { proxyUser: 'team', proxyPassword: proxySecret };
const basic = Buffer.from(`team:${proxySecret}`).toString('base64');

let folder: string;
let caFile: string;
const ends: (() => void | Promise<void>)[] = [];
/** Headers of all requests that a server saw. */
let seen: Readonly<Record<string, unknown>>[] = [];

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'paddock-line-'));
  caFile = join(folder, 'authority.pem');
  await writeFile(caFile, authority.cert);
});
afterAll(() => rm(folder, { recursive: true }));
beforeEach(() => {
  seen = [];
  for (const name of ['HTTPS_PROXY', 'HTTP_PROXY', 'ALL_PROXY', 'NO_PROXY']) {
    vi.stubEnv(name, undefined);
    vi.stubEnv(name.toLowerCase(), undefined);
  }
});
afterEach(async () => {
  vi.unstubAllEnvs();
  for (const end of ends.splice(0).reverse()) await end();
});

async function serve(issued?: Issued): Promise<SpecServer> {
  const answer = withSignIn((_asked, response) => json(response, [{ FriendlyName: 'Season2017' }]));
  const server = await startServer(
    (asked, response, request) => {
      seen.push(request.headers);
      answer(asked, response, request);
    },
    issued && { key: keyOf(issued), cert: issued.cert },
  );
  ends.push(() => server.stop());
  return server;
}

async function proxied(wish?: ProxyWish): Promise<SpecProxy> {
  const proxy = await startProxy(wish);
  ends.push(() => proxy.stop());
  return proxy;
}

/** An address where nothing listens. */
async function nowhere(): Promise<string> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, address, resolve));
  const { port } = server.address() as AddressInfo;
  await new Promise((resolve) => server.close(resolve));
  return `${address}:${port}`;
}

async function open(
  url: string,
  target: Partial<Target>,
  more: Partial<Credentials> = {},
  deps: Partial<ConnectDependencies> = {},
): Promise<Remote> {
  const remote = await connect(
    { url, generation: 'rest', caFile, ...target },
    { ...credentials, ...more },
    { log: silent, limits: quick, ...deps },
  );
  ends.push(() => remote.close());
  return remote;
}

async function names(...args: Parameters<typeof open>): Promise<readonly string[]> {
  return (await (await open(...args)).connections()).connections.map((connection) => connection.name);
}

const says = (pac: string): Partial<ConnectDependencies> => ({ resolveProxy: () => Promise.resolve(pac) });
const containing = (text: string): string => expect.stringContaining(text) as string;
const secrets = [password, encodeURIComponent(password), new URLSearchParams({ '': password }).toString().slice(1), 'token-1'];

describe('a proxy', () => {
  it.each([
    ['http', 'http', undefined],
    ['http', 'https', undefined],
    ['https', 'http', undefined],
    ['https', 'https', undefined],
    ['http', 'http', `team:${proxySecret}`],
    ['http', 'https', `team:${proxySecret}`],
    ['https', 'http', `team:${proxySecret}`],
    ['https', 'https', `team:${proxySecret}`],
  ])('spoken to by %s carries to a server on %s (sign-in: %s), and each learns only what is its own', async (kind, scheme, wanted) => {
    const proxy = await proxied({
      ...(kind === 'https' && { secure: { key: keyOf(trusted), cert: trusted.cert } }),
      ...(wanted !== undefined && { credentials: wanted }),
    });
    const server = await serve(scheme === 'https' ? trusted : undefined);
    expect(await names(server.url, { proxy: proxy.url }, wanted === undefined ? {} : signIn)).toEqual(['Season2017']);

    const target = scheme === 'https' ? new URL(server.url).host : `${server.url}/token`;
    expect(proxy.saw[0]).toMatchObject({ method: scheme === 'https' ? 'CONNECT' : 'POST', target });
    expect(proxy.saw.every(({ headers }) => headers['proxy-authorization'] === (wanted && `Basic ${basic}`))).toBe(true);
    expect(JSON.stringify(seen)).not.toMatch(/proxy-/i);
    expect(JSON.stringify(seen)).not.toContain(basic);
    expect(server.asked.length).toBeGreaterThan(1);
    if (scheme === 'https') {
      expect(proxy.tunnelled().length).toBeGreaterThan(0);
      for (const secret of [...secrets, 'engineer', 'bearer']) expect(proxy.read().toLowerCase()).not.toContain(secret.toLowerCase());
    }
  });

  it('keeps its tunnels and its connections: many questions, one of each', async () => {
    for (const issued of [trusted, undefined]) {
      const proxy = await proxied();
      const server = await serve(issued);
      const remote = await open(server.url, { proxy: proxy.url });
      for (let time = 0; time < 5; time++) await remote.connections();
      expect(server.asked.length).toBeGreaterThan(5);
      if (issued) expect(proxy.saw).toHaveLength(1);
    }
  });

  it('that drops a connection is gone through again, not around, and the certificate is judged again', async () => {
    const proxy = await proxied();
    const server = await serve(trusted);
    const remote = await open(server.url, { proxy: proxy.url });
    proxy.cut();
    expect((await remote.connections()).connections).toHaveLength(1);
    // Once for the sign-in, once for the second try, once to keep.
    expect(proxy.saw.map(({ method }) => method)).toEqual(['CONNECT', 'CONNECT', 'CONNECT']);
  });

  it('does not vouch for what lies behind it: a certificate is asked about, or is the trusted one', async () => {
    const proxy = await proxied();
    const server = await serve(selfSigned);
    await expect(names(server.url, { proxy: proxy.url })).rejects.toMatchObject({
      code: 'certificate',
      more: { certificate: { host: new URL(server.url).host, fingerprint: fingerprintOf(selfSigned) } },
    });
    expect(server.asked).toEqual([]);
    expect(await names(server.url, { proxy: proxy.url, trusted: fingerprintOf(selfSigned) })).toEqual(['Season2017']);
  });

  it('with a certificate that no authority vouches for is not used, and is no exception’s', async () => {
    const proxy = await proxied({ secure: { key: keyOf(selfSigned), cert: selfSigned.cert } });
    const server = await serve();
    const failure = await names(server.url, { proxy: proxy.url, trusted: fingerprintOf(selfSigned) }, signIn).catch(
      (thrown: unknown) => thrown,
    );
    expect(failure).toMatchObject({
      code: 'certificate',
      message: containing(`The certificate of the proxy ${proxy.url} is signed by nobody`),
    });
    expect(failure).not.toHaveProperty('more.certificate');
    expect(proxy.saw).toEqual([]);
  });

  it('is not shown the client’s certificate', async () => {
    const shown: string[] = [];
    const proxy = await proxied({ secure: { key: keyOf(trusted), cert: trusted.cert, requestCert: true, rejectUnauthorized: false } });
    const server = await serve();
    const engineer = issue({ name: 'engineer', issuer: authority });
    const clientCertFile = join(folder, 'engineer.pem');
    await writeFile(clientCertFile, engineer.cert + keyOf(engineer));
    proxy.onSecure((socket) => shown.push(JSON.stringify(socket.getPeerCertificate())));
    expect(await names(server.url, { proxy: proxy.url, clientCertFile })).toEqual(['Season2017']);
    expect(new Set(shown)).toEqual(new Set(['{}']));
  });
});

it('many questions at once share a few connections', async () => {
  const server = await serve(trusted);
  const proxy = await proxied();
  const remote = await open(server.url, { proxy: proxy.url });
  await Promise.all(Array.from({ length: 40 }, () => remote.connections()));
  expect(server.asked.length).toBeGreaterThan(40);
  expect(proxy.saw.length).toBeLessThanOrEqual(17);
});

describe('a proxy that wants a sign-in', () => {
  it.each([['http'], ['https']])('asks for it by its own address (%s), and the server is not reached', async (scheme) => {
    const proxy = await proxied({ credentials: `team:${proxySecret}` });
    const server = await serve(scheme === 'https' ? trusted : undefined);
    await expect(names(server.url, { proxy: proxy.url })).rejects.toMatchObject({
      code: 'proxy-sign-in',
      message: `The proxy ${proxy.url} wants a user name and a password.`,
      more: { proxy: proxy.url },
    });
    const wrong = { proxyUser: 'team', proxyPassword: 'hunter2' };
    const failure = await names(server.url, { proxy: proxy.url }, wrong).catch((thrown: unknown) => thrown);
    expect(failure).toMatchObject({ code: 'proxy-sign-in', message: containing('refused the user name or the password') });
    expect(JSON.stringify(failure)).not.toMatch(new RegExp(`hunter2|${Buffer.from('team:hunter2').toString('base64')}`));
    expect(server.asked).toEqual([]);
  });

  it.each([
    [['NTLM', 'Negotiate'], 'NTLM or Negotiate'],
    [['Negotiate abcd=='], 'Negotiate'],
    [['Digest realm="Basic, it is not", nonce="a,b", qop="auth"'], 'Digest'],
    [[], 'a method that it does not name'],
  ])('of a kind that is not spoken (%j) says so and what to do', async (schemes, words) => {
    for (const issued of [trusted, undefined]) {
      const proxy = await proxied({ credentials: 'a:b', schemes });
      const server = await serve(issued);
      await expect(names(server.url, { proxy: proxy.url }, signIn)).rejects.toMatchObject({
        code: 'unreachable',
        message: `The proxy ${proxy.url} wants a sign-in by ${words}, which Paddock does not speak.`,
        more: { todo: containing('local relay') },
      });
      expect(server.asked).toEqual([]);
    }
  });

  it('takes Basic where it is offered beside others', async () => {
    const proxy = await proxied({ credentials: `team:${proxySecret}`, schemes: ['Negotiate, NTLM', 'Basic realm="x"'] });
    const server = await serve(trusted);
    await expect(names(server.url, { proxy: proxy.url })).rejects.toMatchObject({ code: 'proxy-sign-in' });
    expect(await names(server.url, { proxy: proxy.url }, signIn)).toEqual(['Season2017']);
  });

  it('gets what was typed for it; another that the network names asks anew and gets nothing', async () => {
    const server = await serve();
    const to = { host: address, port: Number(new URL(server.url).port) };
    const [office, foreign] = await Promise.all([proxied({ credentials: `team:${proxySecret}`, to }), proxied({ credentials: 'a:b', to })]);
    let named = office;
    const resolveProxy = async () => Promise.resolve(`PROXY ${named.host}`);
    const given = { ...signIn, proxyAddress: office.url };
    for (const url of ['http://tapi.example:8011', 'https://tapi.example:8011']) {
      named = foreign;
      await expect(names(url, {}, given, { resolveProxy })).rejects.toMatchObject({
        code: 'proxy-sign-in',
        message: `The proxy ${foreign.url} wants a user name and a password.`,
        more: { proxy: foreign.url },
      });
    }
    named = office;
    expect(await names('http://tapi.example:8011', {}, given, { resolveProxy })).toEqual(['Season2017']);
    expect(foreign.saw.length).toBeGreaterThan(1);
    expect(foreign.read()).not.toContain(basic);
  });

  it('is signed in to with what the environment’s address holds, which nothing shows', async () => {
    const proxy = await proxied({
      credentials: `team:${proxySecret}`,
      to: { host: address, port: Number(new URL((await serve()).url).port) },
    });
    vi.stubEnv('HTTP_PROXY', proxy.url.replace('//', `//team:${encodeURIComponent(proxySecret)}@`));
    const { log, lines } = keepingLog();
    expect(await names('http://tapi.example:8011', {}, {}, { log })).toEqual(['Season2017']);
    expect(lines.join('\n')).toContain(proxy.url);
    for (const secret of [proxySecret, encodeURIComponent(proxySecret), basic]) expect(lines.join('\n')).not.toContain(secret);
  });
});

describe('a proxy in trouble', () => {
  it.each([['http'], ['https']])('that is dead is named, and not the server (%s)', async (scheme) => {
    const server = await serve(scheme === 'https' ? trusted : undefined);
    const dead = await nowhere();
    await expect(names(server.url, { proxy: `http://${dead}` })).rejects.toMatchObject({
      code: 'unreachable',
      message: `The proxy http://${dead} cannot be used: nothing answers there.`,
      more: { todo: containing('--proxy none') },
    });
    expect(server.asked).toEqual([]);
  });

  it.each([
    [403, 'does not let Paddock through to'],
    [502, 'cannot reach'],
    [503, 'cannot reach'],
  ])('that answers with a page of its own (%i) is told as the proxy’s', async (status, words) => {
    for (const issued of [trusted, undefined]) {
      const proxy = await proxied({ refuse: { status } });
      const server = await serve(issued);
      await expect(names(server.url, { proxy: proxy.url })).rejects.toMatchObject({
        code: 'html-answer',
        message: `The proxy ${proxy.url} ${words} ${new URL(server.url).host} and answers with a web page (status ${status}).`,
        more: { status },
      });
    }
  });

  it('that says nothing, or something else, is told in time', async () => {
    const replies: [string | undefined, string][] = [
      [undefined, 'it does not answer in time'],
      ['SSH-2.0-OpenSSH_9.6\r\n', 'what answers there is no such proxy'],
      ['', 'it broke the connection off'],
    ];
    for (const [reply, words] of replies) {
      const fake: Server = createServer((socket: Socket) => {
        socket.on('error', () => socket.destroy());
        socket.once('data', () => (reply === undefined ? undefined : socket.end(reply)));
      });
      await new Promise<void>((resolve) => fake.listen(0, address, resolve));
      ends.push(() => void fake.close());
      const proxy = `http://${address}:${(fake.address() as AddressInfo).port}`;
      await expect(names('https://tapi.example', { proxy }, {}, { limits: { ...quick, connect: 200 } })).rejects.toMatchObject({
        code: 'unreachable',
        message: `The proxy ${proxy} cannot be used: ${words}.`,
      });
    }
  });

  it('is passed by for the next of the system’s list, and straight where the list says so', async () => {
    const server = await serve();
    const { port } = new URL(server.url);
    const dead = await nowhere();
    const proxy = await proxied({ to: { host: address, port: Number(port) }, credentials: `team:${proxySecret}` });
    expect(
      await names(
        'http://tapi.example',
        {},
        { ...signIn, proxyAddress: proxy.url },
        says(`PROXY ${dead}; SOCKS5 ${dead}; PROXY ${proxy.host}; DIRECT`),
      ),
    ).toEqual(['Season2017']);
    expect(proxy.saw.length).toBeGreaterThan(1);
    const straight = names('http://tapi.invalid', {}, signIn, says(`PROXY ${dead}; DIRECT`));
    await expect(straight).rejects.toMatchObject({
      message: containing(`the proxy http://${dead} could not be used either`),
    });
  });

  it('leaves its credentials behind when the way is straight in the end', async () => {
    const server = await serve();
    const dead = await nowhere();
    const url = server.url.replace(address, 'tapi.test');
    const line = await openLine(
      { url, generation: 'rest' },
      { ...credentials, ...signIn },
      {
        log: silent,
        environment: {},
        onSecret: () => {},
        ...says(`PROXY ${dead}; DIRECT`),
      },
    );
    ends.push(() => line.close());
    const made: boolean[] = [];
    const outcome = await line.over(url, { fresh: false }, async (way) => {
      made.push(way.request !== undefined);
      const exchange = createExchange({ ...defaultLimits, ...quick });
      return exchange(way, { method: 'GET', url: way.request ? url : server.url, largest: 1_000 }, 1_000);
    });
    expect(made).toEqual([true, false]);
    expect(outcome).toMatchObject({ reply: { status: 200 } });
    expect(seen).toHaveLength(1);
    expect(JSON.stringify(seen)).not.toMatch(/proxy-|dGVhb/i);
  });

  it('of a kind that is not spoken is named', async () => {
    await expect(names('http://tapi.example', {}, {}, says('SOCKS5 s.example:1080'))).rejects.toMatchObject({
      code: 'unreachable',
      message: containing('SOCKS5 s.example:1080'),
    });
  });

  it('does not hide the server’s own answers', async () => {
    const server = await startServer((_asked, response) => json(response, { message: 'No such thing' }, 503));
    const page = await startServer((_asked, response) => html(response, 404));
    ends.push(
      () => server.stop(),
      () => page.stop(),
    );
    const proxy = await proxied();
    await expect(names(server.url, { proxy: proxy.url })).rejects.toMatchObject({ code: 'server-error' });
    await expect(names(page.url, { proxy: proxy.url })).rejects.toMatchObject({ code: 'not-this-api' });
  });
});

describe('the system’s word on proxies', () => {
  const lineFor = (resolveProxy: ConnectDependencies['resolveProxy']): ReturnType<typeof openLine> =>
    openLine({ url: 'http://tapi.example', generation: 'rest' }, credentials, {
      log: silent,
      limits: { connect: 50 },
      environment: {},
      onSecret: () => {},
      ...(resolveProxy && { resolveProxy }),
    });
  const carried = { reply: { status: 200, headers: {}, body: new Uint8Array(), bytes: 0 } };

  it('is asked once, and again after a fault and after sleep', async () => {
    const resolve = vi.fn(() => Promise.resolve('PROXY p.example:1'));
    const line = await lineFor(resolve);
    for (let time = 0; time < 3; time++) await line.over('http://tapi.example/a', { fresh: false }, () => Promise.resolve(carried));
    expect(resolve).toHaveBeenCalledTimes(1);
    await line.over('http://tapi.example/a', { fresh: true }, () => Promise.resolve(carried));
    expect(resolve).toHaveBeenCalledTimes(2);
    line.dropIdle();
    await line.over('http://tapi.example/a', { fresh: false }, () => Promise.resolve(carried));
    expect(resolve).toHaveBeenCalledTimes(3);
  });

  it('that fails or never comes leaves the way straight', async () => {
    for (const resolve of [() => Promise.reject(new Error('no')), () => new Promise<string>(() => {})]) {
      const line = await lineFor(resolve);
      expect(await line.describe('http://tapi.example')).toContainEqual(expect.objectContaining({ name: 'Proxy', value: 'none' }));
    }
  });

  it('that is waited for ends with the cancel', async () => {
    const line = await openLine({ url: 'http://tapi.example', generation: 'rest' }, credentials, {
      log: silent,
      environment: {},
      onSecret: () => {},
      resolveProxy: () => new Promise<string>(() => {}),
    });
    const stop = new AbortController();
    const asked = line.over('http://tapi.example', { fresh: false, signal: stop.signal }, () => Promise.resolve(carried));
    stop.abort();
    await expect(asked).rejects.toMatchObject({ code: 'cancelled' });
  });

  it('is told in the report, with where it comes from and without credentials', async () => {
    const line = await openLine({ url: 'https://tapi.example', generation: 'rest' }, credentials, {
      log: silent,
      environment: { HTTPS_PROXY: 'http://team:secret@p.example:3128' },
      onSecret: () => {},
    });
    const told = await line.describe('https://tapi.example');
    expect(told).toMatchObject([
      { name: 'Proxy', value: 'http://p.example:3128', how: 'an environment variable' },
      { name: 'Certificate authorities' },
    ]);
    expect(JSON.stringify(told)).not.toMatch(/secret|team/);
  });
});

describe('a connection that is still being made', () => {
  /** Longer than any test: what waits for them hangs. */
  const endless = { connect: 600_000, firstByte: 600_000, betweenBytes: 600_000, overall: 600_000 };

  /** A server that takes connections and says nothing; tells how many it holds. */
  async function mute(): Promise<{ readonly host: string; readonly held: Set<Socket> }> {
    const held = new Set<Socket>();
    const server = createServer((socket) => {
      held.add(socket);
      socket
        .on('error', () => {})
        .once('close', () => held.delete(socket))
        .resume();
    });
    await new Promise<void>((resolve) => server.listen(0, address, resolve));
    ends.push(() => void server.close());
    return { host: `${address}:${(server.address() as AddressInfo).port}`, held };
  }

  it.each([
    ['to a server', (host: string) => [`https://${host}`, {}] as const],
    ['to a server through a proxy', (host: string) => ['https://tapi.example', { proxy: `http://${host}` }] as const],
    ['to a proxy over https', (host: string) => ['http://tapi.example', { proxy: `https://${host}` }] as const],
  ])('%s ends at once with the cancel, its socket too', async (_name, way) => {
    const { host, held } = await mute();
    const stop = new AbortController();
    const [url, target] = way(host);
    const asked = connect({ url, generation: 'rest', ...target }, credentials, { log: silent, limits: endless }, { signal: stop.signal });
    const failed = expect(asked).rejects.toMatchObject({ code: 'cancelled' });
    await vi.waitFor(() => expect(held.size).toBe(1));
    stop.abort();
    await failed;
    await vi.waitFor(() => expect(held.size).toBe(0));
  });
});
