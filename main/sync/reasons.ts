/** Why a snapshot is partial: sentences for a person. */
import type { FailureCode } from '../../preload/model.ts';

/** Reading ended by a failure; `message` is the failure's own sentence. */
export function cutOff(code: FailureCode, message: string): string {
  return code === 'cancelled' ? 'Cancelled before the end of the list.' : `${message} The list was not read to its end.`;
}

export const shifted = 'The list kept changing while it was read: some sessions may be missing.';
export const short = 'The server gave pages in the middle of the list that were shorter than asked for: some sessions may be missing.';
export const cycle = 'The server repeats sessions page after page: where its list ends cannot be told.';
export const noEnd = 'The server’s list does not end: reading was given up.';
export const noPages = 'The server gives the same page whatever page is asked for: only its first sessions can be read.';
export const stalled = 'The server stopped answering.';
