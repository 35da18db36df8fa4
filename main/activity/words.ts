/** What something came to, as a sentence: for the list of what was done, and for the notification. Pure. */
import type { SyncProgress, SyncResult } from '../../preload/syncing.ts';
import type { Backup, Compacted, Salvaged, StoreProblem } from '../../preload/history.ts';
import type { KeepResult } from '../../preload/keeping.ts';
import type { Exported, Imported, Merged } from '../../preload/travel.ts';
import type { Came, Moved } from './activity.ts';

const grouped = (count: number): string => count.toLocaleString('en-GB');
const counted = (count: number, noun: string): string => `${grouped(count)} ${noun}${count === 1 ? '' : 's'}`;

/** `1.2 MB`, by thousands. */
export function sizeText(bytes: number): string {
  const units = ['bytes', 'KB', 'MB', 'GB'];
  let [left, unit] = [bytes, 0];
  for (; left >= 999.5 && unit < units.length - 1; unit += 1) left /= 1000;
  return `${unit === 0 || left >= 99.5 ? Math.round(left) : left.toFixed(1)} ${units[unit] ?? ''}`;
}

/** `12 new, 3 changed, 1 gone`; those that are none are left out. */
function differences({ new: fresh, changed, gone }: Pick<SyncResult, 'new' | 'changed' | 'gone'>): string {
  const parts = [
    [fresh, 'new'],
    [changed, 'changed'],
    [gone, 'gone'],
  ] as const;
  return parts
    .filter(([count]) => count > 0)
    .map(([count, word]) => `${grouped(count)} ${word}`)
    .join(', ');
}

/** How far a sync is. Of a comparison the end is not known, and what was there before it began is not told. */
export function movedBy({ phase, comparing, sessions, expected, bytes, requests, note }: Omit<SyncProgress, 'serverId'>): Moved {
  const isEnd = expected === undefined || comparing === true || expected < sessions;
  const said = phase === 'connecting' ? 'Connecting' : phase === 'sealing' ? 'Saving' : phase === 'waiting' ? note : undefined;
  return {
    ...{ done: sessions, bytes, requests },
    ...(!isEnd && { of: expected }),
    ...(said !== undefined && { note: said }),
  };
}

export function syncCame(result: SyncResult): Came {
  const { status, reason, sessions, skipped, requests, bytes, basis } = result;
  const found = differences(result);
  const left = skipped > 0 ? ` ${counted(skipped, 'record')} could not be read.` : '';
  const isPartial = status === 'partial';
  const said = isPartial
    ? `Read in part: ${reason ?? 'it was cut off.'}${found === '' ? '' : ` ${found}.`}`
    : `${found === '' ? 'Nothing new' : found}; ${counted(sessions, 'session')}.`;
  return {
    found: `${said}${left}`,
    state: isPartial ? 'partial' : 'done',
    ...{ requests, bytes },
    quiet: basis === 'refresh' || (!isPartial && found === ''),
  };
}

export function keepCame({ of, kept, already, failed, left, ended }: KeepResult): Came {
  const parts = [
    [kept, 'kept'],
    [already, 'kept before'],
    [failed, 'not to be had'],
    [left, 'not come to'],
  ] as const;
  const said = parts.filter(([count]) => count > 0).map(([count, word]) => `${grouped(count)} ${word}`);
  return {
    found: `Of ${counted(of, 'session')}: ${said.join(', ') || 'none'}.${ended ? ` ${ended.message}` : ''}`,
    state: left > 0 || ended !== undefined ? 'partial' : 'done',
  };
}

export const exportCame = ({ sessions, bytes }: Exported): Came => ({
  found: `${counted(sessions, 'session')} written (${sizeText(bytes)}).`,
});

export const importCame = ({ server, connections, already }: Imported): Came => ({
  found: already ? `${server.name} was open already.` : `${server.name} with ${counted(connections.length, 'connection')}, read only.`,
});

export const mergeCame = ({ snapshots, sessions, conflicts }: Merged): Came => ({
  found: [`${counted(snapshots, 'snapshot')} with ${counted(sessions, 'session')} joined.`, ...conflicts].join(' '),
});

export const backupCame = ({ snapshots, bytes }: Backup): Came => ({
  found: `${counted(snapshots, 'snapshot')} backed up (${sizeText(bytes)}).`,
});

export const compactCame = ({ before, after }: Compacted): Came => ({
  found: after < before ? `${sizeText(before - after)} given back to the disk.` : 'There was no free room to give back.',
});

export const verifyCame = (problems: readonly StoreProblem[]): Came => ({
  found: problems.length === 0 ? 'The store is sound.' : `${counted(problems.length, 'problem')} found.`,
});

export const salvageCame = ({ kept, lost }: Salvaged): Came => ({
  found: `${counted(kept.length, 'connection')} kept, ${grouped(lost.length)} with losses.`,
});
