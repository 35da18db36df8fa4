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
  /** What the server does, one sentence. */
  readonly sentence: string;
}

export const faults = [
  { name: 'delay', argument: 'MS', sentence: 'Every answer waits so many milliseconds.' },
  { name: 'slow', argument: 'BYTES', usual: 2000, least: 1, sentence: 'Bodies drip at so many bytes a second.' },
  { name: 'hang', argument: 'N', usual: 1, least: 1, sentence: 'Every Nth request is taken and never answered.' },
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
  { name: 'retry-after', argument: 'SECONDS', sentence: 'Answers of 408, 429 and 503 ask to wait so long.' },
  { name: 'reset', argument: 'N', usual: 1, least: 1, sentence: 'The socket of every Nth request is reset.' },
  { name: 'truncate', argument: 'N', usual: 1, least: 1, sentence: 'Every Nth answer with data breaks off in its middle.' },
  { name: 'drop-after', argument: 'N', sentence: 'After N requests the server is gone.' },
  { name: 'html', sentence: 'Every request is answered with a proxy’s web page.' },
  {
    name: 'redirect',
    argument: 'CODE',
    usual: 307,
    least: 301,
    most: 308,
    sentence: 'Every request is sent to another host, http://127.0.0.2:9.',
  },
  { name: 'forbidden', sentence: 'Signing in works, and then everything is forbidden (403).' },
  { name: 'token-seconds', argument: 'N', least: 1, sentence: 'A token is good for so many seconds.' },
  { name: 'expire-after', argument: 'N', least: 1, sentence: 'A token is good for so many requests.' },
  { name: 'cap', argument: 'N', least: 1, sentence: 'No page is longer than N, whatever was asked for (5000 without this fault).' },
  { name: 'no-paging', sentence: 'Page and page size are ignored: every answer is the whole list.' },
  { name: 'empty-page', argument: 'N', usual: 1, sentence: 'Page N of a listing is empty the first time it is asked for.' },
  { name: 'shuffle', sentence: 'Lists come ordered by key, and an order that is asked for is ignored.' },
  { name: 'grow', argument: 'N', usual: 1, least: 1, sentence: 'After every N pages of a listing one more session was recorded.' },
  {
    name: 'shrink',
    argument: 'N',
    usual: 1,
    least: 1,
    sentence: 'After every N pages of a listing one of the newer sessions was deleted.',
  },
  { name: 'bad-record', argument: 'N', usual: 100, least: 1, sentence: 'Every Nth session of a page cannot be read: its key is a list.' },
  { name: 'bare-object', sentence: 'A page of one session comes without the brackets around it.' },
  { name: 'no-brackets', sentence: 'Every page comes without the brackets around it, as one document shows.' },
  { name: 'bom', sentence: 'Answers begin with a byte order mark.' },
  { name: 'no-details', sentence: 'v1 listings come without session details.' },
  { name: 'early', sentence: 'Shapes of earlier releases: a bare key on rest, “key” on influx, late 2018’s mixture on sqlrace.' },
  { name: 'lap-dates', sentence: 'Laps of v1 begin and end with date-times instead of nanoseconds.' },
] as const satisfies readonly FaultKind[];

export type FaultName = (typeof faults)[number]['name'];

export interface Fault {
  readonly name: FaultName;
  readonly argument?: number;
}

const shown = ({ name, argument, usual }: FaultKind): string =>
  argument === undefined ? name : usual === undefined ? `${name}=${argument}` : `${name}[=${argument}]`;

/** Reads `NAME[=ARG]`; fails with `usage`, which names the known faults or what the argument must be. */
export function parseFault(text: string): Fault {
  const cut = text.indexOf('=');
  const name = cut < 0 ? text : text.slice(0, cut);
  const kind: (FaultKind & { readonly name: FaultName }) | undefined = faults.find((one) => one.name === name);
  if (kind === undefined) {
    throw new Failure('usage', `There is no fault “${name}”. Known are ${faults.map(shown).join(', ')}.`);
  }
  if (kind.argument === undefined) {
    if (cut >= 0) throw new Failure('usage', `The fault ${name} takes no argument.`);
    return { name: kind.name };
  }
  const given = cut < 0 ? kind.usual : /^\d{1,9}$/.test(text.slice(cut + 1)) ? Number(text.slice(cut + 1)) : undefined;
  const { least = 0, most = 999_999_999 } = kind;
  if (given === undefined || given < least || given > most) {
    const bounds = most < 999_999_999 ? ` from ${least} to ${most}` : least > 0 ? ` of ${least} or more` : '';
    throw new Failure('usage', `The fault ${name} is written ${shown(kind)}, with a whole number${bounds}.`);
  }
  return { name: kind.name, argument: given };
}

/** What a running server asks about its faults. */
export type Faults = ReadonlyMap<FaultName, number>;

/** A fault without an argument counts as 1. */
export const faultsOf = (list: readonly Fault[]): Faults => new Map(list.map(({ name, argument }) => [name, argument ?? 1]));
