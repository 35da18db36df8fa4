/** What is a value of each setting: for the file that keeps them, for the window's calls, and for a first glance at that file. */
import * as v from 'valibot';
import {
  densities,
  parallelRequests,
  refreshIntervals,
  shownZones,
  textSizes,
  themes,
  type Settings,
  type SettingsChanges,
} from '../preload/settings.ts';

const address = v.pipe(v.string(), v.minLength(1), v.maxLength(10_000));

/** Each by itself, so that one that is none costs one. */
export const settingsFields = {
  theme: v.picklist(themes),
  density: v.picklist(densities),
  textSize: v.picklist(textSizes),
  timeZone: v.picklist(shownZones),
  refreshMinutes: v.picklist(refreshIntervals),
  parallelRequests: v.picklist(parallelRequests),
  proxy: address,
} as const;

/** Of what is kept, the values that are some. Undefined where nothing was ever kept. */
export function readSettings(value: unknown): SettingsChanges | undefined {
  if (typeof value !== 'object' || value === null) return undefined;
  const entries = Object.entries(settingsFields).flatMap(([name, schema]) => {
    const field = v.safeParse(schema, (value as Record<string, unknown>)[name]);
    return field.success ? [[name, field.output]] : [];
  });
  return Object.fromEntries(entries) as SettingsChanges;
}

/** The settings with some changed. */
export function mergeSettings(settings: Settings, { proxy, ...changes }: SettingsChanges): Settings {
  const { proxy: before, ...rest } = settings;
  const next = proxy === undefined ? before : (proxy ?? undefined);
  return { ...rest, ...changes, ...(next !== undefined && { proxy: next }) };
}
