/**
 * Which way a question takes: straight, or through which proxies, in the order in which they are tried. What was set for
 * the server comes first, then what was set for all servers, then what the system says (a PAC string), then the environment (HTTPS_PROXY, HTTP_PROXY,
 * ALL_PROXY, NO_PROXY, lower case too, as curl reads them). This machine itself is never asked through a proxy unless one
 * was set for the server.
 */
import { BlockList, isIP } from 'node:net';
import { Failure } from '../failure.ts';

export interface Proxy {
  /** `http://host:port` or `https://host:port`, for people: never credentials. */
  readonly address: string;
  /** The connection to the proxy itself is encrypted. */
  readonly secure: boolean;
  /** Without brackets. */
  readonly host: string;
  readonly port: number;
  readonly credentials?: ProxyCredentials;
}

/** Never logged, never shown. */
export interface ProxyCredentials {
  readonly user: string;
  readonly password: string;
}

export type Hop =
  | { readonly kind: 'straight' }
  | { readonly kind: 'proxy'; readonly proxy: Proxy }
  /** Of a kind that is not spoken: `SOCKS5 10.0.0.1:1080`. */
  | { readonly kind: 'unspoken'; readonly name: string };

export type ChosenBy = 'server' | 'settings' | 'system' | 'environment' | 'nobody';

export interface Choice {
  /** One or more. */
  readonly hops: readonly Hop[];
  readonly by: ChosenBy;
}

export interface ProxySettings {
  /** `none`, or an address; what the system or the environment says where absent. */
  readonly setting?: string;
  /** Of servers that have none of their own, as `setting`; asked each time, since it may change meanwhile. */
  readonly general?: () => string | undefined;
  /** The system's answer for an address, a PAC string. */
  readonly resolve?: (url: string) => Promise<string>;
  readonly environment: Readonly<Record<string, string | undefined>>;
  /** They win over those in an address of the environment, for the proxy that they were given for. */
  readonly credentials?: ProxyCredentials & {
    /** Of the proxy that asked for them, as `Proxy.address`; the one that is set for the server where absent. */
    readonly address?: string;
  };
}

const straight: Choice = { hops: [{ kind: 'straight' }], by: 'nobody' };
const local = new BlockList();
local.addSubnet('127.0.0.0', 8, 'ipv4');
local.addAddress('::1', 'ipv6');

const bare = (hostname: string): string =>
  hostname
    .replace(/^\[|\]$/g, '')
    .replace(/\.$/, '')
    .toLowerCase();
const family = (host: string): 'ipv4' | 'ipv6' => (isIP(host) === 6 ? 'ipv6' : 'ipv4');
const portOf = (url: URL): number => Number(url.port) || (url.protocol === 'https:' ? 443 : 80);

function isLocal(host: string): boolean {
  return host === 'localhost' || host.endsWith('.localhost') || (isIP(host) !== 0 && local.check(host, family(host)));
}

function decoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}

/** A proxy's address as it is typed; undefined for what is none. `host:port` alone is a plain one. */
function readAddress(text: string): Hop | undefined {
  const full = /^[a-z][a-z0-9+.-]*:\/\//i.test(text) ? text : `http://${text}`;
  let url: URL;
  try {
    url = new URL(full);
  } catch {
    return undefined;
  }
  if (url.hostname === '') return undefined;
  const kind = url.protocol.slice(0, -1);
  if (kind.startsWith('socks')) return { kind: 'unspoken', name: `${kind.toUpperCase()} ${url.host}` };
  if (kind !== 'http' && kind !== 'https') return undefined;
  const port = portOf(url);
  const credentials = url.username === '' ? undefined : { user: decoded(url.username), password: decoded(url.password) };
  return {
    kind: 'proxy',
    proxy: {
      address: `${kind}://${url.hostname}:${port}`,
      secure: kind === 'https',
      host: bare(url.hostname),
      port,
      ...(credentials && { credentials }),
    },
  };
}

/** A PAC string (`PROXY a:3128; HTTPS b:443; SOCKS5 c:1080; DIRECT`) as hops; what is no word of it is left out. */
export function readPac(text: string): readonly Hop[] {
  return text.split(';').flatMap((entry): readonly Hop[] => {
    const [word = '', where = ''] = entry.trim().split(/\s+/);
    const kind = word.toUpperCase();
    if (kind === 'DIRECT') return [{ kind: 'straight' }];
    if (where === '') return [];
    const hop =
      kind === 'PROXY' || kind === 'HTTP' ? readAddress(`http://${where}`) : kind === 'HTTPS' ? readAddress(`https://${where}`) : undefined;
    if (hop !== undefined) return [hop];
    return /^(?:SOCKS[45]?|QUIC)$/.test(kind) ? [{ kind: 'unspoken', name: `${kind} ${where}` }] : [];
  });
}

/** Whether an entry of NO_PROXY names this host: `*`, a name and what lies below it, an address, a network, each with a port if it likes. */
function excludes(entry: string, host: string, port: number): boolean {
  if (entry === '*') return true;
  const network = /^\[?([0-9a-f.:]+)\]?\/(\d{1,3})$/i.exec(entry);
  if (network?.[1] !== undefined) {
    const width = Number(network[2]);
    if (isIP(network[1]) === 0 || isIP(host) !== isIP(network[1]) || width > (isIP(host) === 6 ? 128 : 32)) return false;
    const list = new BlockList();
    list.addSubnet(network[1], width, family(network[1]));
    return list.check(host, family(host));
  }
  const [, name = '', wanted] = (isIP(entry) === 6 ? [entry, entry] : /^(.*?)(?::(\d+))?$/.exec(entry)) ?? [];
  if (wanted !== undefined && Number(wanted) !== port) return false;
  const suffix = bare(name).replace(/^\*?\./, '');
  return suffix !== '' && (host === suffix || (isIP(host) === 0 && host.endsWith(`.${suffix}`)));
}

/** The environment's word, lower case first; an empty one is none. */
function word(environment: ProxySettings['environment'], name: string): string | undefined {
  return [environment[name.toLowerCase()], environment[name]]
    .map((value) => value?.trim())
    .find((value) => value !== undefined && value !== '');
}

/** What the environment says for this address. Fails with `usage` where a proxy's address cannot be read; it is not repeated, since it may hold a password. */
function fromEnvironment(url: URL, environment: ProxySettings['environment']): Hop | undefined {
  const host = bare(url.hostname);
  const none = word(environment, 'NO_PROXY')?.split(/[\s,]+/) ?? [];
  if (none.some((entry) => entry !== '' && excludes(entry, host, portOf(url)))) return undefined;
  const name = url.protocol === 'https:' ? 'HTTPS_PROXY' : 'HTTP_PROXY';
  const used = word(environment, name) === undefined ? 'ALL_PROXY' : name;
  const text = word(environment, used);
  if (text === undefined) return undefined;
  const hop = readAddress(text);
  if (hop === undefined) {
    throw new Failure('usage', `The proxy’s address in the environment variable ${used} cannot be read.`, {
      todo: 'Write it as http://host:port, or set a proxy for this server (--proxy).',
    });
  }
  return hop;
}

/**
 * A foreign network's script may name a proxy of its own: what was typed goes to the one that asked for it and to no other,
 * and without that address only to a proxy that the user set. Chromium leaves the credentials of an environment's address
 * out: they are found again by the proxy they belong to.
 */
function withCredentials(hop: Hop, by: ChosenBy, { credentials, environment }: ProxySettings): Hop {
  if (hop.kind !== 'proxy') return hop;
  const { address } = credentials ?? {};
  const typed = address === hop.proxy.address || (address === undefined && by === 'server') ? credentials : undefined;
  const known = ['HTTPS_PROXY', 'HTTP_PROXY', 'ALL_PROXY'].map((name) => readAddress(word(environment, name) ?? ''));
  const same = known.find((other) => other?.kind === 'proxy' && other.proxy.address === hop.proxy.address && other.proxy.credentials);
  const found = typed ?? hop.proxy.credentials ?? (same?.kind === 'proxy' ? same.proxy.credentials : undefined);
  return found === undefined
    ? hop
    : { kind: 'proxy', proxy: { ...hop.proxy, credentials: { user: found.user, password: found.password } } };
}

/** A proxy that was set, for this server or all. Fails with `address-invalid`. */
function fromSetting(setting: string, whose: 'this server' | 'all servers'): Hop {
  const hop = readAddress(setting);
  if (hop !== undefined) return hop;
  throw new Failure('address-invalid', `The proxy that is set for ${whose} has no address that can be read.`, {
    todo: 'Type it as http://host:port or https://host:port, or “none” to go without one.',
  });
}

/** The ways to a server. `resolve` is told the server's address without its path. Fails with `usage` and `address-invalid`. */
export async function chooseProxy(address: string, settings: ProxySettings): Promise<Choice> {
  const { setting, resolve, environment } = settings;
  const url = new URL(address);
  const chosen = (by: ChosenBy, hops: readonly Hop[]): Choice => ({ by, hops: hops.map((hop) => withCredentials(hop, by, settings)) });
  if (setting === 'none') return { ...straight, by: 'server' };
  if (setting !== undefined) return chosen('server', [fromSetting(setting, 'this server')]);
  if (isLocal(bare(url.hostname))) return straight;
  const general = settings.general?.();
  if (general === 'none') return { ...straight, by: 'settings' };
  if (general !== undefined) return chosen('settings', [fromSetting(general, 'all servers')]);
  const system = resolve === undefined ? [] : readPac(await resolve(`${url.origin}/`));
  if (system.some((hop) => hop.kind !== 'straight')) return chosen('system', system);
  const hop = fromEnvironment(url, environment);
  return hop === undefined ? straight : chosen('environment', [hop]);
}
