/** The `app` service of the contract: what the window asks of the system around it. */
import type { AppInfo } from '../../preload/app.ts';
import type { ApiWithSignal } from '../api.ts';
import { Failure } from '../failure.ts';
import type { Preferences } from './preferences.ts';
import { isOpenable } from './security.ts';

export interface AppServiceParts {
  /** Gathered when the window asks: opening the store may have something to tell. */
  readonly info: () => Promise<AppInfo>;
  readonly preferences: Pick<Preferences, 'memory' | 'remember'>;
  /** Whether the user clicked, or pressed a key, in the window a moment ago. */
  readonly hasJustActed: () => Promise<boolean>;
  readonly openInBrowser: (address: string) => Promise<void>;
  /** Puts a text on the clipboard. */
  readonly toClipboard: (text: string) => Promise<void>;
}

export function createAppService({ info, preferences, hasJustActed, openInBrowser, toClipboard }: AppServiceParts): ApiWithSignal['app'] {
  return {
    info,
    memory: () => Promise.resolve(preferences.memory()),
    remember: (memory) => {
      preferences.remember(memory);
      return Promise.resolve();
    },
    openExternal: async (address) => {
      if (!isOpenable(address)) throw new Failure('address-invalid', 'Only https addresses are opened in the browser.');
      if (!(await hasJustActed())) throw new Failure('usage', 'An address is opened in the browser only after a click.');
      await openInBrowser(address);
    },
    copy: (text) => toClipboard(text),
  };
}
