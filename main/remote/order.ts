/**
 * Whether a server obeys an order. No document promises one, and three spell the parameter differently: each is asked for in
 * both directions, because a list that comes newest first anyway looks like one that obeys.
 */
import { Failure } from '../failure.ts';
import type { Generation, Session } from '../../preload/model.ts';
import { orderSpellings, type Order, type OrderSpelling, type OrderTrial } from './queries.ts';
import type { Options, PageOptions, SessionsPage } from './remote.ts';
import { decodeSessions } from './wire/index.ts';

/** Sessions that are looked at in each direction. */
const looked = 50;

/** The property to order by: the time of recording, as the generation writes its name. */
export const timeProperty = (generation: Generation): string => (generation === 'rest' ? 'TimeOfRecording' : 'timeOfRecording');

/** What can be compared as a text: a date and a time without an offset, or in UTC. */
const comparable = /^[12]\d{3}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d+)?Z?$/;

/** Times of recording that can be compared, in the order of the page. */
const timesOf = (sessions: readonly Session[]): readonly string[] =>
  sessions.flatMap(({ timeOfRecording: time }) => {
    if (typeof time !== 'string' || !comparable.test(time)) return [];
    const [whole = '', fraction = ''] = time.replace('Z', '').split('.');
    return [`${whole}.${fraction.padEnd(9, '0')}`];
  });

const rises = (times: readonly string[]): boolean => times.every((time, at) => at === 0 || (times[at - 1] ?? '') <= time);

type ReadPage = (connection: string, page: number, pageSize: number, options?: PageOptions) => Promise<SessionsPage>;

/** Fails as the client does; a spelling that the server refuses is one that it does not know. */
export async function tryOrders(read: ReadPage, generation: Generation, connection: string, options?: Options): Promise<OrderTrial> {
  const tried: OrderSpelling[] = [];
  let requests = 0;
  let told = false;

  /** The times of the first page in this order; undefined where the server does not take the question. */
  const timesIn = async (order: Order): Promise<readonly string[] | undefined> => {
    try {
      const page = await read(connection, 0, looked, { ...options, order });
      requests += page.requests;
      return timesOf(decodeSessions(page.body).items);
    } catch (thrown) {
      if (!(thrown instanceof Failure) || ![400, 422].includes(thrown.more.status ?? 0)) throw thrown;
      requests += 1;
      return undefined;
    }
  };

  for (const spelling of orderSpellings) {
    tried.push(spelling);
    const order = { spelling, property: timeProperty(generation) };
    const down = await timesIn({ ...order, direction: 'desc' });
    if (down === undefined) {
      told = true;
      continue;
    }
    const up = await timesIn({ ...order, direction: 'asc' });
    if (up === undefined) continue;
    // All of one time, or none to compare: any order looks obeyed. The spelling makes no difference to that.
    if (new Set([...down, ...up]).size < 2) return { spelling: null, told: false, tried, requests };
    told = true;
    const highest = down[0] ?? '';
    const lowest = up[0] ?? '';
    if (rises([...down].reverse()) && rises(up) && highest > lowest) return { spelling, told, tried, requests };
  }
  return { spelling: null, told, tried, requests };
}
