/** What helps whoever helps: versions, licences, a text about this installation. Both sides import it. */

export interface Versions {
  readonly paddock: string;
  readonly electron: string;
  readonly chromium: string;
  readonly node: string;
  readonly sqlite: string;
  /** `linux x64 6.1.0` */
  readonly platform: string;
}

/** A package that Paddock contains. */
export interface Licence {
  readonly name: string;
  readonly version: string;
  /** As its authors name it: `MIT`. */
  readonly licence: string;
  /** Its whole text; absent where the package brings none. */
  readonly text?: string;
}

export interface DiagnosticsHow {
  /** With the addresses and names of servers and users, which are replaced otherwise. */
  readonly withNames: boolean;
  /** Checks all that is saved, which takes its time. */
  readonly check: boolean;
}
