/** The `app` service of the contract: what the window asks of the system around it. */
import type { AppInfo, WindowMemory } from '../../preload/contract.ts';
import type { ApiWithSignal } from '../api.ts';
import { Failure } from '../failure.ts';
import type { Preferences } from './preferences.ts';
import { isOpenable } from './security.ts';

export interface AppServiceParts {
  /** Gathered when the window asks: opening the store may have something to tell. */
  readonly info: () => Promise<AppInfo>;
  readonly preferences: Pick<Preferences, 'memory' | 'remember'>;
  /** Shows the window in this theme. */
  readonly applyTheme: (theme: WindowMemory['theme']) => void;
  readonly openInBrowser: (address: string) => Promise<void>;
}

export function createAppService({ info, preferences, applyTheme, openInBrowser }: AppServiceParts): ApiWithSignal['app'] {
  return {
    info,
    memory: () => Promise.resolve(preferences.memory()),
    remember: (memory) => {
      if (memory.theme !== preferences.memory().theme) applyTheme(memory.theme);
      preferences.remember(memory);
      return Promise.resolve();
    },
    openExternal: async (address) => {
      if (!isOpenable(address)) throw new Failure('address-invalid', 'Only https addresses are opened in the browser.');
      await openInBrowser(address);
    },
  };
}
