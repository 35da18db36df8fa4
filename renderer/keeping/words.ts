/** What keeping sessions offline comes to, in words. Pure. */
import type { KeepProgress, KeepResult } from '../../preload/keeping.ts';
import { count, counted } from '../ui/number.ts';

/** Without the numbers that stand elsewhere. */
export const shortKeepingText = ({ paused }: KeepProgress): string => `Keeping offline${paused === true ? ', paused' : ''}`;

export const keepingText = (progress: KeepProgress): string =>
  `${shortKeepingText(progress)}: ${count(progress.done)} of ${counted(progress.of, 'session')}`;

/** `Kept 4 sessions, 2 were kept already, 1 failed.` */
export function keptText({ kept, already, failed, left, ended }: KeepResult): string {
  const parts = [
    ...(kept > 0 || (already === 0 && failed === 0) ? [`Kept ${counted(kept, 'session')} offline`] : []),
    ...(already > 0 ? [`${count(already)} ${already === 1 ? 'was' : 'were'} kept already`] : []),
    ...(failed > 0 ? [`${count(failed)} could not be kept`] : []),
    ...(left > 0 ? [`${count(left)} not come to yet`] : []),
  ];
  const further = ended && left > 0 ? ' Paddock goes on with the rest once the server answers again.' : '';
  return `${parts.join(', ')}.${further}`;
}
