/** The faults that the demo server can be told to have: the README's table, and the reading of `--fault NAME[=ARG]`. */
import { Failure } from '../failure.ts';

export interface FaultKind {
  readonly name: string;
  /** What stands after `=`, in capitals; absent where the fault takes nothing. */
  readonly argument?: string;
  /** The argument where none is given; absent where one must be. */
  readonly usual?: number;
  readonly least?: number;
  readonly most?: number;
  /** The words that the argument may be, instead of a whole number; the first is taken where none is given. */
  readonly words?: readonly [string, ...string[]];
  /** True where the argument may also be an `http://` or `https://` address. */
  readonly address?: true;
  /** What the server does, one sentence. */
  readonly sentence: string;
}

export const faults = [
  { name: 'delay', argument: 'MS', sentence: 'Every answer waits so many milliseconds.' },
  { name: 'slow', argument: 'BYTES', usual: 2000, least: 1, sentence: 'Bodies drip at so many bytes a second.' },
  { name: 'drip', argument: 'MS', usual: 500, least: 1, sentence: 'Bodies drip, one byte every so many milliseconds.' },
  { name: 'hang', argument: 'N', usual: 1, least: 1, sentence: 'Every Nth request is taken and never answered.' },
  {
    name: 'stall',
    argument: 'N',
    usual: 1,
    least: 1,
    sentence: 'Every Nth answer with data stops in its middle, and its connection stays open.',
  },
  { name: 'status', argument: 'CODE', least: 400, most: 599, sentence: 'Every request is answered with this status.' },
  {
    name: 'fail-once',
    argument: 'CODE',
    usual: 503,
    least: 400,
    most: 599,
    sentence: 'Every address fails the first time it is asked for.',
  },
  {
    name: 'flaky',
    argument: 'PERCENT',
    usual: 10,
    most: 100,
    sentence: 'So many of a hundred requests, by chance of the seed, are answered with 503.',
  },
  {
    name: 'fail-pages',
    argument: 'CODE',
    usual: 503,
    least: 400,
    most: 599,
    sentence: 'Signing in works, and all that lies within a connection is answered with this status.',
  },
  { name: 'fail-after', argument: 'N', sentence: 'After N requests every one is answered with 503.' },
  { name: 'retry-after', argument: 'SECONDS', sentence: 'Answers of 408, 429 and 503 ask to wait so long.' },
  {
    name: 'retry-after-date',
    argument: 'SECONDS',
    sentence: 'Answers of 408, 429 and 503 ask to wait until the date that is so far away by the server’s clock.',
  },
  {
    name: 'clock',
    argument: 'SECONDS',
    least: -999_999_999,
    sentence: 'The server’s clock is so far ahead; with a minus sign, so far behind.',
  },
  { name: 'reset', argument: 'N', usual: 1, least: 1, sentence: 'The socket of every Nth request is reset.' },
  { name: 'truncate', argument: 'N', usual: 1, least: 1, sentence: 'Every Nth answer with data breaks off in its middle.' },
  { name: 'drop-after', argument: 'N', sentence: 'After N requests the server is gone.' },
  { name: 'html', sentence: 'Every request is answered with a proxy’s web page.' },
  {
    name: 'error-json',
    argument: 'N',
    usual: 1,
    least: 1,
    sentence: 'Every Nth answer with data is a 500 that tells an exception, with a password in its connection string.',
  },
  {
    name: 'redirect',
    argument: 'CODE',
    usual: 307,
    least: 301,
    most: 308,
    sentence: 'Every request is sent to another host, http://127.0.0.2:9.',
  },
  {
    name: 'redirect-pages',
    argument: 'CODE',
    usual: 307,
    least: 301,
    most: 308,
    sentence: 'Signing in works, and all that lies within a connection is sent to another host.',
  },
  {
    name: 'redirect-to',
    argument: 'WHERE',
    words: ['same', 'loop', 'downgrade', 'userinfo'],
    address: true,
    sentence:
      'Redirects lead to `same` (another path here, which answers), `loop` (where they came from), `downgrade` (http of this host), `userinfo` (this host as the user’s name at another) or to an address.',
  },
  { name: 'forbidden', sentence: 'Signing in works, and then everything is forbidden (403).' },
  {
    name: 'ntlm',
    argument: 'CODE',
    words: ['407', '401'],
    sentence: 'Every request is answered with 407, as by a proxy, or with 401, and only NTLM and Kerberos are offered.',
  },
  { name: 'token-seconds', argument: 'N', least: 1, sentence: 'A token is good for so many seconds.' },
  { name: 'expire-after', argument: 'N', least: 1, sentence: 'A token is good for so many requests.' },
  {
    name: 'account',
    argument: 'WHAT',
    words: ['expired', 'not-yet', 'disabled', 'locked'],
    sentence: 'The password is right, and the account is `expired`, `not-yet` valid, `disabled` or `locked`.',
  },
  { name: 'no-refresh', sentence: 'The Identity Server gives no refresh tokens.' },
  { name: 'refresh-kept', sentence: 'A refresh token stays the same at every use.' },
  { name: 'refresh-refused', sentence: 'Every refresh token is refused (invalid_grant).' },
  {
    name: 'refresh-lost',
    argument: 'N',
    usual: 1,
    least: 1,
    sentence: 'The answer to every Nth refresh is lost: the token was changed, and the connection breaks off.',
  },
  { name: 'gzip', sentence: 'Answers are compressed with gzip for those who take it.' },
  { name: 'brotli', sentence: 'Answers are compressed with brotli for those who take it.' },
  {
    name: 'gzip-bomb',
    argument: 'N',
    usual: 1,
    least: 1,
    sentence: 'Every Nth answer from within a connection is 1 GB of blanks in 1 MB of gzip.',
  },
  {
    name: 'brotli-bomb',
    argument: 'N',
    usual: 1,
    least: 1,
    sentence: 'Every Nth answer from within a connection is 1 GB of blanks in a few KB of brotli.',
  },
  { name: 'endless', argument: 'N', usual: 1, least: 1, sentence: 'Every Nth answer from within a connection has no end.' },
  {
    name: 'brackets',
    argument: 'N',
    usual: 1,
    least: 1,
    sentence: 'Every Nth answer from within a connection is 200,000 brackets in each other.',
  },
  {
    name: 'elements',
    argument: 'N',
    usual: 1,
    least: 1,
    sentence: 'Every Nth answer from within a connection is a list of 10,000,000 empty ones.',
  },
  {
    name: 'big-header',
    argument: 'N',
    usual: 1,
    least: 1,
    sentence: 'Every Nth answer from within a connection has a header of 1 MB.',
  },
  { name: 'cap', argument: 'N', least: 1, sentence: 'No page is longer than N, whatever was asked for (5000 without this fault).' },
  { name: 'refuse-size', argument: 'N', least: 1, sentence: 'A page size of more than N is refused (400 on rest, 422 on v1).' },
  { name: 'no-paging', sentence: 'Page and page size are ignored: every answer is the whole list.' },
  { name: 'empty-page', argument: 'N', usual: 1, sentence: 'Page N of a listing is empty the first time it is asked for.' },
  { name: 'end-refused', sentence: 'Pages behind the end of a list are answered with 404.' },
  { name: 'last-repeats', sentence: 'Pages behind the end of a list are answered with its last one.' },
  { name: 'no-order', sentence: 'Lists come in their own order, whatever is asked for.' },
  {
    name: 'order-spelling',
    argument: 'WORD',
    words: ['order', 'orderBy', 'orderby'],
    sentence: 'An order is obeyed only as `order`, as `orderBy` or as `orderby`, to the letter.',
  },
  { name: 'shuffle', sentence: 'Lists come ordered by key, and an order that is asked for is ignored.' },
  { name: 'shuffle-each', sentence: 'Lists come in another order at each request.' },
  { name: 'grow', argument: 'N', usual: 1, least: 1, sentence: 'After every N pages of a listing one more session was recorded.' },
  {
    name: 'shrink',
    argument: 'N',
    usual: 1,
    least: 1,
    sentence: 'After every N pages of a listing one of the newer sessions was deleted.',
  },
  { name: 'insert', argument: 'N', usual: 1, least: 1, sentence: 'After every N pages of a listing a session was added somewhere in it.' },
  {
    name: 'delete',
    argument: 'N',
    usual: 1,
    least: 1,
    sentence: 'After every N pages of a listing a session somewhere in it was deleted.',
  },
  {
    name: 'change',
    argument: 'N',
    usual: 1,
    least: 1,
    sentence: 'After every N pages of a listing a session somewhere in it was changed.',
  },
  {
    name: 'no-key-route',
    argument: 'WHAT',
    words: ['nothing', 'empty', 'newest', 'echo'],
    sentence:
      'A session that is asked for by its key is answered with `nothing` (404), with an `empty` list, with the `newest` session whatever the key, or with that one under the key that was asked for (`echo`).',
  },
  { name: 'bad-record', argument: 'N', usual: 100, least: 1, sentence: 'Every Nth session of a page cannot be read: its key is a list.' },
  { name: 'duplicates', argument: 'N', usual: 100, least: 1, sentence: 'Every Nth session of a page stands there twice.' },
  {
    name: 'invalid-dates',
    argument: 'N',
    usual: 10,
    least: 1,
    sentence: 'Every Nth session of a page was recorded on a day that is none, or one too early or too late for a calendar.',
  },
  {
    name: 'states',
    argument: 'N',
    usual: 10,
    least: 1,
    sentence: 'Every Nth session of a page has a state, word or number, that no document tells.',
  },
  { name: 'bare-object', sentence: 'A page of one session comes without the brackets around it.' },
  { name: 'no-brackets', sentence: 'Every page comes without the brackets around it, as one document shows.' },
  { name: 'bom', sentence: 'Answers begin with a byte order mark.' },
  { name: 'connection-pages', argument: 'N', usual: 1, least: 1, sentence: 'Connections come in pages of N.' },
  { name: 'dot-names', sentence: 'Two more connections are listed, whose names “.” and “..” no address can hold.' },
  { name: 'no-details', sentence: 'v1 listings come without session details.' },
  { name: 'early', sentence: 'Shapes of earlier releases: a bare key on rest, “key” on influx, late 2018’s mixture on sqlrace.' },
  { name: 'lap-dates', sentence: 'Laps of v1 begin and end with date-times instead of nanoseconds.' },
] as const satisfies readonly FaultKind[];

export type FaultName = (typeof faults)[number]['name'];

export interface Fault {
  readonly name: FaultName;
  readonly argument?: number | string;
}

/** As the usage shows it: `name`, `name=ARG`, `name[=ARG]`, the words where there are some. */
const shown = ({ name, argument, usual, words, address }: FaultKind): string => {
  if (argument === undefined) return name;
  const what = words === undefined ? argument : [...words, ...(address ? ['ADDRESS'] : [])].join('|');
  return usual === undefined && words === undefined ? `${name}=${what}` : `${name}[=${what}]`;
};

const isWebAddress = (text: string): boolean => /^https?:\/\/[^\s]+$/i.test(text) && URL.canParse(text);

/** Reads `NAME[=ARG]`; fails with `usage`, which names the known faults or what the argument must be. */
export function parseFault(text: string): Fault {
  const cut = text.indexOf('=');
  const name = cut < 0 ? text : text.slice(0, cut);
  const kind: (FaultKind & { readonly name: FaultName }) | undefined = faults.find((one) => one.name === name);
  if (kind === undefined) {
    throw new Failure('usage', `There is no fault “${name}”. Known are ${faults.map(shown).join(', ')}.`);
  }
  const given = cut < 0 ? undefined : text.slice(cut + 1);
  if (kind.argument === undefined) {
    if (given !== undefined) throw new Failure('usage', `The fault ${name} takes no argument.`);
    return { name: kind.name };
  }
  return { name: kind.name, argument: kind.words === undefined ? numberOf(kind, given) : wordOf(kind, kind.words, given) };
}

function numberOf(kind: FaultKind, given: string | undefined): number {
  const { name, usual, least = 0, most = 999_999_999 } = kind;
  const number = given === undefined ? usual : /^[+-]?\d{1,9}$/.test(given) ? Number(given) : undefined;
  if (number !== undefined && number >= least && number <= most) return number;
  const bounds = most < 999_999_999 ? ` from ${least} to ${most}` : least > 0 ? ` of ${least} or more` : '';
  throw new Failure('usage', `The fault ${name} is written ${shown(kind)}, with a whole number${bounds}.`);
}

function wordOf(kind: FaultKind, words: readonly [string, ...string[]], given: string = words[0]): string {
  if (words.includes(given) || (kind.address && isWebAddress(given))) return given;
  throw new Failure('usage', `The fault ${kind.name} is written ${shown(kind)}.`);
}

/** What a running server asks about its faults. */
export interface Faults {
  has(name: FaultName): boolean;
  /** The number that a fault was given, 1 where it takes none; undefined where the server has not this fault. */
  get(name: FaultName): number | undefined;
  /** The word that a fault was given; undefined where the server has not this fault. */
  word(name: FaultName): string | undefined;
}

export function faultsOf(list: readonly Fault[]): Faults {
  const given = new Map(list.map(({ name, argument }) => [name, argument ?? 1]));
  return {
    has: (name) => given.has(name),
    get: (name) => {
      const argument = given.get(name);
      return typeof argument === 'number' ? argument : undefined;
    },
    word: (name) => {
      const argument = given.get(name);
      return typeof argument === 'string' ? argument : undefined;
    },
  };
}

/** Tells of each that comes whether it is one of every N that the fault takes; never where the server has not this fault. */
export function counterOf(faults: Faults, name: FaultName): () => boolean {
  const every = faults.get(name) ?? Infinity;
  let count = 0;
  return () => {
    count += 1;
    return count % every === 0;
  };
}
