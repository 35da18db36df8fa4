/**
 * The log: `logs/paddock.log` in the user-data folder (1 MB, with two older ones), and stderr with `--verbose`.
 * Each line is made whole, redacted, and only then written.
 */
import { renameSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { inspect } from 'node:util';
import electronLog from 'electron-log/node';
import type { Log } from '../log.ts';
import { makeFolder } from './places.ts';
import type { Redactor } from './redact.ts';

export interface LogFileOptions {
  /** Absolute; made where it is missing. */
  readonly folder: string;
  /** Also debug messages, and all of it to stderr. */
  readonly verbose: boolean;
  readonly redactor: Redactor;
  /** Where `--verbose` writes. */
  readonly stderr: { write(text: string): unknown };
  /** Bytes at which a file is put aside. */
  readonly maxSize?: number;
}

type Level = 'debug' | 'info' | 'warn' | 'error';
type More = Readonly<Record<string, unknown>>;

/** A folder that cannot be written to costs the log file, nothing else. */
export function openLog({ folder, verbose, redactor, stderr, maxSize = 1024 ** 2 }: LogFileOptions): Log {
  const path = join(folder, 'paddock.log');
  const logger = electronLog.create({ logId: path });
  const { file, console, ipc, remote } = logger.transports;
  // Outside Electron there is no `ipc`, whatever its type says.
  for (const other of [console, ipc, remote] as { level: false | string }[] | undefined[]) if (other !== undefined) other.level = false;
  // A file that cannot be written (a full disk) would be told on the console, line by line.
  for (const { transports } of [logger, electronLog]) transports.console.writeFn = () => undefined;
  file.setAppName('Paddock');
  file.level = canWriteIn(folder) ? (verbose ? 'debug' : 'info') : false;
  file.resolvePathFn = () => path;
  file.maxSize = maxSize;
  file.writeOptions = { flag: 'a', mode: 0o600, encoding: 'utf8' };
  file.format = '{text}';
  file.archiveLogFn = () => rotate(folder);

  function at(component: string): Log {
    const write = (level: Level, message: string, more?: More): void => {
      if (level === 'debug' && !verbose) return;
      const line = redactor.redact(`${level.padEnd(5)} ${component}: ${message}${detailed(more)}`);
      logger[level](`${new Date().toISOString()} ${line}`);
      if (verbose) stderr.write(`${line}\n`);
    };
    return {
      debug: (message, more) => write('debug', message, more),
      info: (message, more) => write('info', message, more),
      warn: (message, more) => write('warn', message, more),
      error: (message, more) => write('error', message, more),
      child: (name) => at(name),
    };
  }
  return at('main');
}

function canWriteIn(folder: string): boolean {
  try {
    makeFolder(folder);
    return true;
  } catch {
    return false;
  }
}

/** paddock.log → paddock.1.log → paddock.2.log → gone. */
function rotate(folder: string): void {
  const older = (age: number): string => join(folder, age === 0 ? 'paddock.log' : `paddock.${age}.log`);
  rmSync(older(2), { force: true });
  for (const age of [1, 0]) {
    try {
      renameSync(older(age), older(age + 1));
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'ENOENT') throw error;
    }
  }
}

/** Values in one line each; an error with its stack and its causes. */
function detailed(more: More | undefined): string {
  if (more === undefined) return '';
  return Object.entries(more)
    .map(
      ([name, value]) =>
        ` ${name}=${typeof value === 'string' ? JSON.stringify(value) : inspect(value, { depth: 4, breakLength: Infinity })}`,
    )
    .join('');
}
