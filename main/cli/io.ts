/**
 * What the command line is given: the modules it joins, opened when a command first needs them, and the streams it
 * speaks through. Nothing of Electron, so that it runs in plain Node too.
 */
import type { FailureShape } from '../../preload/model.ts';
import type { DiagnosticsHow } from '../../preload/support.ts';
import type { Imports } from '../imports.ts';
import type { Log } from '../log.ts';
import type { Servers } from '../servers/servers.ts';
import type { Sources, StartDemo } from '../source.ts';
import type { Salvaging } from '../store/salvaging.ts';
import type { Store } from '../store/store.ts';

/** Each of the three is opened at most once; `--help` and `demo` open none. */
export interface CliParts {
  readonly version: string;
  readonly log: Log;
  readonly servers: () => Promise<Servers>;
  readonly store: () => Promise<Store>;
  /** What is to be told of the folder that all lies in. */
  readonly notices: () => readonly FailureShape[];
  /** For a store that is damaged, also one that cannot be opened. */
  readonly salvaging: Salvaging;
  readonly sources: () => Promise<Sources>;
  readonly startDemo: StartDemo;
  /** Files from elsewhere. */
  readonly imports: Imports;
  /** A text about this installation, without secrets. */
  readonly diagnose: (how: DiagnosticsHow) => Promise<string>;
}

/** A stream of text to a terminal, a file or a pipe. */
export interface TextStream {
  readonly isTTY?: boolean;
  /** Width in characters, on a terminal. */
  readonly columns?: number;
  write(text: string, done: (error?: Error | null) => void): boolean;
  on(event: 'error', listener: (error: Error) => void): unknown;
}

export interface CliIo {
  readonly stdin: AsyncIterable<Uint8Array | string> & { readonly isTTY?: boolean };
  readonly stdout: TextStream;
  readonly stderr: TextStream;
  /** Aborted by Ctrl-C or a request to end. */
  readonly signal: AbortSignal;
  /** Folder that relative file names start from. */
  readonly cwd: string;
}
