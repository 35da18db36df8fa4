/** A keychain for specs: it hides what it is given well enough to be seen when it is not asked. */
import type { Cipher } from './vault.ts';

/** `key`: what another keychain cannot open. `note`: why there is none. */
export function fakeCipher(key = 'k1', note?: string): Cipher {
  return {
    state: () => (note === undefined ? { available: true } : { available: false, note }),
    encrypt: (text) => Buffer.from(`${key}:${Buffer.from(text).toString('hex')}`),
    decrypt: (data) => {
      const [by, hex] = Buffer.from(data).toString().split(':');
      if (by !== key || hex === undefined) throw new Error('another keychain');
      return Buffer.from(hex, 'hex').toString();
    },
  };
}
