import { once } from 'node:events';
import { createServer, get, request as ask, type IncomingMessage } from 'node:http';
import { createBrotliDecompress, createGunzip } from 'node:zlib';
import { describe, expect, it, onTestFinished } from 'vitest';
import { ask as signedIn, start } from './asking.ts';

const sessions = 'connections/Season2017/sessions';

/** A question whose answer is not decompressed, as it crosses the network. */
async function raw(fault: string, path = sessions): Promise<IncomingMessage> {
  const { server, token } = await signedIn({ faults: [fault] });
  return new Promise((resolve, reject) => {
    const headers = { 'authorization': `Bearer ${token.access_token}`, 'accept-encoding': 'gzip, br' };
    const question = ask(`${server.url}/api/${path}`, { headers, maxHeaderSize: 4 * 1024 * 1024 }, resolve);
    onTestFinished(() => void question.destroy());
    question.once('error', reject).end();
  });
}

/** Bytes of a stream, and its first and last characters; ended after `most`. */
async function measured(stream: AsyncIterable<Uint8Array>, most = Infinity): Promise<{ size: number; first: string; last: string }> {
  let size = 0;
  let first = '';
  let last = '';
  for await (const chunk of stream) {
    if (first === '') first = String.fromCharCode(chunk[0] ?? 0);
    last = String.fromCharCode(chunk.at(-1) ?? 0);
    size += chunk.byteLength;
    if (size >= most) break;
  }
  return { size, first, last };
}

describe('compressed answers', () => {
  it.each([
    ['gzip', 'gzip', createGunzip],
    ['brotli', 'br', createBrotliDecompress],
  ] as const)('%s: for those who take it', async (fault, encoding, decompressor) => {
    const answer = await raw(fault, 'connections');
    expect(answer.headers['content-encoding']).toBe(encoding);
    const pieces: Uint8Array[] = [];
    for await (const piece of answer.pipe(decompressor())) pieces.push(piece as Uint8Array);
    expect(JSON.parse(Buffer.concat(pieces).toString())).toHaveLength(2);
    const plain = await (await signedIn({ faults: [fault] })).get('connections', { 'accept-encoding': 'identity' });
    expect(plain.headers.get('content-encoding')).toBeNull();
    expect(await plain.json()).toHaveLength(2);
  });
});

describe('bodies that attack who reads them', () => {
  it('gzip-bomb: a million bytes that become a thousand million', async () => {
    const answer = await raw('gzip-bomb');
    expect(answer.headers['content-encoding']).toBe('gzip');
    let received = 0;
    answer.on('data', (chunk: Uint8Array) => (received += chunk.byteLength));
    const { size } = await measured(answer.pipe(createGunzip()), 64 * 1024 * 1024);
    expect(size / received).toBeGreaterThan(100);
  });

  it('brotli-bomb: and of brotli', async () => {
    const answer = await raw('brotli-bomb');
    expect(answer.headers['content-encoding']).toBe('br');
    let received = 0;
    answer.on('data', (chunk: Uint8Array) => (received += chunk.byteLength));
    const { size, first } = await measured(answer.pipe(createBrotliDecompress()), 64 * 1024 * 1024);
    expect(first).toBe('[');
    expect(size / received).toBeGreaterThan(100);
  });

  it('endless: goes on', async () => {
    const { size, first } = await measured(await raw('endless'), 32 * 1024 * 1024);
    expect([first, size >= 32 * 1024 * 1024]).toEqual(['[', true]);
  });

  it('brackets: 200,000 in each other', async () => {
    expect(await measured(await raw('brackets'))).toEqual({ size: 400_000, first: '[', last: ']' });
  });

  it('elements: ten million empty ones', async () => {
    expect(await measured(await raw('elements'))).toEqual({ size: 30_000_001, first: '[', last: ']' });
  });

  it('big-header: a header of 1 MB', async () => {
    expect((await raw('big-header')).headers['x-filler']).toHaveLength(1024 * 1024);
  });

  it('takes every Nth answer from within a connection, and none of the connections', async () => {
    const { read, get } = await signedIn({ faults: ['brackets=2'] });
    expect(await read('connections')).toHaveLength(2);
    expect(await read(`${sessions}?pageSize=3`)).toHaveLength(3);
    expect(await read('connections')).toHaveLength(2);
    expect(await (await get(`${sessions}?pageSize=3`)).text()).toMatch(/^\[\[\[/);
    expect(await read(`${sessions}?pageSize=3`)).toHaveLength(3);
  });
});

describe('bodies that come in another way', () => {
  it('drip: one byte after the other', async () => {
    const answer = await raw('drip=1', 'connections?drip');
    const pieces: number[] = [];
    for await (const piece of answer) {
      pieces.push((piece as Uint8Array).byteLength);
      if (pieces.length === 5) break;
    }
    expect(pieces.every((length) => length < 20)).toBe(true);
    expect(Number(answer.headers['content-length'])).toBeGreaterThan(500);
  });

  it('stall: half an answer, and a connection that stays open until the server is closed', async () => {
    const { server, get } = await signedIn({ faults: ['stall=2'] });
    expect(await (await get('connections')).json()).toHaveLength(2);
    const stalled = await get('connections');
    const whole = Number(stalled.headers.get('content-length'));
    let received = 0;
    const reading = (async (): Promise<void> => {
      for await (const piece of stalled.body ?? []) {
        received += (piece as Uint8Array).byteLength;
        if (received === whole >> 1) void server.close();
      }
    })();
    await expect(reading).rejects.toThrow();
    expect(received).toBe(whole >> 1);
  });

  it('error-json: every Nth answer with data is an exception that tells a password', async () => {
    const { get } = await signedIn({ faults: ['error-json=2'] });
    expect((await get('connections')).status).toBe(200);
    const told = await get('connections');
    expect(told.status).toBe(500);
    expect(await told.text()).toContain('Password=demo-secret-sql');
  });
});

describe('redirects', () => {
  const locationOf = async (fault: string, path = '/token'): Promise<string | null> =>
    (await fetch((await start({ faults: ['redirect=302', fault] })).url + path, { redirect: 'manual' })).headers.get('location');

  it('same: to another path of this server, which answers', async () => {
    const { read, server } = await signedIn({ faults: ['redirect-to=same'] });
    expect(await read('connections')).toHaveLength(2);
    const first = await fetch(`${server.url}/api/connections`, { redirect: 'manual' });
    expect([first.status, first.headers.get('location')]).toEqual([307, '/moved/api/connections']);
  });

  it('redirect-pages: what lies within a connection', async () => {
    const { get } = await signedIn({ faults: ['redirect-pages=303', 'redirect-to=loop'] });
    expect((await get('connections')).status).toBe(200);
    await expect(get(sessions)).rejects.toThrow();
  });

  it('loop, downgrade, userinfo, an address: where they say', async () => {
    expect(await locationOf('redirect-to=loop')).toBe('/token');
    expect(await locationOf('redirect-to=downgrade')).toMatch(/^http:\/\/127\.0\.0\.1:\d+\/token$/);
    expect(await locationOf('redirect-to=userinfo')).toMatch(/^http:\/\/127\.0\.0\.1:\d+@127\.0\.0\.2:9\/token$/);
    expect(await locationOf('redirect-to=https://elsewhere.invalid/')).toBe('https://elsewhere.invalid/token');
  });
});

describe('who wants something else', () => {
  it('ntlm: only NTLM and Kerberos are offered', async () => {
    // Not by fetch, which makes an error of its own of a 407.
    const answerOf = async (fault: string): Promise<IncomingMessage> => {
      const { url } = await start({ faults: [fault] });
      const [answer] = (await once(get(url), 'response')) as [IncomingMessage];
      answer.resume();
      return answer;
    };
    const proxy = await answerOf('ntlm');
    expect([proxy.statusCode, proxy.headers['proxy-authenticate']]).toEqual([407, 'Negotiate, NTLM']);
    const server = await answerOf('ntlm=401');
    expect([server.statusCode, server.headers['www-authenticate']]).toEqual([401, 'Negotiate, NTLM']);
  });

  it('retry-after-date: until a date of the server’s clock, which clock shifts', async () => {
    const now = Date.UTC(2026, 0, 1);
    const { url } = await start({ faults: ['status=503', 'retry-after-date=60', 'clock=-86400'], now: () => now });
    const { headers } = await fetch(url);
    expect(headers.get('date')).toBe('Wed, 31 Dec 2025 00:00:00 GMT');
    expect(headers.get('retry-after')).toBe('Wed, 31 Dec 2025 00:01:00 GMT');
  });
});

describe('a body without a reader', () => {
  it('ends with the connection: another question is answered after an attack was left', async () => {
    const { server, token } = await signedIn({ faults: ['endless=1'] });
    const leave = new AbortController();
    const authorization = `Bearer ${token.access_token}`;
    const left = await fetch(`${server.url}/api/${sessions}`, { headers: { authorization }, signal: leave.signal });
    leave.abort();
    await expect(left.text()).rejects.toThrow();
    expect((await fetch(`${server.url}/api/connections`, { headers: { authorization } })).status).toBe(200);
    await server.close();
    // Its port is free again: nothing of the attack holds it.
    const again = createServer();
    await new Promise<void>((resolve) => again.listen(Number(new URL(server.url).port), '127.0.0.1', resolve));
    again.close();
  });
});
