/** Where a list comes from and how old it is, decided from what is known. Pure. */
import type { OpenedList } from '../../preload/list.ts';
import type { Reach, ServerRow } from '../../preload/servers.ts';
import type { FailureShape } from '../../preload/model.ts';

/** A confirmation older than this is no longer called live, ms. */
const liveFor = 10 * 60_000;
/** A list confirmed less than this ago is not read again by itself, ms. */
const freshFor = 60_000;

export type Provenance =
  | { readonly state: 'live' | 'saved' | 'file'; readonly at: string }
  /** `retryAt`, ISO 8601: when the server is quietly asked again. */
  | { readonly state: 'offline'; readonly at?: string; readonly failure: FailureShape; readonly retryAt?: string }
  | { readonly state: 'refused'; readonly at?: string; readonly failure: FailureShape }
  | { readonly state: 'unread' };

/** `now` in ms since 1970; `isFile`: it came in a file, and no server can be asked. */
export function provenance(opened: Pick<OpenedList, 'snapshot'> | undefined, reach: Reach, now: number, isFile = false): Provenance {
  const at = opened?.snapshot?.takenAt;
  if (isFile) return at === undefined ? { state: 'unread' } : { state: 'file', at };
  const aged = at !== undefined && { at };
  switch (reach.state) {
    case 'offline':
      return { state: 'offline', failure: reach.failure, ...aged, ...(reach.retryAt !== undefined && { retryAt: reach.retryAt }) };
    case 'refused':
      return { state: 'refused', failure: reach.failure, ...aged };
    case 'live':
      if (at !== undefined && now - Date.parse(at) < liveFor) return { state: 'live', at };
      break;
    case 'unasked':
    case 'asking':
      break;
  }
  return at === undefined ? { state: 'unread' } : { state: 'saved', at };
}

/** Whether a list that is being opened is to be read from its server without being asked. */
export function isDue(opened: OpenedList | undefined, row: ServerRow, now: number): boolean {
  const { reach, server } = row;
  if (reach.state === 'offline' || reach.state === 'refused') return false;
  if (server.readOnly || (server.password === 'none' && !server.demo)) return false;
  const at = opened?.snapshot?.takenAt;
  return at === undefined || now - Date.parse(at) > freshFor;
}
