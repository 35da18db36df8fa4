/**
 * The secrets, apart from the servers: ciphertexts in `passwords.json` where the system has a keychain, and else in
 * memory for this run. A ciphertext that no longer opens (another keychain, another user) costs one re-entry.
 *
 * Each secret is sealed together with what it was entered for (`bindings`), and given for nothing else: who changes
 * the other file gets no password sent to another address or under another user's name.
 */
import * as v from 'valibot';
import type { PasswordPlace } from '../../preload/model.ts';
import type { Log } from '../log.ts';
import { openDocument, type Repair } from './document.ts';

/** What encrypts: the system's keychain through Electron's `safeStorage`, or a fake in tests. */
export interface Cipher {
  /** Whether it hides anything, and why not in one sentence. */
  state(): { readonly available: boolean; readonly note?: string };
  encrypt(text: string): Uint8Array;
  /** Throws where it was encrypted by another keychain. */
  decrypt(data: Uint8Array): string;
}

/** The password of the server's user, what the proxy before it wants, and what opens the client certificate's key. */
export const secretKinds = ['password', 'proxy', 'passphrase'] as const;
export type SecretKind = (typeof secretKinds)[number];

export interface Secret {
  readonly text: string;
  /** The proxy's user: it belongs to the secret, not to the server. */
  readonly account?: string;
  /** The proxy that asked for it, which may be any of those that the system names. */
  readonly address?: string;
}

/** Whose secrets: as far as they are bound to it. */
export interface Owner {
  readonly id: string;
  readonly url: string;
  readonly user: string;
  readonly identityUrl?: string;
  readonly proxy?: string;
  readonly clientCertFile?: string;
  readonly clientKeyFile?: string;
}

export interface Vault {
  /** Where the owner's password is. */
  place(owner: Owner): PasswordPlace;
  get(owner: Owner, kind: SecretKind): Secret | undefined;
  keychain(): { readonly available: boolean; readonly note?: string };
  /** Changes whenever a secret of this id is kept or dropped, by whichever process. */
  mark(id: string): string;
  /** Forgets what lives in memory: another process has dropped the rest. */
  forgetRun(id: string): void;
  damaged(): boolean;
  /** The three below only while the lock is held. */
  repair(): Repair | undefined;
  put(owner: Owner, kind: SecretKind, secret: Secret): PasswordPlace;
  /** Of these kinds, or all. */
  drop(id: string, kinds?: readonly SecretKind[]): void;
}

export interface VaultOptions {
  /** Absolute. */
  readonly folder: string;
  readonly cipher: Cipher;
  readonly log: Log;
  readonly now: () => Date;
}

const version = 1;
const shape = v.object({ version: v.pipe(v.number(), v.integer()), passwords: v.record(v.string(), v.unknown()) });
/**
 * What is encrypted. `url`, `user` and `identity` are what the secret is bound to: the first versions wrote the address
 * alone. The names are theirs too, so that they can read a password of today.
 */
const sealed = v.object({
  url: v.string(),
  user: v.exactOptional(v.string()),
  identity: v.exactOptional(v.string()),
  password: v.string(),
  account: v.exactOptional(v.string()),
  address: v.exactOptional(v.string()),
});
type Sealed = v.InferOutput<typeof sealed>;

type Binding = Pick<Sealed, 'url' | 'user' | 'identity'>;

const bindings: Readonly<Record<SecretKind, (owner: Owner) => Binding>> = {
  // An Identity Server is where the password is sent, so another one does not get it.
  password: ({ url, user, identityUrl = '' }) => ({ url, user, identity: identityUrl }),
  // Which proxy the system names differs from place to place: the secret's own address says which of them gets it.
  proxy: ({ proxy = 'system' }) => ({ url: proxy }),
  passphrase: ({ clientCertFile = '', clientKeyFile = clientCertFile }) => ({ url: clientKeyFile }),
};

/** Whether a secret of one owner may be used for the other. */
export function isShared(one: Owner, other: Owner, kind: SecretKind): boolean {
  return isFor({ ...bindings[kind](one), password: '' }, other, kind);
}

/** A password's key is the id alone, as in the first versions. No id holds a blank. */
const keyOf = (id: string, kind: SecretKind): string => (kind === 'password' ? id : `${id} ${kind}`);

function isFor(content: Sealed | undefined, owner: Owner, kind: SecretKind): content is Sealed {
  if (content === undefined) return false;
  const { url, user, identity } = bindings[kind](owner);
  // What the first versions did not write down fits all.
  return content.url === url && (content.user ?? user) === user && (content.identity ?? identity) === identity;
}

/** What stands beside a secret. */
const given = ({ account, address }: Pick<Sealed, 'account' | 'address'>): Pick<Sealed, 'account' | 'address'> => ({
  ...(account !== undefined && { account }),
  ...(address !== undefined && { address }),
});

export function openVault({ folder, cipher, log, now }: VaultOptions): Vault {
  const document = openDocument({
    folder,
    name: 'passwords',
    parse: (value) => {
      const parsed = v.safeParse(shape, value);
      return parsed.success ? parsed.output : undefined;
    },
    empty: { version, passwords: {} },
    log,
    now,
  });
  const forThisRun = new Map<string, Sealed>();
  /** Opened ciphertexts: a keychain is slow to ask, and one that refuses is not asked again for the same text. */
  const opened = new Map<string, { readonly ciphertext: string; readonly content: Sealed | undefined }>();

  function ciphertextOf(key: string): string | undefined {
    const { passwords } = document.read();
    const value = Object.hasOwn(passwords, key) ? passwords[key] : undefined;
    return typeof value === 'string' ? value : undefined;
  }

  function open(key: string, ciphertext: string): Sealed | undefined {
    const known = opened.get(key);
    if (known?.ciphertext === ciphertext) return known.content;
    let content: Sealed | undefined;
    try {
      content = v.parse(sealed, JSON.parse(cipher.decrypt(Buffer.from(ciphertext, 'base64'))));
    } catch {
      // Neither the text nor the error: both may hold parts of what was encrypted.
      log.warn('A saved password does not open with this keychain and has to be entered again', { server: key });
    }
    opened.set(key, { ciphertext, content });
    return content;
  }

  function found(owner: Owner, kind: SecretKind): Sealed | undefined {
    const key = keyOf(owner.id, kind);
    const running = forThisRun.get(key);
    if (isFor(running, owner, kind)) return running;
    const ciphertext = ciphertextOf(key);
    if (ciphertext === undefined || !cipher.state().available) return undefined;
    const content = open(key, ciphertext);
    return isFor(content, owner, kind) ? content : undefined;
  }

  function write(changes: Readonly<Record<string, string | undefined>>): void {
    const left = Object.entries({ ...document.read().passwords, ...changes }).filter(([, value]) => value !== undefined);
    document.write({ version, passwords: Object.fromEntries(left) });
  }

  return {
    place(owner) {
      if (isFor(forThisRun.get(owner.id), owner, 'password')) return 'run';
      const ciphertext = ciphertextOf(owner.id);
      if (ciphertext === undefined || !cipher.state().available) return 'none';
      const known = opened.get(owner.id);
      // A ciphertext nobody tried yet counts as kept: asking the keychain for every row of a list would be slow.
      if (known?.ciphertext !== ciphertext) return 'kept';
      return isFor(known.content, owner, 'password') ? 'kept' : 'none';
    },
    get(owner, kind) {
      const content = found(owner, kind);
      if (content === undefined) return undefined;
      return { text: content.password, ...given(content) };
    },
    keychain: () => cipher.state(),
    mark: (id) => JSON.stringify(secretKinds.map((kind) => ciphertextOf(keyOf(id, kind)) ?? null)),
    forgetRun(id) {
      for (const kind of secretKinds) forThisRun.delete(keyOf(id, kind));
    },
    damaged: () => document.damaged(),
    repair: () => document.repair(),
    put(owner, kind, { text, ...beside }) {
      const key = keyOf(owner.id, kind);
      const content: Sealed = { ...bindings[kind](owner), password: text, ...given(beside) };
      if (!cipher.state().available) {
        forThisRun.set(key, content);
        // An older one that a keychain kept would come back with that keychain.
        if (ciphertextOf(key) !== undefined) write({ [key]: undefined });
        return 'run';
      }
      write({ [key]: Buffer.from(cipher.encrypt(JSON.stringify(content))).toString('base64') });
      forThisRun.delete(key);
      return 'kept';
    },
    drop(id, kinds = secretKinds) {
      const keys = kinds.map((kind) => keyOf(id, kind));
      for (const key of keys) {
        forThisRun.delete(key);
        opened.delete(key);
      }
      const written = keys.filter((key) => ciphertextOf(key) !== undefined);
      if (written.length > 0) write(Object.fromEntries(written.map((key) => [key, undefined])));
    },
  };
}
