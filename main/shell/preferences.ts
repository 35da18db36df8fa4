/**
 * What the window remembers between two runs, in `window.json`. Nothing in it is precious: a damaged file begins anew,
 * and one that cannot be written is logged and otherwise no matter.
 */
import Store from 'electron-store';
import * as v from 'valibot';
import type { WindowMemory } from '../../preload/app.ts';
import { defaultSort } from '../../preload/model.ts';
import type { Theme } from '../../preload/settings.ts';
import type { Log } from '../log.ts';
import { earlierTheme } from './glance.ts';
import { memoryFields } from './ipc-schemas.ts';
import { windowState, type WindowState } from './window-state.ts';

export interface Preferences {
  /** The theme as an earlier version kept it here. */
  earlierTheme(): Theme | undefined;
  memory(): WindowMemory;
  remember(memory: WindowMemory): void;
  windowState(): WindowState | undefined;
  rememberWindowState(state: WindowState): void;
}

const first: WindowMemory = { treeWidth: 280, paneHeight: 300, collapsed: [], filter: '', sort: defaultSort };
const memorySchema = v.object(memoryFields);

/** `folder`: absolute, of the user's data. */
export function openPreferences(folder: string, log: Log): Preferences {
  const store = openStore(folder, log);
  let memory = read(store, 'memory', memorySchema) ?? first;
  let state = read(store, 'window', windowState);

  function write(key: string, value: unknown): void {
    try {
      store?.set(key, value);
    } catch (error) {
      log.warn('What the window remembers could not be written', { key, error });
    }
  }

  return {
    earlierTheme: () => earlierTheme(store?.get('memory')),
    memory: () => memory,
    remember(next) {
      memory = next;
      write('memory', next);
    },
    windowState: () => state,
    rememberWindowState(next) {
      state = next;
      write('window', next);
    },
  };
}

type Kept = Store;

function openStore(folder: string, log: Log): Kept | undefined {
  try {
    return new Store({
      cwd: folder,
      name: 'window',
      configFileMode: 0o600,
      clearInvalidConfig: true,
      accessPropertiesByDotNotation: false,
    });
  } catch (error) {
    log.warn('What the window remembers cannot be read and is kept for this run only', { error });
    return undefined;
  }
}

function read<Content>(store: Kept | undefined, key: string, schema: v.GenericSchema<unknown, Content>): Content | undefined {
  const parsed = v.safeParse(schema, store?.get(key));
  return parsed.success ? parsed.output : undefined;
}
