/**
 * What the start asks for. The launcher hands a command's words over in `PADDOCK_ARGV` (a JSON array: out of the
 * process list, and nothing of Chromium's reads it) or behind `--paddock-cli`; all else starts the window.
 * Switches that are not named here are Electron's.
 */
import { linkScheme, parseLink, type Link } from '../../preload/links.ts';

export type Start =
  | {
      readonly mode: 'window';
      readonly userData?: string;
      readonly verbose: boolean;
      /** A link, or the address of `--server URL` as one; null for one that cannot be read. */
      readonly openLink?: Link | null;
      readonly openFile?: string;
    }
  | { readonly mode: 'tour'; readonly userData?: string; readonly verbose: boolean }
  | { readonly mode: 'command'; readonly words: readonly string[]; readonly userData?: string; readonly verbose: boolean };

/** `argv`: as the process was started, the executable first. `handed`: the value of `PADDOCK_ARGV`. */
export function readStart(argv: readonly string[], handed: string | undefined): Start {
  const marker = argv.indexOf('--paddock-cli');
  const words = handed === undefined ? (marker === -1 ? undefined : argv.slice(marker + 1)) : handedWords(handed);
  const own = words ?? argv.slice(1);
  const folder = valueOf(own, '--user-data-dir');
  const common = { ...(folder !== undefined && { userData: folder }), verbose: has(own, '--verbose') };
  if (words !== undefined) return { mode: 'command', words, ...common };
  if (has(own, '--tour')) return { mode: 'tour', ...common };
  const openLink = linkAmong(own);
  const openFile = fileAmong(own);
  return { mode: 'window', ...common, ...(openLink !== undefined && { openLink }), ...(openFile !== undefined && { openFile }) };
}

/** The link that a start is to open: what a click on one hands over, or the address of `--server URL`. Null for one that is none. */
export function linkAmong(words: readonly string[]): Link | null | undefined {
  const link = words.findLast((word) => word.toLowerCase().startsWith(`${linkScheme}:`));
  if (link !== undefined) return parseLink(link) ?? null;
  const server = valueOf(words, '--server');
  return server === undefined ? undefined : { server };
}

/** The `.paddock` file that a start is to open, as it was written: what a double-click hands over. */
export function fileAmong(words: readonly string[]): string | undefined {
  return words.findLast((word, at) => /[^/\\]\.paddock$/iu.test(word) && !word.startsWith('-') && words[at - 1] !== '--user-data-dir');
}

function handedWords(handed: string): readonly string[] {
  const words: unknown = JSON.parse(handed);
  if (!Array.isArray(words) || !words.every((word) => typeof word === 'string')) {
    throw new TypeError('PADDOCK_ARGV is not a list of words');
  }
  return words;
}

/** What follows a lone `--` is no option. */
function options(words: readonly string[]): readonly string[] {
  const end = words.indexOf('--');
  return end === -1 ? words : words.slice(0, end);
}

function has(words: readonly string[], name: string): boolean {
  return options(words).includes(name);
}

/** `NAME VALUE` or `NAME=VALUE`; the last one counts; an empty value is none. */
function valueOf(words: readonly string[], name: string): string | undefined {
  let value: string | undefined;
  const list = options(words);
  for (const [index, word] of list.entries()) {
    if (word === name) value = list[index + 1];
    else if (word.startsWith(`${name}=`)) value = word.slice(name.length + 1);
  }
  return value === '' ? undefined : value;
}
