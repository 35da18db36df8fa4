/**
 * The passwords, apart from the servers: ciphertexts in `passwords.json` where the system has a keychain, and else in
 * memory for this run. A ciphertext that no longer opens (another keychain, another user) costs one re-entry.
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

/** Whose password: it is given only for the address that it was entered for. */
export interface Owner {
  readonly id: string;
  readonly url: string;
}

export interface Vault {
  place(owner: Owner): PasswordPlace;
  get(owner: Owner): string | undefined;
  keychain(): { readonly available: boolean; readonly note?: string };
  damaged(): boolean;
  /** The three below only while the lock is held. */
  repair(): Repair | undefined;
  put(owner: Owner, password: string): PasswordPlace;
  drop(id: string): void;
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
/** What is encrypted: the address too, so that a changed address in the other file does not get the password. */
const sealed = v.object({ url: v.string(), password: v.string() });

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
  const forThisRun = new Map<string, { readonly url: string; readonly password: string }>();
  /** Opened ciphertexts: a keychain is slow to ask, and one that refuses is not asked again for the same text. */
  const opened = new Map<string, { readonly ciphertext: string; readonly content: v.InferOutput<typeof sealed> | undefined }>();

  function ciphertextOf(id: string): string | undefined {
    const { passwords } = document.read();
    const value = Object.hasOwn(passwords, id) ? passwords[id] : undefined;
    return typeof value === 'string' ? value : undefined;
  }

  function open(id: string, ciphertext: string): v.InferOutput<typeof sealed> | undefined {
    const known = opened.get(id);
    if (known?.ciphertext === ciphertext) return known.content;
    let content: v.InferOutput<typeof sealed> | undefined;
    try {
      content = v.parse(sealed, JSON.parse(cipher.decrypt(Buffer.from(ciphertext, 'base64'))));
    } catch {
      // Neither the text nor the error: both may hold parts of what was encrypted.
      log.warn('A saved password does not open with this keychain and has to be entered again', { server: id });
    }
    opened.set(id, { ciphertext, content });
    return content;
  }

  function get({ id, url }: Owner): string | undefined {
    const running = forThisRun.get(id);
    if (running?.url === url) return running.password;
    const ciphertext = ciphertextOf(id);
    if (ciphertext === undefined || !cipher.state().available) return undefined;
    const content = open(id, ciphertext);
    return content?.url === url ? content.password : undefined;
  }

  function without(id: string): Record<string, unknown> {
    return Object.fromEntries(Object.entries(document.read().passwords).filter(([key]) => key !== id));
  }

  return {
    place(owner) {
      if (forThisRun.get(owner.id)?.url === owner.url) return 'run';
      const ciphertext = ciphertextOf(owner.id);
      if (ciphertext === undefined || !cipher.state().available) return 'none';
      const known = opened.get(owner.id);
      // A ciphertext nobody tried yet counts as kept: asking the keychain for every row of a list would be slow.
      if (known?.ciphertext !== ciphertext) return 'kept';
      return known.content?.url === owner.url ? 'kept' : 'none';
    },
    get,
    keychain: () => cipher.state(),
    damaged: () => document.damaged(),
    repair: () => document.repair(),
    put({ id, url }, password) {
      if (!cipher.state().available) {
        forThisRun.set(id, { url, password });
        // An older one that a keychain kept would come back with that keychain.
        if (ciphertextOf(id) !== undefined) document.write({ version, passwords: without(id) });
        return 'run';
      }
      const ciphertext = Buffer.from(cipher.encrypt(JSON.stringify({ url, password }))).toString('base64');
      document.write({ version, passwords: { ...without(id), [id]: ciphertext } });
      forThisRun.delete(id);
      return 'kept';
    },
    drop(id) {
      forThisRun.delete(id);
      opened.delete(id);
      if (ciphertextOf(id) !== undefined) document.write({ version, passwords: without(id) });
    },
  };
}
