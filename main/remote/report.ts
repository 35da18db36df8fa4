/**
 * What can be found out about a server, and by what: for whoever looks after it, to be copied into a mail. Asks some 25 small
 * questions with GET, one after the other, and says of each fact that could not be had why. Nothing secret is in it.
 */
import { randomUUID } from 'node:crypto';
import type { ServerReport, Session } from '../../preload/model.ts';
import { Failure } from '../failure.ts';
import { segment } from './address.ts';
import { isJson, isSuccess } from './answers.ts';
import { ask, get, noConnection, sessionAt, sessionsOf, type Client } from './client.ts';
import { identifierRoutes, listingOf } from './listing.ts';
import type { Options } from './remote.ts';
import { connectionFacts, signInFacts } from './report-facts.ts';
import type { Answered } from './transport.ts';
import { decodeSessions } from './wire/index.ts';
import { fieldShapes } from './wire/shapes.ts';

export type Fact = ServerReport['facts'][number];

/** Small questions whose time is measured. */
const measured = 5;
/** More than any server is known to give at once. */
const largePage = 10_000;
/** Connections that are tried for one with sessions to look at. */
const mostTried = 3;

const grouped = (count: number): string => count.toLocaleString('en');
const ms = (time: number): string => `${time < 10 ? time.toFixed(1) : Math.round(time)} ms`;

/** The facts so far; one that cannot be had is told with its cause, and the next is tried. */
interface Notes {
  readonly facts: Fact[];
  readonly options: Options;
  readonly note: (name: string, value: string, how: string) => void;
  /** Runs what finds facts out; fails only where the user has given up. */
  readonly find: <Value>(name: string, work: () => Promise<Value>) => Promise<Value | undefined>;
}

function notesFor(client: Client, given: Options | undefined): Notes & { end(): void } {
  const facts: Fact[] = [];
  const deadline = new AbortController();
  const timer = setTimeout(() => deadline.abort(), client.transport.limits.report);
  const signal = given?.signal ? AbortSignal.any([given.signal, deadline.signal]) : deadline.signal;
  const shown = (text: string): string => client.redactor.clean(text) ?? '(not shown)';
  const note = (name: string, value: string, how: string): void => {
    facts.push({ name, value: shown(value), how: shown(how) });
  };
  return {
    facts,
    options: { work: 'Server report', ...given, signal },
    note,
    find: async (name, work) => {
      try {
        return await work();
      } catch (thrown) {
        if (!(thrown instanceof Failure) || given?.signal?.aborted) throw thrown;
        note(name, 'not found out', thrown.code === 'cancelled' ? 'The time for the report was over.' : thrown.message);
        return undefined;
      }
    },
    end: () => clearTimeout(timer),
  };
}

/** Small questions, one after the other: how long they take, and what the server says of itself with each. */
async function measure(client: Client, { note, find, options }: Notes): Promise<void> {
  await find('Latency', async () => {
    const times: number[] = [];
    let answer: Answered | undefined;
    for (let at = 0; at < measured; at++) {
      const begun = performance.now();
      answer = await ask(client, 'connections?page=0&pageSize=1', options);
      times.push(performance.now() - begun);
    }
    times.sort((a, b) => a - b);
    const [fastest = 0, median = 0, slowest = 0] = [times[0], times[times.length >> 1], times.at(-1)];
    note('Latency', ms(median), `the median of ${measured} small questions one after the other, from ${ms(fastest)} to ${ms(slowest)}`);
    for (const [name, header] of [
      ['Server software', 'server'],
      ['Framework', 'x-powered-by'],
    ] as const) {
      const said = answer?.headers[header];
      if (typeof said === 'string') note(name, said.slice(0, 100), `the header ${header} of its answers`);
    }
  });
}

interface Sample {
  readonly connection: string;
  /** The first two sessions. */
  readonly answer: Answered;
  readonly sessions: readonly Session[];
}

/** The first connection with sessions, or the first of all. */
async function sampleOf(client: Client, names: readonly string[], options: Options): Promise<Sample | undefined> {
  let first: Sample | undefined;
  for (const connection of names.slice(0, mostTried)) {
    const answer = await get(client, `${sessionsOf(connection)}?page=0&pageSize=2`, noConnection(connection), options);
    const sample = { connection, answer, sessions: decodeSessions(answer.body).items };
    if (sample.sessions.length > 1) return sample;
    first ??= sample;
  }
  return first;
}

/** Whether a second page goes on where the first ended, with sessions that the first does not hold. */
function goesOn(first: readonly Session[], second: readonly Session[]): boolean {
  const known = new Set(first.map(({ key }) => key));
  return second.some(({ key }) => !known.has(key));
}

/** What a listing does with page and page size. Returns the most sessions that one page brought. */
async function pages(client: Client, { note, find, options }: Notes, { connection, sessions }: Sample): Promise<readonly Session[]> {
  const { sessionsPage } = listingOf(client);
  const rows = async (page: number, size: number): Promise<readonly Session[]> =>
    decodeSessions((await sessionsPage(connection, page, size, options)).body).items;
  const count = sessions.length;
  const small = count > 2 ? 'not honoured' : count === 2 ? 'honoured' : 'cannot be told';
  note('Small pages', small, `asked for 2 sessions, got ${grouped(count)}`);
  await find('Paging', async () => {
    const next = await rows(1, 2);
    const known = new Set(sessions.map(({ key }) => key));
    const repeats = next.some(({ key }) => known.has(key));
    if (next.length === 0) note('Paging', count < 2 ? 'cannot be told' : 'honoured', 'page 1 of 2 sessions is empty');
    else if (repeats) note('Paging', 'not honoured', 'page 1 holds sessions of page 0 again');
    else note('Paging', 'honoured', 'page 1 holds other sessions than page 0');
  });
  const most = await find('Page cap', async () => {
    const large = await rows(0, largePage);
    const got = grouped(large.length);
    const asked = `asked for ${grouped(largePage)} sessions, got ${got}`;
    if (large.length >= largePage) note('Page cap', `${grouped(largePage)} or more`, asked);
    else if (goesOn(large, await rows(1, largePage))) note('Page cap', got, `${asked}, and others on page 1`);
    else note('Page cap', `${got} or more`, `${asked}, which is the whole list`);
    return large;
  });
  return most ?? sessions;
}

async function order(client: Client, { note, find, options }: Notes, connection: string): Promise<void> {
  await find('Order', async () => {
    const { spelling, told, tried } = await listingOf(client).orderObeyed(connection, options);
    const how = `sessions asked for by time in both directions, spelled ${tried.join(', ')}`;
    note(
      'Order',
      spelling === null ? (told ? 'not obeyed' : 'cannot be told') : `obeyed, spelled “${spelling}”`,
      told ? how : `${how}; they are too few or of one time`,
    );
  });
}

/** What an answer about one thing is, in words. */
const told = (answer: Answered, key?: string): string => {
  if (!isSuccess(answer) || !isJson(answer)) return `status ${answer.status}`;
  const { items } = decodeSessions(answer.body);
  if (items.length === 0) return `an empty list (status ${answer.status})`;
  return key === undefined || items.some((session) => session.key === key) ? 'the session' : 'another session';
};

async function bySession(client: Client, { note, find, options }: Notes, { connection, sessions }: Sample): Promise<void> {
  const [session] = sessions;
  if (session === undefined) return;
  await find('Session by key', async () => {
    const known = await ask(client, sessionAt(connection, session.key), options);
    const invented = await ask(client, sessionAt(connection, randomUUID()), options);
    note('Session by key', `${told(known, session.key)}; for a key that is not there ${told(invented)}`, 'one known key and one invented');
  });
  const { identifier } = session;
  if (typeof identifier !== 'string' || identifier === '') return;
  await find('Identifier route', async () => {
    for (const route of identifierRoutes) {
      const answer = await ask(client, `${sessionsOf(connection)}/${route}/${segment(identifier)}`, options);
      if (!isSuccess(answer) || !isJson(answer) || decodeSessions(answer.body).items.length === 0) continue;
      note('Identifier route', `sessions/${route}/…`, 'asked for the identifier of a known session');
      return;
    }
    note(
      'Identifier route',
      'none',
      `neither ${identifierRoutes.map((route) => `sessions/${route}/…`).join(' nor ')} answers for a known session`,
    );
  });
}

async function details(client: Client, { note, find, options }: Notes, connection: string, sessions: readonly Session[]): Promise<void> {
  const inside = sessions.filter((session) => (session.details ?? []).length > 0).length;
  note(
    'Details in the listing',
    inside > 0 ? 'yes' : 'no',
    `${grouped(inside)} of the ${grouped(sessions.length)} sessions read have some`,
  );
  if (client.generation === 'rest') return;
  await find('Listing with details', async () => {
    const answer = await ask(client, `${sessionsOf(connection)}/details?page=0&pageSize=2`, options);
    const filled = isSuccess(answer) && isJson(answer) && decodeSessions(answer.body).items.length > 0;
    note('Listing with details', filled ? 'sessions/details' : 'no', filled ? 'it answers with sessions' : `status ${answer.status}`);
  });
}

/** Fails as the client does where not even the connections can be had, and with `cancelled`. */
export async function report(client: Client, given?: Options): Promise<ServerReport> {
  const notes = notesFor(client, given);
  const { note, find, options } = notes;
  try {
    const { connections, skipped } = await listingOf(client).connections(options);
    for (const fact of await connectionFacts(client)) note(fact.name, fact.value, fact.how);
    await measure(client, notes);
    // After some questions: each answer's date tells the server's clock better.
    for (const fact of signInFacts(client)) note(fact.name, fact.value, fact.how);
    const unread = skipped === 0 ? '' : `, and ${grouped(skipped)} that cannot be read`;
    note('Connections', `${grouped(connections.length)}${unread}`, 'read to the end of the list');
    const names = connections.map(({ name }) => name).filter((name) => name !== '.' && name !== '..');
    const sample = await find('Listing', () => sampleOf(client, names, options));
    if (sample !== undefined) {
      note('Looked at', `the connection “${sample.connection}”`, 'the first one with sessions, if any has');
      const sessions = await pages(client, notes, sample);
      await order(client, notes, sample.connection);
      await bySession(client, notes, sample);
      await details(client, notes, sample.connection, sessions);
      const shapes = fieldShapes(sample.answer.body);
      if (shapes !== '') note('Fields of a session', shapes, 'the first sessions of the listing, names and types alone');
    }
    return { at: new Date(client.about.now()).toISOString(), facts: notes.facts };
  } finally {
    notes.end();
  }
}
