/** Whether a refresh may be enough for a sync, and what it goes by. */
import { asFailure } from '../failure.ts';
import type { Log } from '../log.ts';
import type { Remote } from '../remote/remote.ts';
import type { FullRead, Ground, OpenRead, Store } from '../store/store.ts';
import type { Meter } from './meter.ts';
import * as reasons from './reasons.ts';
import { isWorthwhile } from './refresh.ts';
import type { SyncRequest } from './sync.ts';

/** Open sessions that are looked at on their pages; where they are more, those that are live are asked for all at once. */
const fewOpen = 3;

/** What a refresh goes by, and the requests that it took. A session whose recorder crashed stays live for ever: those may be many. */
export async function groundOf(
  read: number,
  connection: string,
  remote: Remote,
  { store, log }: { readonly store: Store; readonly log: Log },
  meter: Meter,
  signal: AbortSignal | undefined,
): Promise<{ readonly ground: Ground; readonly spent: number }> {
  const ground = await store.ground(read);
  if (ground.open.length <= fewOpen) return { ground, spent: 0 };
  meter.asked();
  try {
    const live = await remote.live(connection, signal && { signal });
    meter.received(live.requests, 0);
    return { ground: { ...ground, open: await store.stillOpen(read, live.sessions) }, spent: live.requests };
  } catch (error) {
    const failure = asFailure(error);
    if (failure.code === 'bug' || failure.exit === 6 || signal?.aborted) throw error;
    log.info('What is live could not be asked for', { code: failure.code, status: failure.more.status });
    return { ground, spent: 1 };
  }
}

/** The full read on which a refresh may rest; or, where the list is read in full though it is long, why. */
export function wayOf(
  request: SyncRequest,
  open: OpenRead,
  pageSize: number,
  since: number,
): { readonly full?: FullRead; readonly note?: string } {
  const { full, expected, resume } = open;
  if (request.full || resume || expected === undefined || !isWorthwhile(expected, pageSize, full?.cap)) return {};
  if (!full) return { note: reasons.notWhole };
  return Date.parse(full.at) > since ? { full } : { note: reasons.due(full.at) };
}
