/**
 * Expected failures: one table from code to sentence, what is safe, what to do, and the exit code of the command
 * line (commands.md, "Exit codes"). The window, the command line and the README's table come from it.
 */
import type { CertificateFacts, FailureCode, FailureShape } from '../preload/model.ts';

export type ExitCode = 0 | 1 | 2 | 3 | 4 | 5 | 6;

interface Kind {
  readonly exit: ExitCode;
  /** Shown where the thrower gave no sentence of its own. */
  readonly sentence: string;
  readonly safe?: string;
  readonly todo?: string;
}

const saved = 'Everything saved so far can still be read.';

export const failures: Readonly<Record<FailureCode, Kind>> = {
  'bug': { exit: 1, sentence: 'Paddock met an error of its own.', safe: saved, todo: 'Please report it, with the log file.' },
  'usage': { exit: 2, sentence: 'That cannot be done as it was asked.' },
  'not-found': { exit: 2, sentence: 'That is not there.' },
  'never-saved': { exit: 2, sentence: 'That was never saved.', todo: 'Take a snapshot while the server can be reached.' },
  'name-taken': { exit: 2, sentence: 'A server of this name is saved already.', todo: 'Choose another name.' },
  'address-invalid': {
    exit: 2,
    sentence: 'This is not an address of a server.',
    todo: 'Type it as http://host or https://host, with a port and a path if it has them.',
  },
  'filter-invalid': { exit: 2, sentence: 'The filter cannot be read.' },
  'password-missing': { exit: 2, sentence: 'No password is known for this server.', safe: saved, todo: 'Sign in with the password.' },
  'sign-in-refused': {
    exit: 3,
    sentence: 'The server refused the user name or the password.',
    safe: saved,
    todo: 'Check both, then sign in again.',
  },
  'forbidden': { exit: 3, sentence: 'This user may not see that.', safe: saved, todo: 'Ask the server’s administrator for the right.' },
  'unreachable': {
    exit: 4,
    sentence: 'The server cannot be reached.',
    safe: saved,
    todo: 'Check the address, the cable and the network, then refresh.',
  },
  'timed-out': {
    exit: 4,
    sentence: 'The server did not answer in time.',
    safe: saved,
    todo: 'Try again; if it stays so, ask whether the server is busy.',
  },
  'certificate': {
    exit: 4,
    sentence: 'The server’s certificate is not trusted.',
    safe: saved,
    todo: 'Give the certificate authority’s file with --ca, or ask the IT department.',
  },
  'proxy-sign-in': {
    exit: 4,
    sentence: 'The proxy wants a user name and a password.',
    safe: saved,
    todo: 'Sign in to the proxy, or ask the IT department which one to use.',
  },
  'not-this-api': {
    exit: 4,
    sentence: 'Something answers at this address, but not the Telemetry Analytics API.',
    safe: saved,
    todo: 'Check the address, its port and its path.',
  },
  'html-answer': {
    exit: 4,
    sentence: 'A web page came instead of data: a proxy or a sign-in page stands in between.',
    safe: saved,
    todo: 'Open the address in a browser to see what it wants, or check the address.',
  },
  'server-error': {
    exit: 4,
    sentence: 'The server met an error of its own.',
    safe: saved,
    todo: 'Try again; if it stays so, tell the server’s administrator.',
  },
  'answer-unreadable': {
    exit: 4,
    sentence: 'The server’s answer cannot be read.',
    safe: saved,
    todo: 'Try again; if it stays so, the server may be of a generation that is not known.',
  },
  'cancelled': { exit: 5, sentence: 'Cancelled.', safe: 'What was read is kept.', todo: 'Refresh to continue.' },
  'partial': { exit: 5, sentence: 'Only a part was read.', safe: 'What was read is kept.', todo: 'Refresh to continue.' },
  'store-full': { exit: 6, sentence: 'The disk is full.', safe: saved, todo: 'Make room, then try again.' },
  'store-damaged': {
    exit: 6,
    sentence: 'The file with the snapshots is damaged.',
    safe: 'It was not changed.',
    todo: 'Run “paddock verify” to see what is concerned, and “paddock store salvage” to keep what is sound.',
  },
  'store-locked': {
    exit: 6,
    sentence: 'Another program holds the file with the snapshots.',
    safe: 'It was not changed.',
    todo: 'Close the other program, then try again.',
  },
  'store-unwritable': {
    exit: 6,
    sentence: 'The folder with the snapshots cannot be written to.',
    safe: 'Nothing was changed.',
    todo: 'Check the folder’s permissions, or choose another with --user-data-dir.',
  },
  'store-newer': {
    exit: 6,
    sentence: 'The snapshots were written by a newer Paddock.',
    safe: 'They were not changed.',
    todo: 'Install the newer version.',
  },
  'settings-damaged': {
    exit: 6,
    sentence: 'The file with the saved servers was damaged.',
    safe: 'It was set aside, not deleted.',
    todo: 'Check that the list of servers is complete.',
  },
  'folder-risky': {
    exit: 6,
    sentence: 'The folder with the snapshots lies where other programs change it.',
    safe: saved,
    todo: 'Choose a folder on a disk of this computer with --user-data-dir.',
  },
  'folder-gone': {
    exit: 6,
    sentence: 'The folder that the data was moved to is not there.',
    safe: 'Nothing was changed, and no other folder is used in its place unasked.',
    todo: 'Connect its drive and start again, or name another folder with --user-data-dir.',
  },
  'folder-moved': { exit: 0, sentence: 'Your data lies in another folder now.', safe: 'The old folder is as it was.' },
  'move-failed': {
    exit: 6,
    sentence: 'The data was not moved.',
    safe: 'It lies where it lay; nothing of it was changed.',
    todo: 'Move again under Settings, to an empty folder on a disk with room.',
  },
  'file-unwritable': { exit: 2, sentence: 'The file cannot be written.', todo: 'Check its folder and its permissions.' },
  'file-refused': {
    exit: 2,
    sentence: 'The file cannot be opened.',
    safe: 'Nothing of it was taken over, and it was not changed.',
    todo: 'Ask whoever sent it to export it again.',
  },
};

/** What a failure may add to its code. Nothing in here may hold a secret. */
export interface FailureMore {
  readonly serverSaid?: string;
  readonly place?: { readonly at: number; readonly length: number };
  readonly todo?: string;
  readonly safe?: string;
  /** The HTTP status of the answer, where it was one: for those who read page after page, never shown. */
  readonly status?: number;
  /** The password itself was refused: it is not sent again by itself, which would only lock the account. */
  readonly passwordRefused?: true;
  /** How long the server asked to wait, ms; never shown. */
  readonly retryAfter?: number;
  /** With `certificate`: what was refused. */
  readonly certificate?: CertificateFacts;
  /** With `proxy-sign-in`: the proxy's address. */
  readonly proxy?: string;
  readonly cause?: unknown;
}

/** An expected failure, with a sentence for a person. Anything else that is thrown is a bug. */
export class Failure extends Error {
  readonly code: FailureCode;
  readonly more: FailureMore;

  constructor(code: FailureCode, sentence?: string, more: FailureMore = {}) {
    super(sentence ?? failures[code].sentence, more.cause === undefined ? undefined : { cause: more.cause });
    this.name = 'Failure';
    this.code = code;
    this.more = more;
  }

  get exit(): ExitCode {
    return failures[this.code].exit;
  }

  /** Plain data that may cross to the window or be printed. */
  shape(): FailureShape {
    const kind = failures[this.code];
    const safe = this.more.safe ?? kind.safe;
    const todo = this.more.todo ?? kind.todo;
    return {
      code: this.code,
      message: this.message,
      ...(safe !== undefined && { safe }),
      ...(todo !== undefined && { todo }),
      ...(this.more.serverSaid !== undefined && { serverSaid: this.more.serverSaid }),
      ...(this.more.place !== undefined && { place: this.more.place }),
      ...(this.more.certificate !== undefined && { certificate: this.more.certificate }),
      ...(this.more.proxy !== undefined && { proxy: this.more.proxy }),
    };
  }

  /** The failure again after its shape crossed a thread. */
  static revive(shape: FailureShape): Failure {
    const { code, message, safe, todo, serverSaid, place, certificate, proxy } = shape;
    return new Failure(code, message, {
      ...(safe !== undefined && { safe }),
      ...(todo !== undefined && { todo }),
      ...(serverSaid !== undefined && { serverSaid }),
      ...(place !== undefined && { place }),
      ...(certificate !== undefined && { certificate }),
      ...(proxy !== undefined && { proxy }),
    });
  }
}

/** Any thrown thing as a failure: bugs become `bug`, whose details stay in the log. */
export function asFailure(thrown: unknown): Failure {
  return thrown instanceof Failure ? thrown : new Failure('bug', undefined, { cause: thrown });
}
