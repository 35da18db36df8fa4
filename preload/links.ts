/**
 * Links that lead into the window, `paddock://server/connection/session`: each part percent-encoded, the last two may be
 * left out. Whoever opens one may have got it from anybody: what is not exactly such a link is none. Both sides import it.
 */

export interface Link {
  /** A saved server's name, `host[:port][/path]`, or a whole http or https address. */
  readonly server: string;
  readonly connection?: string;
  /** The session's key. */
  readonly session?: string;
}

export const linkScheme = 'paddock';
const head = new RegExp(`^${linkScheme}://`, 'iu');
const longest = 8_000;
const mostParts = 3;

/** What a link names; undefined for whatever is not exactly a link. */
export function parseLink(text: string): Link | undefined {
  if (text.length > longest || !head.test(text) || !/^[\x21-\x7e]*$/u.test(text)) return undefined;
  const path = text.replace(head, '').replace(/\/$/u, '');
  // Nothing of ours stands behind these; a user before the host would be a secret in the making.
  if (/[?#\\@]/u.test(path)) return undefined;
  const parts = path.split('/').map(decoded);
  const [server, connection, session] = parts;
  if (server === undefined || parts.length > mostParts || parts.includes(undefined)) return undefined;
  return { server, ...(connection !== undefined && { connection }), ...(session !== undefined && { session }) };
}

/** The link that `parseLink` reads as this. */
export function linkText({ server, connection, session }: Link): string {
  const parts = [server, connection, session].filter((part) => part !== undefined);
  return `${linkScheme}://${parts.map((part) => encodeURIComponent(part.replace(/\p{Cs}/gu, '\uFFFD'))).join('/')}`;
}

/** One part as it was meant; undefined where it is empty, badly encoded, or holds a control character. */
function decoded(part: string): string | undefined {
  try {
    const text = decodeURIComponent(part);
    return text === '' || /\p{Cc}/u.test(text) ? undefined : text;
  } catch {
    return undefined;
  }
}
