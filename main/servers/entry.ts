/** What a person types about a server, checked and in its one spelling, as the book writes it down. Pure. */
import { randomUUID } from 'node:crypto';
import { resolve } from 'node:path';
import {
  optionalServerFields,
  type Generation,
  type OptionalServerField,
  type Server,
  type ServerChanges,
  type ServerDraft,
} from '../../preload/model.ts';
import { Failure } from '../failure.ts';
import type { Entry } from './book.ts';

/** An address in its one spelling; throws `address-invalid`. */
export type Normalise = (address: string) => string;

/** One spelling, one line: a name stands in lists, in commands and in exported files. */
export function checkedName(typed: string): string {
  const name = typed.normalize().trim();
  if (name === '') throw new Failure('usage', 'A server needs a name.');
  if (/\p{Cc}/u.test(name)) throw new Failure('usage', 'A server’s name is one line without control characters.');
  return name;
}

/**
 * SHA-256 fingerprints as `AB:CD:…`, several with a blank between them: a server and its Identity Server may show
 * certificates of their own. From any of the usual spellings: with colons or without, in either case, commas between.
 */
export function checkedFingerprints(typed: string): string {
  const digits = typed.replaceAll(/sha-?256(?: fingerprint)?[:=]/gi, '').replaceAll(/[\s:,]/g, '');
  const each = digits.toUpperCase().match(/[0-9A-F]{64}/g) ?? [];
  if (each.length === 0 || each.join('').length !== digits.length) {
    throw new Failure('usage', 'This is not a certificate’s SHA-256 fingerprint.', {
      todo: 'Type its 32 pairs of digits and letters, as AB:CD:….',
    });
  }
  return [...new Set(each)].map((one) => one.replaceAll(/..(?=.)/g, '$&:')).join(' ');
}

/** All that these trust together, each once; undefined where none trusts any. */
export function allTrusted(...trusted: readonly (string | undefined)[]): string | undefined {
  const each = trusted.flatMap((text) => text?.split(' ') ?? []).filter((text) => text !== '');
  return each.length === 0 ? undefined : [...new Set(each)].join(' ');
}

const hostOf = (address: string): string => (URL.canParse(address) ? new URL(address).host : address);

/**
 * What a server trusts once one more certificate was looked at. A server of one host shows one certificate, so that it takes
 * the place of the one before; beside it stands that of an Identity Server which is a host of its own.
 */
export function trustedWith(fingerprint: string, { url, identityUrl, trusted }: Pick<Server, 'url' | 'identityUrl' | 'trusted'>): string {
  const one = checkedFingerprints(fingerprint);
  const isAlone = identityUrl === undefined || hostOf(identityUrl) === hostOf(url);
  return isAlone ? one : (allTrusted(trusted, one) ?? one);
}

/** `none`, or `http(s)://host:port`. Credentials are refused: they are secrets, and this is written down. */
export function checkedProxy(typed: string): string {
  const text = typed.trim();
  if (text.toLowerCase() === 'none') return 'none';
  let url: URL | undefined;
  try {
    url = new URL(/^[a-z][a-z\d+.-]*:\/\//i.test(text) ? text : `http://${text}`);
  } catch {
    // Told below, without what was typed.
  }
  if (url !== undefined && (url.username !== '' || url.password !== '')) {
    throw new Failure('usage', 'The proxy’s address holds a user name or a password.', {
      todo: 'Leave them out: they are asked for, and kept where passwords are kept.',
    });
  }
  if (url === undefined || !/^https?:$/.test(url.protocol) || url.hostname === '' || url.pathname !== '/' || url.search !== '') {
    throw new Failure('usage', 'This is not an address of a proxy.', { todo: 'Type it as http://host:port, or the word none.' });
  }
  return url.origin;
}

const checks: Readonly<Record<OptionalServerField, (typed: string, normalise: Normalise) => string>> = {
  identityUrl: (typed, normalise) => normalise(typed),
  clientId: (typed) => typed,
  // Absolute, so that a file is found from any folder later.
  caFile: (typed) => resolve(typed),
  trusted: checkedFingerprints,
  clientCertFile: (typed) => resolve(typed),
  clientKeyFile: (typed) => resolve(typed),
  proxy: checkedProxy,
};

/** Of the optional fields those that are given; an empty text counts as none. */
function optionalFields(
  typed: Pick<ServerChanges, OptionalServerField>,
  normalise: Normalise,
): Partial<Record<OptionalServerField, string>> {
  const checked: Partial<Record<OptionalServerField, string>> = {};
  for (const field of optionalServerFields) {
    const text = typed[field];
    if (text !== undefined && text !== null && text.trim() !== '') checked[field] = checks[field](text, normalise);
  }
  return checked;
}

/** A key without its certificate opens nothing. */
function checkedPair(entry: Entry): Entry {
  if (entry.clientKeyFile === undefined || entry.clientCertFile !== undefined) return entry;
  throw new Failure('usage', 'A client key needs its certificate beside it.', { todo: 'Name the certificate’s file too.' });
}

export function newEntry(draft: ServerDraft & { readonly demo?: boolean }, normalise: Normalise): Entry {
  return checkedPair({
    id: randomUUID(),
    name: checkedName(draft.name),
    url: normalise(draft.url),
    user: draft.user,
    generation: draft.generation ?? 'auto',
    ...optionalFields(draft, normalise),
    demo: draft.demo ?? false,
  });
}

/** Begins the address of an opened `.paddock` file, before the hash of its content: nothing is asked there. */
export const fileScheme = 'paddock-file:';
export const isFile = ({ url }: { readonly url: string }): boolean => url.startsWith(fileScheme);

/** What stands among the servers for an opened file. */
export interface FileDraft {
  /** As the file calls it. */
  readonly name: string;
  readonly hash: string;
  readonly generation?: Generation;
}

const longestName = 80;

/** A name that a file gives is anybody's: one line, not long, and told from the others by a number. */
export function fileEntry({ name, hash, generation }: FileDraft, taken: ReadonlySet<string>): Entry {
  const line = name
    .normalize()
    .replaceAll(/[\p{Cc}\p{Cs}\u2028\u2029\u061C\u200E\u200F\u202A-\u202E\u2066-\u2069]+/gu, ' ')
    .trim();
  const short = Array.from(line === '' ? 'File' : line)
    .slice(0, longestName)
    .join('');
  let unique = short;
  for (let count = 2; taken.has(unique); count += 1) unique = `${short} (${count})`;
  return { id: randomUUID(), name: unique, url: `${fileScheme}${hash}`, user: '', generation: generation ?? 'auto', demo: false };
}

/**
 * The entry with the changes. A fingerprint that was trusted at one address is not trusted at another, and a key goes
 * with its certificate, unless they are among the changes.
 */
export function editedEntry(entry: Entry, changes: ServerChanges, normalise: Normalise): Entry {
  const url = changes.url === undefined ? entry.url : normalise(changes.url);
  const implied: ServerChanges = {
    ...(new URL(url).origin !== new URL(entry.url).origin && { trusted: null }),
    ...(changes.clientCertFile !== undefined && { clientKeyFile: null }),
  };
  const wanted: ServerChanges = { ...implied, ...changes };
  const kept = Object.fromEntries(Object.entries(entry).filter(([name]) => !(name in wanted))) as Partial<Entry>;
  return checkedPair({
    ...kept,
    id: entry.id,
    demo: entry.demo,
    name: changes.name === undefined ? entry.name : checkedName(changes.name),
    url,
    user: changes.user ?? entry.user,
    generation: changes.generation ?? entry.generation,
    ...optionalFields(wanted, normalise),
  });
}
