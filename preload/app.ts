/** What the window remembers between two runs, and what it is told at its start. Both sides import it. */
import type { ColumnChoices, Grouping } from './list.ts';
import type { Link } from './links.ts';
import type { FailureShape, Generation, Sort } from './model.ts';

/** The tabs of the panel at the foot of the window. */
export const panelTabs = ['Activity', 'Requests'] as const;
export type PanelTab = (typeof panelTabs)[number];

/** What the window remembers between two runs. */
export interface WindowMemory {
  readonly treeWidth: number;
  readonly paneHeight: number;
  readonly selected?: { readonly serverId: string; readonly connection: string };
  readonly collapsed: readonly string[];
  /** The node of the tree that had its focus, and where the tree stood, CSS px from its top. */
  readonly treeActive?: string;
  readonly treeTop?: number;
  readonly filter: string;
  readonly sort: Sort;
  /** The panel at the foot; its height in px. */
  readonly panel?: { readonly height: number; readonly tab: PanelTab; readonly open: boolean };
  /** Which state of the list was shown, where it was not the newest; numbers of snapshots. */
  readonly version?: { readonly snapshot?: number; readonly since?: number };
  /** Key of the selected session. */
  readonly row?: string;
  /** The session at the upper edge of the list and how much of its row was above it (0 to 1); absent at the very top. */
  readonly at?: { readonly key: string; readonly offset: number };
  /** The session that was open, and the name of its tab. */
  readonly opened?: { readonly key: string; readonly tab: string };
  /** What was last chosen in the command palette, newest first. */
  readonly recent?: readonly string[];
  readonly columns?: ColumnChoices;
  /** The generation of each server as it was last seen, by id: whose columns it shows while it is offline. */
  readonly generations?: Readonly<Record<string, Generation>>;
  readonly group?: Grouping;
  /** Up to which snapshot of each list those that are gone were dismissed; by its server's id and its name, as JSON. */
  readonly seen?: Readonly<Record<string, number>>;
  readonly liveFirst?: boolean;
}

export interface AppInfo {
  readonly version: string;
  readonly electron: string;
  readonly platform: string;
  readonly userData: string;
  /** False where passwords live for the run only, with the reason in one sentence. */
  readonly keychain: { readonly available: boolean; readonly note?: string };
  /** What start-up has to tell: a damaged settings file that was set aside, for example. */
  readonly notices: readonly FailureShape[];
  /** A link given at start, or the address of `--server URL` as one; null for one that cannot be read. */
  readonly openLink?: Link | null;
  /** Path of a file given at start, which the window opens once it stands. */
  readonly openFile?: string;
}
