/**
 * Answers that were made to do harm, or that something in between has spoilt: each ends in a plain failure (or in what
 * can be read of it), after few requests and few bytes. The server is a socket, because no HTTP server would say such things.
 * What they cost in memory with the usual limits is measured in test/integration/memory.spec.ts.
 */
import { createServer, type AddressInfo, type Server, type Socket } from 'node:net';
import { brotliCompressSync, deflateSync, gzipSync } from 'node:zlib';
import { afterEach, describe, expect, it } from 'vitest';
import { silent } from '../log.ts';
import { connect } from './connect.ts';
import type { Remote } from './remote.ts';
import type { Limits } from './limits.ts';
import { credentials, password } from './spec-server.ts';
import { decodeSessions } from './wire/index.ts';

const mebibyte = 1024 * 1024;
const sizes = { pause: 1, tries: 2, body: 4 * mebibyte, page: 4 * mebibyte, small: 4 * mebibyte };
/** Time enough on a busy machine; and next to none, for what takes all that there is. */
const patient = { ...sizes, firstByte: 20_000, betweenBytes: 20_000, exchange: 20_000, overall: 25_000 };
const hasty = { ...sizes, firstByte: 300, betweenBytes: 300, exchange: 400, overall: 3_000 };
/** What a server gets rid of before it is stopped: the limit, and what lies in buffers of the system on both sides. */
const mostSent = 24 * mebibyte;

type Body = string | Buffer;
/** Says something; `say` resolves false once nobody listens any more. */
type Attack = (say: (bytes: Body) => Promise<boolean>) => Promise<void>;

const head = (headers: readonly string[], status = '200 OK'): string => [`HTTP/1.1 ${status}`, ...headers, '', ''].join('\r\n');
const typed = 'Content-Type: application/json';

const whole =
  (body: Body, headers: readonly string[] = [], status?: string): Attack =>
  async (say) => {
    await say(head([typed, ...headers, `Content-Length: ${Buffer.byteLength(body)}`, 'Connection: close'], status));
    await say(body);
  };
const raw =
  (text: Body): Attack =>
  async (say) => {
    await say(text);
  };
const endless =
  (start: string, more: Body): Attack =>
  async (say) => {
    for (let on = await say(start); on; on = await say(more));
  };
const dripping =
  (start: string, more: Body): Attack =>
  async (say) => {
    for (let on = await say(start); on; on = await say(more)) await new Promise((resolve) => setTimeout(resolve, 10));
  };

const megabytes = (text: string, count: number): string => text.repeat(Math.ceil((count * mebibyte) / text.length));
const spaces = Buffer.alloc(64 * mebibyte, ' ');
const list = '[{"Key":"k1","FriendlyName":"Season2017","Identifier":"x"}]';
const chunked = [typed, 'Transfer-Encoding: chunked'];
const chunk = (text: string): string => `${Buffer.byteLength(text).toString(16)}\r\n${text}\r\n`;
const nested = (open: string, close: string): string => open.repeat(200_000) + close.repeat(200_000);

const unreadable = 'answer-unreadable';
const attacks: readonly [string, Attack, string | readonly string[]][] = [
  ['a gzip bomb', whole(gzipSync(spaces), ['Content-Encoding: gzip']), unreadable],
  ['a deflate bomb', whole(deflateSync(spaces), ['Content-Encoding: deflate']), unreadable],
  ['a brotli bomb', whole(brotliCompressSync(spaces), ['Content-Encoding: br']), unreadable],
  ['gzip in gzip', whole(gzipSync(gzipSync(spaces)), ['Content-Encoding: gzip']), ['not-this-api', unreadable]],
  ['gzip in gzip, and told so', whole(gzipSync(gzipSync(spaces)), ['Content-Encoding: gzip, gzip']), ['not-this-api', unreadable]],
  ['gzip that is none', whole(list, ['Content-Encoding: gzip']), unreadable],
  ['brotli that is none', whole(list, ['Content-Encoding: br']), unreadable],
  ['damaged gzip', whole(gzipSync(list).fill(0xff, 12, 20), ['Content-Encoding: gzip']), unreadable],
  ['gzip that ends early', whole(gzipSync(list).subarray(0, 20), ['Content-Encoding: gzip']), 'unreachable'],
  ['a body without end', endless(head([typed]), megabytes(' ', 1)), unreadable],
  ['a chunked body without end', endless(head(chunked), chunk(megabytes('[1],', 1))), unreadable],
  ['a body that drips without end', dripping(head([typed]), ' '), 'timed-out'],
  ['a body of declared terabytes', endless(head([typed, 'Content-Length: 9000000000000']), megabytes(' ', 1)), unreadable],
  ['one header without end', endless('HTTP/1.1 200 OK\r\nX: ', 'x'.repeat(10_000)), unreadable],
  ['headers without end', endless('HTTP/1.1 200 OK\r\n', 'X-More: of them\r\n'.repeat(500)), unreadable],
  ['headers that drip without end', dripping('HTTP/1.1 200 OK\r\n', 'X: y\r\n'), 'timed-out'],
  ['a status line without end', endless('HTTP/1.1 200 ', 'OK'.repeat(10_000)), unreadable],
  ['provisional answers without end', dripping('', 'HTTP/1.1 100 Continue\r\n\r\n'), 'timed-out'],
  ['early hints without end', dripping('', 'HTTP/1.1 103 Early Hints\r\nLink: </x>\r\n\r\n'), 'timed-out'],
  ['trailers without end', endless(`${head(chunked)}${chunk(list)}0\r\n`, 'X-More: of them\r\n'.repeat(500)), unreadable],
  ['a chunk extension without end', endless(`${head(chunked)}5;`, 'x=y;'.repeat(5_000)), unreadable],
  ['a chunk size that is none', raw(`${head(chunked)}zz\r\n${list}\r\n0\r\n\r\n`), unreadable],
  ['a chunk larger than numbers', raw(`${head(chunked)}fffffffffffffffff\r\n${list}`), unreadable],
  ['200,000 brackets', whole(nested('[', ']')), unreadable],
  ['200,000 brackets, unclosed', whole('['.repeat(200_000)), unreadable],
  ['200,000 objects in each other', whole(nested('{"a":', '}').replace(/:\}/, ':1}')), unreadable],
  ['200,000 brackets with a long number in them', whole(nested('[', ']').replace('[]', '[1508796478364617600]')), unreadable],
  ['a million empty lists', whole(`[${'[],'.repeat(1_000_000)}[]]`), unreadable],
  ['a million empty objects', whole(`[${'{},'.repeat(1_000_000)}{}]`), unreadable],
  ['an object of 300,000 members', whole(`{${Array.from({ length: 300_000 }, (_, at) => `"m${at}":1`).join(',')}}`), unreadable],
  ['a text of megabytes', whole(`["${megabytes('x', 5)}"]`), unreadable],
  ['a number of a million digits', whole(`[{"Key":"k1","Id":${'9'.repeat(1_000_000)}}]`), unreadable],
  ['a length too long', raw(head([typed, 'Content-Length: 5000', 'Connection: close']) + list), 'unreachable'],
  ['a length too short', raw(head([typed, 'Content-Length: 20']) + list), unreadable],
  ['two lengths', raw(head([typed, `Content-Length: ${list.length}`, 'Content-Length: 20']) + list), unreadable],
  ['a length and chunks', raw(head([...chunked, 'Content-Length: 20']) + chunk(list)), unreadable],
  ['a negative length', raw(head([typed, 'Content-Length: -1']) + list), unreadable],
  ['a length beyond numbers', raw(head([typed, `Content-Length: ${'9'.repeat(30)}`]) + list), unreadable],
  ['bytes that are no UTF-8', whole(Buffer.from([0x5b, 0xff, 0xfe, 0xc3, 0x28, 0x5d])), unreadable],
  ['UTF-16', whole(Buffer.from(`\ufeff${list}`, 'utf16le')), ['not-this-api', unreadable]],
  ['NUL bytes', whole(`[\0\0\0]`), unreadable],
  ['nothing but NUL bytes', whole(Buffer.alloc(10_000)), 'not-this-api'],
  ['nothing at all', whole(''), [unreadable, 'not-this-api']],
  ['a change of protocol', raw(head(['Upgrade: websocket', 'Connection: Upgrade'], '101 Switching Protocols')), 'not-this-api'],
  ['an answer without a head', raw(list), 'not-this-api'],
  ['a status that is none', raw('HTTP/1.1 abc\r\n\r\n'), 'not-this-api'],
  ['an error with brackets', whole(nested('[', ']'), [], '400 Bad Request'), ['server-error', 'sign-in-refused']],
  ['an error with a bomb', whole(gzipSync(spaces), ['Content-Encoding: gzip'], '500 Internal Server Error'), 'server-error'],
  ['an error without end', endless(head([typed], '503 Service Unavailable'), megabytes('{"Message":', 1)), 'server-error'],
  [
    'a redirect with a bomb',
    whole(gzipSync(spaces), ['Content-Encoding: gzip', 'Location: http://192.0.2.1/'], '307 Temporary Redirect'),
    'not-this-api',
  ],
  ['a redirect without end', endless(head([typed, 'Location: http://192.0.2.1/'], '302 Found'), megabytes(' ', 1)), 'not-this-api'],
];

/** Each place where an answer is read: its path, and what asks for it. */
const places = {
  '/token': () => Promise.resolve(),
  '/api/connections': (remote: Remote) => remote.connections(),
  '/api/connections/Season2017/sessions': async (remote: Remote) =>
    decodeSessions((await remote.sessionsPage('Season2017', 0, 1_000)).body),
} as const;
type Place = keyof typeof places;

let server: Server | undefined;
let remote: Remote | undefined;
let sent: number;
let asked: number;

const say =
  (socket: Socket) =>
  async (bytes: Body): Promise<boolean> =>
    new Promise((resolve) => {
      if (socket.destroyed) resolve(false);
      else socket.write(bytes, (error) => resolve(!error && !socket.destroyed));
    });

/** Attacks whoever asks for the path, after answering a sign-in properly. */
async function serve(path: string, attack: Attack): Promise<string> {
  sent = 0;
  asked = 0;
  server = createServer((socket) => {
    socket.on('error', () => undefined);
    socket.once('close', () => (sent += socket.bytesWritten));
    socket.once('data', (data) => {
      const line = data.toString('latin1').split('\r\n', 1)[0] ?? '';
      const attacked = (line.split(/[ ?]/)[1] ?? '') === path;
      if (attacked) asked++;
      const answer = attacked ? attack : whole('{"access_token":"t","expires_in":86399}');
      void answer(say(socket)).then(() => socket.end());
    });
  });
  await new Promise<void>((resolve) => server?.listen(0, '127.0.0.1', resolve));
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}

async function read(place: Place, attack: Attack, limits: Partial<Limits> = patient): Promise<unknown> {
  const url = await serve(place, attack);
  remote = await connect({ url, generation: 'rest' }, credentials, { log: silent, limits });
  return places[place](remote);
}

afterEach(async () => {
  remote?.close();
  remote = undefined;
  await new Promise((resolve) => server?.close(resolve));
});

describe.each(Object.keys(places) as Place[])('in answer to a question for %s', (place) => {
  it.each(attacks)('%s', async (_name, attack, codes) => {
    const failure: unknown = await read(place, attack, codes === 'timed-out' ? hasty : patient).catch((thrown: unknown) => thrown);
    expect(failure).toMatchObject({
      // What is no object holds no token.
      code: expect.toBeOneOf([codes, place === '/token' ? 'not-this-api' : []].flat()) as string,
      message: expect.stringMatching(/^(The|What|That|Something) .+\.$/) as string,
    });
    expect(JSON.stringify(failure)).not.toContain(password);
    expect(asked).toBeLessThanOrEqual(sizes.tries);
    remote?.close();
    await new Promise((resolve) => server?.close(resolve));
    expect(sent).toBeLessThan(mostSent);
  });
});

describe('what only looks like an attack', () => {
  it.each([
    ['unknown texts that are no UTF-8', whole(Buffer.from('[{"Key":"k\xff1","Identifier":"x"}]', 'latin1')), 'k\ufffd1'],
    ['compressed pieces', whole(gzipSync(list), ['Content-Encoding: gzip']), 'k1'],
    ['pieces with extensions and a trailer', raw(`${head(chunked)}${list.length.toString(16)};a=b\r\n${list}\r\n0\r\nX: y\r\n\r\n`), 'k1'],
    ['one length told twice', raw(head([typed, `Content-Length: ${list.length}`, 'Connection: close']) + list), 'k1'],
    ['an answer of the oldest kind, which ends with its connection', raw(`HTTP/1.0 200 OK\r\n\r\n${list}`), 'k1'],
    ['a provisional answer before the proper one', raw(`HTTP/1.1 100 Continue\r\n\r\n${head([typed, 'Connection: close'])}${list}`), 'k1'],
    ['a compression told as none', whole(list, ['Content-Encoding: identity']), 'k1'],
    ['brackets in a text', whole(list.replace('"x"', `"${'['.repeat(100_000)}"`)), 'k1'],
  ])('%s', async (_name, attack, key) => {
    expect(await read('/api/connections/Season2017/sessions', attack)).toMatchObject({ items: [{ key }], skipped: 0 });
  });
});
