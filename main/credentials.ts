/**
 * What each server is signed in to with: what was given for this run before what is kept. A password that was refused is
 * not handed out again until another is given: whoever sends a wrong one at each click locks the account.
 */
import type { FurtherSecrets, Server } from '../preload/model.ts';
import { addressOfId } from './address-server.ts';
import { demoCredentials } from './embedded-demo.ts';
import { Failure } from './failure.ts';
import type { Credentials } from './remote/remote.ts';
import { allTrusted } from './servers/entry.ts';
import type { Extras } from './source.ts';

/** Where kept secrets come from; `Servers` has them. */
export interface KeptSecrets {
  password(serverId: string): Promise<string | undefined>;
  /** Of a proxy and of a client certificate; nothing for a server that is not saved. */
  secrets?(serverId: string): Promise<FurtherSecrets>;
}

export interface CredentialsBook {
  givePassword(serverId: string, password: string): void;
  /** Adds to what was given before. */
  give(serverId: string, extras: Extras): void;
  /**
   * All that signs in to this server now. Fails with `password-missing` where there is none, and as the server did
   * where it refused this very password before.
   *
   * @param password one that is being tried out, instead of the known one.
   */
  of(server: Server, extras?: Extras, password?: string): Promise<Credentials>;
  /** The password for a sign-in of a client that has signed in before; undefined where the user has signed out. */
  password(server: Server): Promise<string | undefined>;
  /** The certificates to trust: the saved ones and the run's. */
  trusted(server: Server, extras?: Extras): string | undefined;
  /** Told of a failure to sign in. */
  refused(serverId: string, failure: Failure): void;
  forget(serverId: string): void;
}

/** Secrets of which the later ones win. What a proxy wants goes together: its user under another proxy's address would reach the wrong one. */
export function secretsTogether<Some extends FurtherSecrets>(...each: readonly (Some | undefined)[]): Partial<Some> {
  return each.reduce<Partial<Some>>((before, some) => {
    if (some?.proxyUser === undefined) return { ...before, ...some };
    const rest = Object.fromEntries(Object.entries(before).filter(([name]) => !name.startsWith('proxy'))) as Partial<Some>;
    return { ...rest, ...some };
  }, {});
}

export function createCredentialsBook(kept: KeptSecrets, onSecret: (secret: string) => void): CredentialsBook {
  const passwords = new Map<string, string>();
  const given = new Map<string, Extras>();
  /** The password last handed out, and the one that was refused. */
  const used = new Map<string, string>();
  const refusals = new Map<string, { readonly password: string; readonly failure: Failure }>();

  async function known(server: Server): Promise<string | undefined> {
    if (server.demo) return demoCredentials.password;
    const password = passwords.get(server.id) ?? (addressOfId(server.id) === undefined ? await kept.password(server.id) : undefined);
    if (password === undefined) return undefined;
    const refusal = refusals.get(server.id);
    if (refusal?.password === password) throw refusal.failure;
    used.set(server.id, password);
    onSecret(password);
    return password;
  }

  async function extrasOf({ id, demo }: Server, extras: Extras): Promise<Omit<Credentials, 'user' | 'password'>> {
    if (demo) return {};
    const saved = addressOfId(id) === undefined ? await kept.secrets?.(id) : undefined;
    const { clientPassphrase, proxyUser, proxyPassword, proxyAddress } = secretsTogether<FurtherSecrets>(saved, given.get(id), extras);
    for (const secret of [proxyPassword, clientPassphrase]) if (secret !== undefined) onSecret(secret);
    return {
      ...(clientPassphrase !== undefined && { clientPassphrase }),
      ...(proxyUser !== undefined && { proxyUser }),
      ...(proxyPassword !== undefined && { proxyPassword }),
      ...(proxyAddress !== undefined && { proxyAddress }),
    };
  }

  return {
    givePassword(id, password) {
      passwords.set(id, password);
      refusals.delete(id);
    },
    give(id, extras) {
      const before = given.get(id);
      const trusted = allTrusted(before?.trusted, extras.trusted);
      given.set(id, { ...secretsTogether(before, extras), ...(trusted !== undefined && { trusted }) });
    },
    async of(server, extras = {}, tried) {
      if (tried !== undefined && !server.demo) onSecret(tried);
      const password = tried ?? (await known(server));
      if (password === undefined) throw new Failure('password-missing', `No password is known for “${server.name}”.`);
      return { user: server.user, password, ...(await extrasOf(server, extras)) };
    },
    password: known,
    trusted: ({ id, trusted }, extras) => allTrusted(trusted, given.get(id)?.trusted, extras?.trusted),
    refused(id, failure) {
      if (failure.code !== 'sign-in-refused') return;
      // A locked or not yet valid account says nothing against what was typed.
      if (failure.more.passwordRefused !== true) return;
      const password = used.get(id);
      if (password !== undefined) refusals.set(id, { password, failure });
      passwords.delete(id);
    },
    forget(id) {
      for (const map of [passwords, given, used, refusals]) map.delete(id);
    },
  };
}
