/**
 * What the user has set for all of Paddock, in `settings.json` of the user-data folder. A value that is none begins as
 * the first ones do, the others stay; a file that cannot be read at all begins anew, and one that cannot be written is
 * told to whoever changes something.
 */
import Store from 'electron-store';
import { firstSettings, type Settings, type SettingsChanges } from '../preload/settings.ts';
import { Failure } from './failure.ts';
import type { Log } from './log.ts';
import { mergeSettings, readSettings } from './settings-fields.ts';

export interface KeptSettings {
  /** As they are now. */
  get(): Settings;
  /** Changes some of them, for good. Fails with `store-unwritable`, and changes nothing then. */
  change(changes: SettingsChanges): Settings;
  /** Returns what ends the listening. */
  onChange(listener: (settings: Settings, before: Settings) => void): () => void;
}

/** `folder`: absolute, of the user's data. `earlier`: what an earlier version kept elsewhere, taken where the file has none. */
export function openSettings(folder: string, log: Log, earlier: () => SettingsChanges = () => ({})): KeptSettings {
  const listeners = new Set<(settings: Settings, before: Settings) => void>();
  const store = openFile(folder, log);
  const known = readSettings(store?.get('settings'));
  let settings = mergeSettings(firstSettings, known ?? earlier());

  return {
    get: () => settings,
    change(changes) {
      const before = settings;
      const next = mergeSettings(settings, changes);
      try {
        store?.set('settings', next);
      } catch (error) {
        log.warn('The settings could not be written', { error });
        throw new Failure('store-unwritable', 'The settings could not be written.', { cause: error });
      }
      settings = next;
      for (const listener of listeners) listener(settings, before);
      return settings;
    },
    onChange(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
  };
}

function openFile(folder: string, log: Log): Store | undefined {
  try {
    return new Store({
      cwd: folder,
      name: 'settings',
      configFileMode: 0o600,
      clearInvalidConfig: true,
      accessPropertiesByDotNotation: false,
    });
  } catch (error) {
    log.warn('The settings cannot be read and are kept for this run only', { error });
    return undefined;
  }
}
