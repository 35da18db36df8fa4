/**
 * Addresses: what a person types becomes a server's identity, and names and keys become segments of a path.
 * Pure functions; no sentence here repeats what was typed, which may hold a password.
 */
import { Failure } from '../failure.ts';

/** A host (name, IPv4 or bracketed IPv6) with perhaps a port and a path, typed without a scheme. */
const bareHost = /^(?:\[[0-9a-f:.]+\]|[^\s/:?#@\\[\]]+)(?::\d+)?(?:\/.*)?$/iu;
const blankOrControl = /[\s\p{Cc}]/u;
const halfCharacter = /\p{Cs}/u;

/**
 * The one spelling of a server's base address: scheme and host in lower case, no default port, no trailing slash; a path stays
 * as it was typed. `http://` is put before a bare `host[:port][/path]`.
 *
 * Fails with `address-invalid`.
 */
export function normaliseAddress(text: string): string {
  const typed = text.trim();
  const full = /^[a-z][a-z0-9+.-]*:\/\//i.test(typed) ? typed : bareHost.test(typed) ? `http://${typed}` : undefined;
  if (full === undefined || blankOrControl.test(full) || full.includes('\\') || full.includes(':///')) throw new Failure('address-invalid');
  let url: URL;
  try {
    url = new URL(full);
  } catch {
    throw new Failure('address-invalid');
  }
  if (url.protocol !== 'http:' && url.protocol !== 'https:') {
    throw new Failure('address-invalid', 'Only addresses that begin with http:// or https:// can be asked.');
  }
  if (
    url.username !== '' ||
    url.password !== '' ||
    full
      .replace(/^[^/]*\/\//, '')
      .split(/[/?#]/, 1)[0]
      ?.includes('@')
  ) {
    throw new Failure('address-invalid', 'An address holds no user name and no password.', {
      todo: 'Type the address without them; they have fields of their own.',
    });
  }
  if (full.includes('?') || full.includes('#')) {
    throw new Failure('address-invalid', 'An address of a server ends before any “?” or “#”.', {
      todo: 'Type it as http://host or https://host, with a port and a path if it has them.',
    });
  }
  return `${url.protocol}//${url.host}${url.pathname.replace(/\/+$/, '')}`;
}

/**
 * A name or key as one segment of a path, percent-encoded whole: `/ # ? % & +`, blanks and any letter survive.
 *
 * Fails with `usage` for what cannot stand in a path: nothing, `.`, `..` and halves of characters.
 */
export function segment(text: string): string {
  if (text === '' || text === '.' || text === '..' || halfCharacter.test(text)) {
    throw new Failure('usage', `The name “${text.replace(halfCharacter, '\uFFFD')}” cannot be asked for: no address can hold it.`, {
      todo: 'Ask the server’s administrator to give it another name.',
    });
  }
  return encodeURIComponent(text);
}
