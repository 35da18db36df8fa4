/** What every kind of run stands on: the log, and the parts, which are opened as they are asked for. */
import { app, safeStorage, session } from 'electron';
import type { FailureShape } from '../../preload/model.ts';
import type { Failure } from '../failure.ts';
import type { Line } from '../store/calls.ts';
import { createCipher } from './cipher.ts';
import { createEnding } from './ending.ts';
import type { Inbox } from './inbox.ts';
import { openLog } from './log-file.ts';
import { createParts } from './parts.ts';
import { createResolveProxy } from './proxy.ts';
import { createRedactor } from './redact.ts';
import type { Bundle, Run } from './run.ts';
import { versionsOf } from './versions.ts';

export interface RunOptions {
  /** The user-data folder, absolute. */
  readonly folder: string;
  /** As `Run` has it. */
  readonly home: string | undefined;
  /** Where the log lies, absolute. */
  readonly logs: string;
  /** Tells more, and on stderr. */
  readonly verbose: boolean;
  /** What a move of the folder has to tell. */
  readonly moved: readonly FailureShape[];
  /** Why the folder cannot be used. */
  readonly unusable: Failure | undefined;
  readonly bundle: Bundle;
  readonly inbox: Inbox;
  /** The reader's thread, where it was started ahead. */
  readonly reader?: Line | undefined;
}

export function openRun({ folder, home, logs, verbose, moved, unusable, bundle, inbox, reader }: RunOptions): Run {
  const redactor = createRedactor();
  const log = openLog({ folder: logs, verbose, redactor, stderr: process.stderr });
  const ending = createEnding(log);
  const parts = createParts({
    ...{ folder, moved, unusable, log, ending },
    storeThread: bundle.storeThread,
    reader,
    quarantineProcess: bundle.quarantineProcess,
    cipher: createCipher(safeStorage, process.platform),
    onSecret: (secret) => redactor.register(secret),
    resolveProxy: createResolveProxy(app, () => session.fromPartition('proxies')),
    versions: () => versionsOf(app),
    redact: (text) => redactor.redact(text),
  });
  return { folder, home, bundle, log, parts, ending, inbox };
}
