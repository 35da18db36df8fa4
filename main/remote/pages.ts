/**
 * Short lists, read to their end: page after page, until a page brings nothing new (it is empty, or the first over again),
 * since a server may cap its pages silently or know none.
 */
import { Failure } from '../failure.ts';
import type { Log } from '../log.ts';
import { defaultLimits } from './limits.ts';

export interface Page<Item> {
  readonly items: readonly Item[];
  /** Records that could not be read. */
  readonly skipped: number;
}

export interface Reading<Item> {
  /** What is listed, in the plural, for a sentence: “connections”. */
  readonly what: string;
  /** Page 0 is the first; undefined where the server says that there is no such page. */
  readonly read: (page: number) => Promise<Page<Item> | undefined>;
  readonly keyOf: (item: Item) => string;
  /** Items that were asked for at once. */
  readonly pageSize: number;
  readonly log: Log;
  /** Milliseconds of asking, after which no further page is begun. */
  readonly listing?: number;
  /** Pages that are asked for at most. */
  readonly most?: number;
}

/** More pages than any such list has, even at 50 a page: beyond it lies a list that never ends. */
const mostPages = 1_000;

/** The failure of a later page, which also says that what came before it is not the whole. */
function afterSome(failure: Failure, count: number, what: string): Failure {
  const sentence = `${failure.message} It came after ${count.toLocaleString('en')} ${what}, which are not all.`;
  return new Failure(failure.code, sentence, failure.more);
}

/**
 * The items of each page that no page before it had. A page that fails with 5xx behind one that was shorter than asked for
 * is the end: some servers fail for pages that they do not have. Behind a full page it is told: half a list would pass for
 * the whole, and what is missing from it for gone. Fails as `read`, with `timed-out` where it takes too long, with
 * `answer-unreadable` where the list does not end.
 */
export async function* eachPage<Item>(reading: Reading<Item>): AsyncGenerator<Page<Item>, void, undefined> {
  const { what, read, keyOf, pageSize, log, listing = defaultLimits.listing, most = mostPages } = reading;
  const known = new Set<string>();
  let asking = 0;
  let wasShort = false;
  for (let page = 0; page < most; page++) {
    if (asking >= listing) throw afterSome(new Failure('timed-out', 'The server takes too long for its list.'), known.size, what);
    const begun = performance.now();
    let found: Page<Item> | undefined;
    try {
      found = await read(page);
    } catch (thrown) {
      if (page === 0 || !(thrown instanceof Failure) || thrown.code === 'cancelled') throw thrown;
      const { status = 0 } = thrown.more;
      if (status < 500 || !wasShort) throw afterSome(thrown, known.size, what);
      log.warn('The page behind the last one fails and is taken for the end', { what, page, status });
      return;
    }
    asking += performance.now() - begun;
    const fresh = new Map<string, Item>();
    for (const item of found?.items ?? []) if (!known.has(keyOf(item)) && !fresh.has(keyOf(item))) fresh.set(keyOf(item), item);
    if (found === undefined || fresh.size === 0) return;
    for (const key of fresh.keys()) known.add(key);
    wasShort = found.items.length + found.skipped < pageSize;
    yield { items: [...fresh.values()], skipped: found.skipped };
  }
  throw afterSome(new Failure('answer-unreadable', 'The server’s list does not end.'), known.size, what);
}

/** All of them at once. Fails as `eachPage`. */
export async function allPages<Item>(reading: Reading<Item>): Promise<Page<Item>> {
  const items: Item[] = [];
  let skipped = 0;
  for await (const page of eachPage(reading)) {
    items.push(...page.items);
    skipped += page.skipped;
  }
  return { items, skipped };
}
