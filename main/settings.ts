/**
 * What the user has set for all of Paddock, in `settings.json` of the user-data folder. A value that is none begins as
 * the first ones do, the others stay; a file that cannot be read at all begins anew, and one that cannot be written is
 * told to whoever changes something.
 */
import Store from 'electron-store';
import * as v from 'valibot';
import {
  densities,
  firstSettings,
  parallelRequests,
  refreshIntervals,
  shownZones,
  textSizes,
  themes,
  type Settings,
  type SettingsChanges,
} from '../preload/settings.ts';
import { Failure } from './failure.ts';
import type { Log } from './log.ts';

export interface KeptSettings {
  /** As they are now. */
  get(): Settings;
  /** Changes some of them, for good. Fails with `store-unwritable`, and changes nothing then. */
  change(changes: SettingsChanges): Settings;
  /** Returns what ends the listening. */
  onChange(listener: (settings: Settings, before: Settings) => void): () => void;
}

const address = v.pipe(v.string(), v.minLength(1), v.maxLength(10_000));

/** Each by itself, so that one that is none costs one. The input of `settings.change` is checked by the same rules. */
export const settingsFields = {
  theme: v.picklist(themes),
  density: v.picklist(densities),
  textSize: v.picklist(textSizes),
  timeZone: v.picklist(shownZones),
  refreshMinutes: v.picklist(refreshIntervals),
  parallelRequests: v.picklist(parallelRequests),
  proxy: address,
} as const;

/** `folder`: absolute, of the user's data. `earlier`: what an earlier version kept elsewhere, taken where the file has none. */
export function openSettings(folder: string, log: Log, earlier: () => SettingsChanges = () => ({})): KeptSettings {
  const listeners = new Set<(settings: Settings, before: Settings) => void>();
  const store = openFile(folder, log);
  const known = parsed(store?.get('settings'));
  let settings = merged(firstSettings, known ?? earlier());

  return {
    get: () => settings,
    change(changes) {
      const before = settings;
      const next = merged(settings, changes);
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

function merged(settings: Settings, { proxy, ...changes }: SettingsChanges): Settings {
  const { proxy: before, ...rest } = settings;
  const next = proxy === undefined ? before : (proxy ?? undefined);
  return { ...rest, ...changes, ...(next !== undefined && { proxy: next }) };
}

/** Undefined where nothing was ever kept. */
function parsed(value: unknown): SettingsChanges | undefined {
  if (typeof value !== 'object' || value === null) return undefined;
  const entries = Object.entries(settingsFields).flatMap(([name, schema]) => {
    const field = v.safeParse(schema, (value as Record<string, unknown>)[name]);
    return field.success ? [[name, field.output]] : [];
  });
  return Object.fromEntries(entries) as SettingsChanges;
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
