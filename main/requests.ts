/**
 * The requests of this run, the last ones first forgotten last: what went out, what came of it, and what it was for. Nothing
 * secret enters: headers and the values of forms are never told to it, and addresses are cleaned before they are kept.
 */
import { mostRequests, type RequestRow } from '../preload/requests.ts';
import { withoutSecrets } from './secret-patterns.ts';

/** One request as the client tells it; `url` is cleaned already of the secrets that the client knows by their value. */
export type RequestTold = Omit<RequestRow, 'id'>;

export interface RequestsLog {
  add(told: RequestTold): void;
  /** Oldest first, `mostRequests` at most. */
  list(): readonly RequestRow[];
  /** Told of each; returns what ends the listening. */
  onAdded(listener: (row: RequestRow) => void): () => void;
}

export function createRequestsLog(most = mostRequests): RequestsLog {
  const rows: RequestRow[] = [];
  const listeners = new Set<(row: RequestRow) => void>();
  let last = 0;
  return {
    add(told) {
      last += 1;
      const row: RequestRow = { id: last, ...told, url: withoutSecretParts(told.url), work: withoutSecrets(told.work, mark) };
      rows.push(row);
      if (rows.length > most) rows.shift();
      for (const listener of listeners) listener(row);
    },
    list: () => [...rows],
    onAdded(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
  };
}

/** What stands for a secret. */
export const mark = '…';

const pathWords = new Set(
  ['', 'api', 'v1', 'connections', 'sessions', 'token', 'configuration', 'details', 'laps', 'parameters', 'data', 'events'].concat([
    'live',
    'versions',
    'identifier',
    'count',
    'page',
    'pageSize',
  ]),
);

/** Whether a part of an address is one of the documented words, or a number: never a secret, though one may be called so. */
export const isPathWord = (part: string): boolean => pathWords.has(part) || /^\d{1,6}$/.test(part);

/** Names of query values that are secrets; those of our own queries (`page`, `pageSize`, `filter`) are none. */
const secretQuery = /pass|pwd|token|secret|key$|^key|auth|sig|credential|cookie|session_?id/i;

function decoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}

/** A part of an address: a name from a server may be a connection string. */
function cleanPart(part: string, clean: (text: string) => string | undefined): string {
  const text = decoded(part);
  const kept = clean(text);
  if (kept === text) return part;
  return kept === undefined ? mark : encodeURIComponent(kept).replaceAll(encodeURIComponent(mark), mark);
}

/**
 * The address without user and password, and with each part of it cleaned by itself, so that a secret in one takes nothing
 * of the others with it. `clean` answers undefined for a text of which nothing may be shown.
 */
export function withoutSecretParts(url: string, clean: (text: string) => string | undefined = byPattern): string {
  if (!URL.canParse(url)) return mark;
  const { protocol, host, pathname, search } = new URL(url);
  const path = pathname
    .split('/')
    .map((part) => cleanPart(part, clean))
    .join('/');
  const query = search
    .slice(1)
    .split('&')
    .map((pair) => {
      const [name = '', ...rest] = pair.split('=');
      const value = rest.join('=');
      if (value === '') return cleanPart(pair, clean);
      return secretQuery.test(decoded(name)) ? `${name}=${mark}` : `${name}=${cleanPart(value, clean)}`;
    })
    .join('&');
  return `${protocol}//${host}${path}${query === '' ? '' : `?${query}`}`;
}

function byPattern(text: string): string {
  return withoutSecrets(text, mark);
}
