/** What is typed to add or to change a server, and what of it is sent. */
import { addressIdPrefix, type FurtherSecrets, type Server, type ServerChanges, type ServerDraft } from '../../preload/model.ts';

export type ServerForm = {
  name: string;
  url: string;
  user: string;
  /** Of a saved server: empty where it stays as it is. */
  password: string;
  generation: NonNullable<ServerDraft['generation']>;
  identityUrl: string;
  clientId: string;
  caFile: string;
  /** Fingerprints of certificates that are always trusted; emptied where they no longer are. */
  trusted: string;
  clientCertFile: string;
  clientKeyFile: string;
  clientPassphrase: string;
  /** The system's or the environment's proxy, none at all, or the one at `proxyAddress`. */
  proxy: 'system' | 'none' | 'address';
  proxyAddress: string;
};

export const emptyForm = (url = '', user = ''): ServerForm => ({
  name: '',
  url,
  user,
  password: '',
  generation: 'auto',
  identityUrl: '',
  clientId: '',
  caFile: '',
  trusted: '',
  clientCertFile: '',
  clientKeyFile: '',
  clientPassphrase: '',
  proxy: 'system',
  proxyAddress: '',
});

/** A saved server as it stands in the form. */
export const formOf = (server: Server): ServerForm => ({
  ...emptyForm(),
  name: server.name,
  url: server.url,
  user: server.user,
  generation: server.generation,
  identityUrl: server.identityUrl ?? '',
  clientId: server.clientId ?? '',
  caFile: server.caFile ?? '',
  trusted: server.trusted ?? '',
  clientCertFile: server.clientCertFile ?? '',
  clientKeyFile: server.clientKeyFile ?? '',
  proxy: server.proxy === undefined ? 'system' : server.proxy === 'none' ? 'none' : 'address',
  proxyAddress: server.proxy === undefined || server.proxy === 'none' ? '' : server.proxy,
});

/** The host of an address, for a server that was given no name. */
function hostOf(url: string): string {
  const host = /^(?:[a-z]+:\/\/)?(?:[^/@]*@)?(?<host>[^/?#]+)/i.exec(url)?.groups?.['host'];
  return host ?? url;
}

const proxyOf = ({ proxy, proxyAddress }: ServerForm): string =>
  proxy === 'address' ? proxyAddress.trim() : proxy === 'none' ? 'none' : '';

/** What may be left empty, as it was typed. */
const optionalOf = (form: ServerForm) => ({
  identityUrl: form.identityUrl.trim(),
  clientId: form.clientId.trim(),
  caFile: form.caFile.trim(),
  trusted: form.trusted,
  clientCertFile: form.clientCertFile.trim(),
  clientKeyFile: form.clientKeyFile.trim(),
  proxy: proxyOf(form),
});

/** Whether something is set that most servers do without. */
export const hasOptions = (form: ServerForm): boolean =>
  form.generation !== 'auto' || form.proxy !== 'system' || Object.values(optionalOf(form)).some((value) => value !== '');

/** What must not be left empty; a missing name becomes the host of the address. */
const neededOf = ({ name, url, user, generation }: ServerForm) => ({
  name: name.trim() || hostOf(url.trim()),
  url: url.trim(),
  user: user.trim(),
  generation,
});

/** What was left empty is left out. */
export function draftOf(form: ServerForm): ServerDraft {
  const typed = Object.entries(optionalOf(form)).filter(([, value]) => value !== '');
  return { ...neededOf(form), ...Object.fromEntries(typed) };
}

/** What of a saved server was changed; `null` takes away what was there. */
export function changesOf(server: Server, form: ServerForm): ServerChanges {
  const optional = optionalOf(form);
  const kept = optionalOf(formOf(server));
  const emptied = Object.entries(optional).map(([name, value]) => [name, value === '' ? null : value] as const);
  const changed = emptied.filter(([name, value]) => (value ?? '') !== kept[name as keyof typeof kept]);
  const needed = Object.entries(neededOf(form)).filter(([name, value]) => value !== server[name as keyof Server]);
  return Object.fromEntries([...needed, ...changed]);
}

/** Whether the form means another user, or another server: what is kept of this one is not theirs. */
export const isAnother = (server: Server, form: ServerForm): boolean =>
  form.user.trim() !== server.user || form.url.trim().replace(/\/+$/, '') !== server.url;

/** Secrets beside the password, as they are sent; what was left empty stays as it is. */
export const furtherOf = ({ clientPassphrase }: ServerForm): FurtherSecrets => (clientPassphrase === '' ? {} : { clientPassphrase });

/** True for a server that nobody saved: only its address is known, from what was once read there. */
export const isAddressOnly = (server: Server): boolean => server.id.startsWith(addressIdPrefix);

/** True for a saved server that cannot be asked before somebody types its password. */
export const lacksPassword = (server: Server): boolean =>
  server.password === 'none' && !server.demo && !server.readOnly && !isAddressOnly(server);

export type Plainness = 'encrypted' | 'on this computer' | 'in clear';

/** How a password would travel to this address. */
export function plainness(url: string): Plainness {
  const [, host] = /^\s*http:\/\/(?:[^/@]*@)?(\[[^\]]*\]|[^/:?#]*)/i.exec(url) ?? [];
  if (host === undefined || host === '') return 'encrypted';
  return /^(localhost|127(\.\d+){3}|\[::1\])$/i.test(host) ? 'on this computer' : 'in clear';
}
