/** What every kind of run is given. */
import type { Log } from '../log.ts';
import type { Ending } from './ending.ts';
import type { Inbox } from './inbox.ts';
import type { Parts } from './parts.ts';

/** The files of the application, absolute. */
export interface Bundle {
  readonly preload: string;
  /** Folders. */
  readonly main: string;
  readonly renderer: string;
  /** What the store's threads run, and the process in which files from elsewhere are examined. */
  readonly storeThread: URL;
  readonly quarantineProcess: URL;
  readonly packaged: boolean;
}

export interface Run {
  /** The user-data folder, absolute. */
  readonly folder: string;
  /** The default one, absolute, where the data may be moved from here: undefined where the start named a folder. */
  readonly home: string | undefined;
  readonly bundle: Bundle;
  readonly log: Log;
  readonly parts: Parts;
  readonly ending: Ending;
  /** Files and links that Paddock is handed to open. */
  readonly inbox: Inbox;
}
