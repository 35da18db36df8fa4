/** For specs: a store in a folder of its own, and listings as a server would send them. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Exact } from '../../preload/model.ts';
import { silent } from '../log.ts';
import { openStore, type OpenedStore } from './client.ts';
import type { SealedRead } from './store.ts';
import { writeExact } from './exact.ts';

export const server = 'http://track.example';
export const connection = 'Season2017';

export type Sent = Readonly<Record<string, Exact>>;

/** A folder that is gone when `work` ends, however it ends. */
export async function inFolder(work: (folder: string) => Promise<void>): Promise<void> {
  const folder = mkdtempSync(join(tmpdir(), 'paddock-store-'));
  try {
    await work(folder);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** A store over `folder`, closed when `work` ends. */
export async function withStore<Result>(
  folder: string,
  thread: URL,
  work: (store: OpenedStore) => Promise<Result>,
  patience = 10_000,
): Promise<Result> {
  const store = await openStore({ folder, thread, log: silent, patience });
  try {
    return await work(store);
  } finally {
    await store.close();
  }
}

export function body(sessions: readonly Sent[]): Uint8Array {
  return new TextEncoder().encode(writeExact(sessions));
}

/** The key of the `index`-th session of a season. */
export const keyOf = (index: number): string => `${index.toString(16).padStart(8, '0')}-1f2e-4d3c-8b4a-0123456789ab`;

const timeOf = (index: number): string => new Date(Date.UTC(2017, 9, 23, 22, 7, 58) - index * 3_600_000).toISOString().slice(0, 19);
export const identifierOf = (index: number): string => timeOf(index).replace(/\D/g, '').slice(2);

/** A session of the oldest generation, the `index`-th of a season, newest first. */
export function sent(index: number, more: Sent = {}): Sent {
  return {
    Key: keyOf(index),
    Identifier: identifierOf(index),
    TimeOfRecording: `${timeOf(index)}.0000000`,
    TimeZone: 'UTC',
    SessionType: ['Practice', 'Qualifying', 'Race'][index % 3] ?? '',
    LapsCount: index % 40,
    State: 2,
    ...more,
  };
}

export function season(count: number, from = 0): readonly Sent[] {
  return Array.from({ length: count }, (_, at) => sent(from + at));
}

export interface Wholly {
  readonly pageSize?: number;
  readonly partial?: string;
  readonly keepCheckpoint?: boolean;
  readonly endedAt?: string;
  /** The usual one where absent. */
  readonly of?: string;
}

/** Reads a listing page by page and seals it. */
export async function readAll(
  store: OpenedStore,
  sessions: readonly Sent[],
  { pageSize = 100, partial, keepCheckpoint = false, endedAt = '2026-01-01T10:00:00.000Z', of = connection }: Wholly = {},
): Promise<SealedRead> {
  const { read } = await begin(store, true, of);
  for (let page = 0; page * pageSize < sessions.length; page += 1) {
    await store.addPage(read, page, pageSize, body(sessions.slice(page * pageSize, (page + 1) * pageSize)));
  }
  const status = partial === undefined ? 'complete' : 'partial';
  return store.seal(read, { status, ...(partial !== undefined && { reason: partial }), endedAt, keepCheckpoint });
}

export function begin(store: OpenedStore, fresh = false, of = connection): ReturnType<OpenedStore['beginRead']> {
  return store.beginRead({ server, connection: of, generation: 'rest', startedAt: '2026-01-01T09:59:00.000Z', fresh });
}

/** How many sessions, and pages of them, each round of `trial-work.ts` reads. */
export const roundSize = 240;
export const roundPage = 60;
export const rounds = 3;

/** The listing as round `round` of `trial-work.ts` finds it: some new, some changed, some gone, some in another place. */
export function roundOf(round: number): readonly Sent[] {
  const sessions = Array.from({ length: roundSize }, (_, at) => {
    const index = 5_000 + at - round * 4;
    return index % 11 === round % 11 ? sent(index, { LapsCount: 100 + round, Note: `round ${round}` }) : sent(index);
  });
  return [...sessions.slice(round, 20), ...sessions.slice(0, round), ...sessions.slice(20)];
}

/** A page of a round's listing. */
export const roundBody = (round: number, page: number): Uint8Array => body(roundOf(round).slice(page * roundPage, (page + 1) * roundPage));

/** Numbers from 0 to `below`, the same for the same seed. */
export function createRandom(start: number): (below: number) => number {
  let state = start | 0;
  return (below) => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) % below;
  };
}
