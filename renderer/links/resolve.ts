/** Which of the saved servers a link means. Pure; nothing is asked of anybody. */
import type { Link } from '../../preload/links.ts';
import type { Server } from '../../preload/model.ts';
import { isAddressOnly } from '../servers/form.ts';

export type Meant =
  | { readonly kind: 'saved'; readonly server: Server }
  /** Nobody saved it: it is asked only once the user says so. */
  | { readonly kind: 'address'; readonly url: string }
  /** Neither a saved server's name nor an address. */
  | { readonly kind: 'unknown' };

/** A host (name, IPv4 or bracketed IPv6), perhaps a port and a path; http is what most of these servers speak. */
const bareHost = /^(?:\[[0-9a-f:.]+\]|[\p{L}\p{N}.-]+)(?::\d{1,5})?(?:\/[^\s\\?#@]*)?$/iu;
const wholeAddress = /^https?:\/\/[^\s\\?#@]+$/iu;

/** Without what two spellings of one address may differ in. */
const bare = (url: string): string =>
  url
    .toLowerCase()
    .replace(/^https?:\/\//u, '')
    .replace(/\/+$/u, '');

export function meant({ server: text }: Link, servers: readonly Server[]): Meant {
  const isWhole = wholeAddress.test(text);
  // A saved server is meant before one that was only ever read by its address.
  const order = [...servers].sort((a, b) => Number(isAddressOnly(a)) - Number(isAddressOnly(b)));
  const saved =
    order.find(({ name }) => name === text) ??
    order.find(({ name }) => name.toLowerCase() === text.toLowerCase()) ??
    order.find(({ url }) => (isWhole ? url.toLowerCase() === text.toLowerCase().replace(/\/+$/u, '') : bare(url) === bare(text)));
  if (saved) return { kind: 'saved', server: saved };
  if (isWhole) return { kind: 'address', url: text };
  return bareHost.test(text) ? { kind: 'address', url: `http://${text}` } : { kind: 'unknown' };
}

/** How a link names a server: by its address, which a colleague can reach, too; by its name where it has none of its own. */
export function serverPart({ name, url, demo, readOnly }: Server): string {
  if (demo || readOnly) return name;
  // The https of an address stays in it: without, a password would go in clear.
  return url.startsWith('http://') ? url.slice('http://'.length) : url;
}
