/**
 * Takes out of a text who and where: hosts, names of servers, users, connections and folders become `host-1`, `Server 1` and
 * so on, the same one for the same each time. What is secret is another matter (`main/shell/redact.ts`).
 */

/** What is known to be somebody's, by its kind. */
export interface Known {
  readonly kind: 'host' | 'Server' | 'user' | 'Connection' | 'folder' | 'computer';
  readonly value: string;
}

const schemes = /\b(?:https?|socks\d?|wss?):\/\/(?:[^\s/"'<>@]*@)?(\[[^\]\s]+\]|[^\s/"'<>:@\]),;?#]+)/gi;
const ipv4 = /\b(?:\d{1,3}\.){3}\d{1,3}\b/g;
/** Where a name of a host stands in Node's errors and in ours. */
const told =
  /(?:\b(?:ENOTFOUND|ECONNREFUSED|ECONNRESET|EAI_AGAIN|ETIMEDOUT|EHOSTUNREACH|ENETUNREACH)\s+|\b(?:host|hostname|servername|address):\s*['"])([\w.-]+)/g;
const domains = /\b(?:[a-z\d-]+\.)+(?:local|lan|internal|intranet|corp|home|racing|com|net|org|de|uk|it|fr|ch|jp|eu)\b/gi;
const shares = /\\\\([\w.-]+)\\/g;
const homes = /((?:\/(?:home|Users)\/)|(?:[A-Z]:\\{1,2}Users\\{1,2}))([^/\\\s"']+)/gi;

const isHere = (host: string): boolean => /^(?:localhost|127(?:\.\d+){3}|0\.0\.0\.0|\[?::1\]?)$/i.test(host);
const pattern = (text: string): string => text.replaceAll(/[\\^$.*+?()[\]{}|/]/g, String.raw`\$&`);

/** `text` without what is known, and without whatever in it looks like a host or a user's folder. */
export function hidden(text: string, known: readonly Known[]): string {
  const places = new Map<string, string>();
  const counts = new Map<string, number>();
  const put = (kind: string, value: string): void => {
    const key = value.toLowerCase();
    // One letter is no name, and would be found everywhere.
    if (key.length < 2 || places.has(key) || (kind === 'host' && isHere(value))) return;
    const count = (counts.get(kind) ?? 0) + 1;
    counts.set(kind, count);
    places.set(key, kind === 'Server' || kind === 'Connection' ? `${kind} ${count}` : `${kind}-${count}`);
  };
  for (const { kind, value } of known) put(kind, value);
  for (const found of [schemes, told, shares]) for (const [, host] of text.matchAll(found)) put('host', host ?? '');
  for (const found of [ipv4, domains]) for (const [host] of text.matchAll(found)) put('host', host);
  for (const [, , user] of text.matchAll(homes)) put('user', user ?? '');

  // The longest first: one may begin with another.
  const forms = [...places.keys()].flatMap((value) => [value, encodeURIComponent(value), JSON.stringify(value).slice(1, -1)]);
  const any = [...new Set(forms)].toSorted((one, other) => other.length - one.length).map(pattern);
  if (any.length === 0) return text;
  const replaced = new RegExp(`(?<![\\p{L}\\p{N}])(?:${any.join('|')})(?![\\p{L}\\p{N}])`, 'giu');
  const plainOf = (found: string): string => {
    try {
      return decodeURIComponent(found);
    } catch {
      return found;
    }
  };
  return text.replaceAll(replaced, (found) => {
    const key = found.toLowerCase();
    return places.get(key) ?? places.get(plainOf(found).toLowerCase()) ?? places.get(key.replaceAll('\\\\', '\\')) ?? '…';
  });
}
