/**
 * The command line over the real modules, in plain Node: real store on its threads, real HTTP, real files. Only the
 * keychain is a stand-in. Each run opens and closes everything, as a process does.
 */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { inspect } from 'node:util';
import { runCli, type CliParts } from '../../main/cli/index.ts';
import { startDemo } from '../../main/demo/index.ts';
import { parseFault } from '../../main/demo/faults.ts';
import type { FailureShape } from '../../preload/model.ts';
import type { ExitCode } from '../../main/failure.ts';
import { folderNotices } from '../../main/folder.ts';
import type { Log } from '../../main/log.ts';
import { normaliseAddress } from '../../main/remote/address.ts';
import { connect } from '../../main/remote/connect.ts';
import type { Limits } from '../../main/remote/limits.ts';
import type { Connect } from '../../main/remote/remote.ts';
import { openServers } from '../../main/servers/index.ts';
import type { Cipher } from '../../main/servers/vault.ts';
import type { StartDemo } from '../../main/source.ts';
import { createSources } from '../../main/sources.ts';
import { openStore } from '../../main/store/client.ts';
import { createImports, type Imports } from '../../main/imports.ts';
import { createQuarantine, forkChild } from '../../main/travel/quarantine.ts';
import { createSalvaging } from '../../main/store/salvaging.ts';
import { createSync } from '../../main/sync/runner.ts';
import { captureIo, type CapturedIo, type IoOptions } from '../fakes/io.ts';
import { quarantineProcess, storeThread } from '../setup/threads.ts';

export interface Ran extends CapturedIo {
  readonly exit: ExitCode;
  /** stdout as JSON. */
  json(): unknown;
}

export interface Paddock {
  readonly folder: string;
  run(words: readonly string[], io?: IoOptions & { readonly onStart?: (io: CapturedIo) => void }): Promise<Ran>;
  /** Runs `work` over the parts, opened and closed as for a run. */
  withParts<Result>(work: (parts: CliParts) => Promise<Result>): Promise<Result>;
  clear(): Promise<void>;
}

/** Hides nothing, but what is written is not what was given. */
const turned: Cipher = {
  state: () => ({ available: true }),
  encrypt: (text) => Buffer.from(Buffer.from(text).toString('base64')),
  decrypt: (data) => Buffer.from(Buffer.from(data).toString(), 'base64').toString(),
};
const none: Cipher = { ...turned, state: () => ({ available: false, note: 'This system has no keychain.' }) };

/** A bug is thrown with its cause, so that a spec that meets one tells more than an exit code. */
function told(bugs: unknown[], onLog?: (line: string) => void): Log {
  const line = (message: string, more?: Readonly<Record<string, unknown>>): void => onLog?.(`${message} ${inspect(more, { depth: 8 })}`);
  return {
    debug: line,
    info: line,
    warn: line,
    error: (message, more) => {
      line(message, more);
      bugs.push(more?.['error']);
    },
    child: () => told(bugs, onLog),
  };
}

const once = <Value>(make: () => Promise<Value>): (() => Promise<Value>) => {
  let made: Promise<Value> | undefined;
  return () => (made ??= make());
};

export const demo: StartDemo = ({ faults = [], ...options }) => startDemo({ port: 0, ...options, faults: faults.map(parseFault) });

export interface PaddockOptions {
  readonly keychain?: boolean;
  /** Other bounds than the usual ones, so that a spec need not wait for what hangs. */
  readonly limits?: Partial<Limits>;
  /** Without any progress for this long, ms, reading is given up. */
  readonly patience?: number;
  /** The pauses between a sync's tries are that many times as short. */
  readonly hurry?: number;
  /** Told every line of the log, as it is before the log hides secrets. */
  readonly onLog?: (line: string) => void;
}

export async function createPaddock({ keychain = true, limits, patience, hurry, onLog }: PaddockOptions = {}): Promise<Paddock> {
  const connectHere: Connect = (target, credentials, dependencies, options) =>
    connect(target, credentials, { ...dependencies, ...(limits && { limits }) }, options);
  const folder = await mkdtemp(join(tmpdir(), 'paddock-cli-'));

  async function withParts<Result>(work: (parts: CliParts) => Promise<Result>, bugs: unknown[] = []): Promise<Result> {
    const log = told(bugs, onLog);
    const ends: (() => Promise<void>)[] = [];
    const store = once(async () => {
      const opened = await openStore({ folder: join(folder, 'store'), thread: storeThread, log });
      ends.unshift(() => opened.close());
      return opened;
    });
    const servers = once(() => openServers({ folder, cipher: keychain ? turned : none, normalise: normaliseAddress, log }));
    const sources = once(async () => {
      const now = Date.now;
      const opened = await store();
      const sync = createSync({
        store: opened,
        log,
        now,
        ...(patience !== undefined && { patience }),
        ...(hurry !== undefined && { wait: (ms, signal) => sleep(ms / hurry, undefined, { signal }) }),
      });
      const made = createSources({ servers: await servers(), store: opened, connect: connectHere, sync, startDemo: demo, log, now });
      ends.unshift(() => made.close());
      return made;
    });
    try {
      const salvaging = createSalvaging({ folder: join(folder, 'store'), thread: storeThread, log, patience: 100 });
      const notices = (): readonly FailureShape[] => folderNotices(folder);
      const importing = once(async () => {
        const quarantine = createQuarantine(forkChild(quarantineProcess));
        ends.unshift(() => quarantine.close());
        return createImports({
          ...{ servers: await servers(), store: await store(), quarantine },
          folder: join(folder, 'quarantine'),
          normalise: normaliseAddress,
        });
      });
      const imports: Imports = {
        open: async (...args) => (await importing()).open(...args),
        merge: async (...args) => (await importing()).merge(...args),
      };
      return await work({
        version: '0.0.0',
        log,
        servers,
        store,
        sources,
        startDemo: demo,
        salvaging,
        notices,
        imports,
        diagnose: () => Promise.resolve(''),
      });
    } finally {
      for (const end of ends) await end();
    }
  }

  return {
    folder,
    withParts,
    run: async (words, { onStart, ...options } = {}) => {
      const io = captureIo({ cwd: folder, ...options });
      onStart?.(io);
      const bugs: unknown[] = [];
      const exit = await withParts((parts) => runCli(words, parts, io), bugs);
      if (exit === 1)
        throw new Error(
          `A bug: ${bugs.map((bug) => (bug instanceof Error ? `${bug.stack ?? ''} ${String(bug.cause)}` : String(bug))).join('\n')}`,
        );
      return Object.assign(io, { exit, json: (): unknown => JSON.parse(io.out()) });
    },
    clear: () => rm(folder, { recursive: true, force: true }),
  };
}
