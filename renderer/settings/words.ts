/** What the values of settings are called. */
import type { Density, RefreshInterval, ShownZone, Theme } from '../../preload/settings.ts';

export const themeNames: Readonly<Record<Theme, string>> = { system: 'As the system', light: 'Light', dark: 'Dark' };
export const densityNames: Readonly<Record<Density, string>> = { compact: 'Compact', comfortable: 'Comfortable' };
export const zoneNames: Readonly<Record<ShownZone, string>> = { session: 'At the circuit', local: 'This computer', utc: 'UTC' };
export const intervalNames: Readonly<Record<RefreshInterval, string>> = {
  0: 'Only when asked',
  1: 'Every minute',
  5: 'Every 5 minutes',
  15: 'Every 15 minutes',
  60: 'Every hour',
};
