/** Asks before something that cannot be taken back is done. */
import { Failure } from '../failure.ts';
import type { Context } from './context.ts';

/**
 * Goes on where `--yes` was given, or where the terminal is asked and says yes; else fails with `usage`, and nothing is done.
 * What is about to happen has been said before.
 */
export async function confirm({ io, messages }: Context, question: string, yes: boolean): Promise<void> {
  if (yes) return;
  const asks = io.stderr.isTTY === true && io.stdin.isTTY === true;
  if (!asks) throw new Failure('usage', 'Nothing was done.', { todo: 'Give --yes where there is no terminal to ask.' });
  messages.fail(`${question} [y/N]`);
  if (!/^y(es)?$/i.test((await firstLine(io.stdin)).trim())) throw new Failure('usage', 'Nothing was done.');
}

async function firstLine(input: AsyncIterable<Uint8Array | string>): Promise<string> {
  let text = '';
  for await (const part of input) {
    text += typeof part === 'string' ? part : Buffer.from(part).toString('utf8');
    if (text.includes('\n')) break;
  }
  return text.split('\n')[0] ?? '';
}
