/**
 * The two streams. stdout holds results and waits for its reader, so that a long list takes no memory; stderr holds
 * messages, failures and the progress bar.
 */
import { Failure } from '../failure.ts';
import type { TextStream } from './io.ts';
import { harmless } from './table.ts';

/** Where text goes, piece after piece; resolves when there is room for more. */
export interface Sink {
  write(text: string): Promise<void>;
}

/** The reader of stdout went away: nothing is left to do, and nothing is wrong. */
export class ReaderGone extends Error {}

const gone: ReadonlySet<string | undefined> = new Set(['EPIPE', 'EOF', 'ERR_STREAM_DESTROYED', 'ERR_STREAM_WRITE_AFTER_END']);

/** Fails with `ReaderGone`, and with `file-unwritable` where stdout is a file that cannot be written. */
export function createResults(stream: TextStream): Sink {
  // Each write hears of its own error; unheard it would end the process.
  stream.on('error', () => {});
  return {
    write: (text) =>
      new Promise((resolve, reject) => {
        stream.write(text, (error) => {
          if (error === undefined || error === null) resolve();
          else if (gone.has((error as NodeJS.ErrnoException).code)) reject(new ReaderGone());
          else reject(new Failure('file-unwritable', 'The results cannot be written where they were sent.', { cause: error }));
        });
      }),
  };
}

export interface Messages {
  /** A sentence for a person, unless `--quiet`. */
  say(sentence: string): void;
  /** A line that is said always: a failure. */
  fail(line: string): void;
  /** One line on a terminal that changes in place; nothing elsewhere. */
  progress(line: string, fraction?: number): void;
  /** Resolves when all is written. */
  flushed(): Promise<void>;
}

const barWidth = 20;

function bar(fraction: number): string {
  const done = Math.round(Math.min(1, Math.max(0, fraction)) * barWidth);
  return `[${'#'.repeat(done)}${'-'.repeat(barWidth - done)}] `;
}

export function createMessages(stream: TextStream, quiet: boolean): Messages {
  let shown = false;
  let last: Promise<void> = Promise.resolve();
  stream.on('error', () => {});
  const write = (text: string): void => {
    last = new Promise((resolve) => {
      stream.write(text, () => resolve());
    });
  };
  const clear = (): void => {
    if (shown) write('\r\u001B[K');
    shown = false;
  };
  const tell = (line: string): void => {
    clear();
    write(`${line}\n`);
  };
  return {
    say: (sentence) => {
      if (!quiet) tell(harmless(sentence));
    },
    fail: tell,
    progress: (line, fraction) => {
      if (quiet || stream.isTTY !== true) return;
      const text = harmless(`${fraction === undefined ? '' : bar(fraction)}${line}`).slice(0, (stream.columns ?? 80) - 1);
      write(`\r${text}\u001B[K`);
      shown = true;
    },
    flushed: () => {
      clear();
      return last;
    },
  };
}
