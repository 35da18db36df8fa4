/** The system's keychain as the vault's cipher, through Electron's `safeStorage`. Only after the application is ready. */
/* eslint-disable @typescript-eslint/no-deprecated -- the oldest Electron we run on (33) has no other form of these three */
import type { SafeStorage } from 'electron';
import type { Cipher } from '../servers/vault.ts';

const forTheRun = 'passwords are kept only until Paddock ends.';

export function createCipher(safeStorage: SafeStorage, platform: NodeJS.Platform): Cipher {
  function look(): ReturnType<Cipher['state']> {
    // On Linux `basic_text` encrypts with a password that everybody knows: it hides nothing.
    if (platform === 'linux' && safeStorage.getSelectedStorageBackend() === 'basic_text') {
      return { available: false, note: `This desktop offers no keychain (GNOME Keyring or KWallet), so ${forTheRun}` };
    }
    if (!safeStorage.isEncryptionAvailable()) return { available: false, note: `The system’s keychain does not answer, so ${forTheRun}` };
    return { available: true };
  }

  let state: ReturnType<Cipher['state']> | undefined;
  return {
    // Asked once: a keychain that appears later serves the next run.
    state: () => (state ??= look()),
    encrypt: (text) => safeStorage.encryptString(text),
    decrypt: (data) => safeStorage.decryptString(Buffer.from(data)),
  };
}
