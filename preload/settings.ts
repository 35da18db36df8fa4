/** What the user has set for all of Paddock, whichever window or command: one settings file. Both sides import it. */

export const themes = ['system', 'light', 'dark'] as const;
export type Theme = (typeof themes)[number];

/** Compact: rows of 28 px. Comfortable: rows and buttons of 44 px, for cold hands and gloves. */
export const densities = ['compact', 'comfortable'] as const;
export type Density = (typeof densities)[number];

/** Whose clock times are shown by: the session's own zone as the server wrote it, this computer's, or UTC. */
export const shownZones = ['session', 'local', 'utc'] as const;
export type ShownZone = (typeof shownZones)[number];

/** Sizes of the text, and with it of all of the window, per cent. */
export const textSizes = [80, 90, 100, 110, 125, 150, 175, 200] as const;
export type TextSize = (typeof textSizes)[number];

/** The next size up (`1`) or down (`-1`); the last one stays. */
export const nextTextSize = (size: TextSize, step: 1 | -1): TextSize => textSizes[textSizes.indexOf(size) + step] ?? size;

/** Minutes between refreshes of the list that is shown; 0 refreshes it only when asked. */
export const refreshIntervals = [0, 1, 5, 15, 60] as const;
export type RefreshInterval = (typeof refreshIntervals)[number];

/** Requests that a sync has under way at the same time. */
export const parallelRequests = [1, 2, 4, 8] as const;
export type ParallelRequests = (typeof parallelRequests)[number];

export interface Settings {
  readonly theme: Theme;
  readonly density: Density;
  readonly textSize: TextSize;
  readonly timeZone: ShownZone;
  readonly refreshMinutes: RefreshInterval;
  readonly parallelRequests: ParallelRequests;
  /** Of servers that have none of their own: the system's word where absent, else an address, or `none`. */
  readonly proxy?: string;
}

export const firstSettings: Settings = {
  theme: 'system',
  density: 'compact',
  textSize: 100,
  timeZone: 'session',
  refreshMinutes: 0,
  parallelRequests: 8,
};

/** What changes of them; what is absent stays, `null` takes the proxy away. */
export type SettingsChanges = Partial<Omit<Settings, 'proxy'>> & { readonly proxy?: string | null };
