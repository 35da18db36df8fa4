/** What is typed to add a server, and what of it is sent. */
import type { Server, ServerDraft } from '../../preload/model.ts';

export type ServerForm = {
  name: string;
  url: string;
  user: string;
  generation: NonNullable<ServerDraft['generation']>;
  identityUrl: string;
  clientId: string;
  caFile: string;
};

export const emptyForm = (url = ''): ServerForm => ({
  name: '',
  url,
  user: '',
  generation: 'auto',
  identityUrl: '',
  clientId: '',
  caFile: '',
});

/** The host of an address, for a server that was given no name. */
function hostOf(url: string): string {
  const host = /^(?:[a-z]+:\/\/)?(?:[^/@]*@)?(?<host>[^/?#]+)/i.exec(url)?.groups?.['host'];
  return host ?? url;
}

/** What was left empty is left out; a missing name becomes the host of the address. */
export function draftOf(form: ServerForm): ServerDraft {
  const url = form.url.trim();
  const [identityUrl, clientId, caFile] = [form.identityUrl.trim(), form.clientId.trim(), form.caFile.trim()];
  return {
    name: form.name.trim() || hostOf(url),
    url,
    user: form.user.trim(),
    generation: form.generation,
    ...(identityUrl !== '' && { identityUrl }),
    ...(clientId !== '' && { clientId }),
    ...(caFile !== '' && { caFile }),
  };
}

/** True for a server that nobody saved: only its address is known, from what was once read there. */
export const isAddressOnly = (server: Server): boolean => server.name === server.url && server.user === '';

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
