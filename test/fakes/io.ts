/** The streams of a command, captured. */
import type { CliIo, TextStream } from '../../main/cli/io.ts';

export interface CapturedIo extends CliIo {
  readonly out: () => string;
  readonly err: () => string;
  /** As Ctrl-C does. */
  interrupt(): void;
}

export interface IoOptions {
  readonly stdin?: string;
  readonly cwd?: string;
  /** Columns of a terminal. */
  readonly terminal?: number;
  /** After so many characters the reader of stdout goes away, or its disk is full. */
  readonly stdoutEnds?: { readonly after: number; readonly code: string };
}

export function captureIo({ stdin = '', cwd = '/', terminal, stdoutEnds }: IoOptions = {}): CapturedIo {
  const texts = { out: '', err: '' };
  const abort = new AbortController();
  const stream = (name: keyof typeof texts): TextStream => ({
    ...(terminal !== undefined && { isTTY: true, columns: terminal }),
    on: () => undefined,
    write: (text, done) => {
      if (name === 'out' && stdoutEnds !== undefined && texts.out.length + text.length > stdoutEnds.after) {
        done(Object.assign(new Error('write failed'), { code: stdoutEnds.code }));
        return false;
      }
      texts[name] += text;
      done();
      return true;
    },
  });
  async function* input(): AsyncGenerator<string> {
    await Promise.resolve();
    // In pieces, as a pipe gives them.
    for (let at = 0; at < stdin.length; at += 3) yield stdin.slice(at, at + 3);
  }
  return {
    stdin: Object.assign(input(), { isTTY: terminal !== undefined }),
    stdout: stream('out'),
    stderr: stream('err'),
    signal: abort.signal,
    cwd,
    out: () => texts.out,
    err: () => texts.err,
    interrupt: () => abort.abort(),
  };
}
