/** Why a snapshot is partial: sentences for a person. */
import type { FailureCode } from '../../preload/model.ts';

/** `The server asked to wait 60 minutes.` Never less than it asked. */
export function asksToWait(ms: number): string {
  return `The server asked to wait ${span(ms)}.`;
}

/** What is told while the server is given the time that it asked for. */
export function waits(ms: number): string {
  return `Waiting ${span(ms)}: the server asked us to.`;
}

/** The waits between failures and further attempts came to more than a read may take. */
export function waitedLong(ms: number): string {
  return `The server failed or asked to wait again and again: ${span(ms)} were spent waiting.`;
}

function span(ms: number): string {
  const seconds = Math.ceil(ms / 1000);
  if (seconds < 120) return `${seconds} s`;
  const minutes = Math.ceil(seconds / 60);
  return minutes < 180 ? `${minutes} minutes` : `${Math.ceil(minutes / 60)} hours`;
}

const notToItsEnd = 'The list was not read to its end.';

/** A reason for somebody else: a failure's own sentence may name machines. */
export function withoutCause(reason: string): string {
  return reason.endsWith(notToItsEnd) ? notToItsEnd : reason;
}

/** Reading ended by a failure; `message` is the failure's own sentence. */
export function cutOff(code: FailureCode, message: string): string {
  return code === 'cancelled' ? 'Cancelled before the end of the list.' : `${message} ${notToItsEnd}`;
}

export const shifted = 'The list kept changing while it was read: some sessions may be missing.';
export const short = 'The server gave pages in the middle of the list that were shorter than asked for: some sessions may be missing.';
export const cycle = 'The server repeats sessions page after page: where its list ends cannot be told.';
export const noEnd = 'The server’s list does not end: reading was given up.';
export const noPages = 'The server gives the same page whatever page is asked for: only its first sessions can be read.';
export const unordered =
  'The server does not keep its sessions in one order, or does not give the pages that it is asked for: some sessions may be missing.';
export const missed = 'Sessions that the server still has were missing from its list each time it was read.';
export const undecided = 'Sessions are missing from the list, and it could not be found out whether they are gone.';
export const stalled = 'The server stopped answering.';

// Why a refresh was not enough: these are told beside what the full read found.
export const notLatestFirst = 'The server does not give the latest sessions first when it is asked to: the list was read in full.';
export const otherSize = 'The server gives longer pages than it is asked for: the list was read in full.';
export const otherLength = 'The list is not as long as what was new explains, so others were added or are gone: it was read in full.';
export const otherPlace = 'Sessions do not stand where they should in the list: it was read in full.';
export const otherFields = 'A session that was closed is not as it was: the list was read in full.';
export const muchIsNew = 'So much is new that the list was read in full.';
export const manyOpen = 'Too many sessions are not closed, and any of them may have changed: the list was read in full.';
export const notWhole = 'The newest snapshot is partial: the list was read in full.';

export function due(at: string): string {
  return `The list was last read in full at ${at}, which is long ago: it was read in full again.`;
}

/** What a refresh has looked at. */
export function refreshed(latest: number, others: number, fullAt: string): string {
  const pages = `${others} other ${others === 1 ? 'page' : 'pages'}`;
  return `Refreshed: the latest ${latest} sessions, the length of the list and ${pages} were looked at. It was last read in full at ${fullAt}.`;
}
