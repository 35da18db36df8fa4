/**
 * A first look at the words, before they are parsed: which command it is, how failures are to be printed, and whether
 * a password stands where every process list shows it.
 */
import { Failure } from '../failure.ts';

const takesValue: ReadonlySet<string> = new Set(['--user-data-dir', '--format']);
/** What people write when they mean a password; the allowed spellings have no value. */
const secretOption = /^--(?:[a-z]+-)*(?:pass|pw|pwd|secret|token)/i;
const fromStdin: ReadonlySet<string> = new Set(['--password-stdin', '--client-passphrase-stdin', '--proxy-password-stdin']);

export interface Glance {
  readonly command: string | undefined;
  /** Failures are wanted as JSON. */
  readonly json: boolean;
  readonly quiet: boolean;
}

export function glance(words: readonly string[]): Glance {
  let command: string | undefined;
  let format = '';
  for (const [index, word] of words.entries()) {
    const previous = words[index - 1] ?? '';
    if (word.startsWith('--format=')) format = word.slice('--format='.length);
    else if (previous === '--format') format = word;
    else if (command === undefined && !word.startsWith('-') && !takesValue.has(previous)) command = word;
  }
  return { command, json: format === 'json' || format === 'ndjson', quiet: words.includes('--quiet') };
}

/** Fails with `usage` where a password is given as an option; says nothing of what was typed. */
export function refuseSecrets(words: readonly string[], command: string | undefined): void {
  // The demo server's password is no secret of anybody's.
  if (command === 'demo') return;
  if (words.some((word) => !fromStdin.has(word) && secretOption.test(word))) {
    throw new Failure('usage', 'A password is never given as an option: every process list would show it.', {
      todo: 'Use --password-stdin and write the password to standard input, as one line.',
    });
  }
}
