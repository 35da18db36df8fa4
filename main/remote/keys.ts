/**
 * Sessions by key, several in one request where the server takes that. How long an address may be no document says: a server
 * behind Windows' http.sys takes 260 characters a segment, others thousands; so it is tried long, then short, then one by one.
 */
import type { Session } from '../../preload/model.ts';
import { Failure } from '../failure.ts';
import { segment } from './address.ts';
import { get, noSession, sessionAt, sessionsOf, type Client } from './client.ts';
import type { SessionsByKeys } from './queries.ts';
import type { Options } from './remote.ts';
import { decodeSessions } from './wire/index.ts';

/** Characters of the segment with the keys, in the order in which they are tried. */
const lengths = [1_800, 240] as const;
/** What a server answers to an address that is too long, or that it does not take apart. */
const refusals: ReadonlySet<number> = new Set([400, 404, 405, 410, 414, 422, 431]);

/** GUIDs come in either case. */
const folded = (key: string): string => key.toLowerCase();

export const isKeyOf = (session: Session, key: string): boolean => session.key === key || folded(session.key) === folded(key);

/** Keys in groups that fit the length, one with a comma alone: a server would take it apart. */
export function batchesOf(keys: readonly string[], length: number): readonly (readonly string[])[] {
  const batches: string[][] = [];
  let room = 0;
  for (const key of keys) {
    const size = segment(key).length + 1;
    const alone = key.includes(',');
    const last = batches.at(-1);
    if (last === undefined || size > room || alone) {
      batches.push([key]);
      room = alone ? 0 : length - size;
    } else {
      last.push(key);
      room -= size;
    }
  }
  return batches;
}

interface Reply {
  readonly sessions: readonly Session[];
  readonly requests: number;
}

/** What one request brought; null where the server says that none of it is there, undefined where it does not take the question. */
async function askFor(client: Client, connection: string, keys: readonly string[], options?: Options): Promise<Reply | null | undefined> {
  const [first = '', ...more] = keys;
  const path = more.length === 0 ? sessionAt(connection, first) : `${sessionsOf(connection)}/${keys.map(segment).join(',')}`;
  try {
    const { body, requests } = await get(client, path, noSession(first), options);
    return { sessions: decodeSessions(body).items, requests };
  } catch (thrown) {
    if (!(thrown instanceof Failure) || !refusals.has(thrown.more.status ?? 0)) throw thrown;
    if (thrown.code === 'not-found') return null;
    if (more.length === 0) throw thrown;
    return undefined;
  }
}

const lengthOf = (batch: readonly string[]): number => batch.reduce((sum, key) => sum + segment(key).length + 1, 0);

/** Fails as `get`; a key of which the server has nothing is no failure. */
export async function readByKeys(client: Client, connection: string, asked: readonly string[], options?: Options): Promise<SessionsByKeys> {
  const keys = [...new Set(asked)];
  const found = new Map<string, Session>();
  let requests = 0;
  /** The longest list that the server answered with two or more of its sessions: it takes lists apart. */
  let answers = 0;
  /** Whether it did so though another of the list was not there. */
  let leavesOut = false;
  /** The shortest list that it did not answer. */
  let refuses = Infinity;

  /** Asks for these together; returns those that it has not answered for. */
  const take = async (batch: readonly string[]): Promise<readonly string[]> => {
    const length = lengthOf(batch);
    if (batch.length > 1 && length >= refuses) return batch;
    const reply = await askFor(client, connection, batch, options);
    requests += reply?.requests ?? 1;
    const had = batch.filter((key) => {
      const session = reply?.sessions.find((one) => one.key === key) ?? reply?.sessions.find((one) => isKeyOf(one, key));
      if (session !== undefined) found.set(key, session);
      return session !== undefined;
    });
    if (had.length > 1) {
      answers = Math.max(answers, length);
      leavesOut ||= had.length < batch.length;
    }
    const isUnderstood = length <= answers && (reply === null ? leavesOut : reply !== undefined);
    if (batch.length === 1 || isUnderstood) return [];
    if (had.length === 0 && length > answers) refuses = Math.min(refuses, length);
    return batch.filter((key) => !had.includes(key));
  };

  let left: readonly string[] = keys;
  for (const length of lengths) {
    const open: string[] = [];
    for (const batch of batchesOf(left, length)) open.push(...(await take(batch)));
    left = open;
  }
  for (const key of left) await take([key]);
  const sessions = keys.flatMap((key) => found.get(key) ?? []);
  return { sessions, missing: keys.filter((key) => !found.has(key)), requests };
}
