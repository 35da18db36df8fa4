/** What keeping sessions offline comes to, in words. Pure. */
import type { KeepProgress, KeepResult } from '../../preload/keeping.ts';
import { count, counted } from '../ui/number.ts';

export const keepingText = ({ done, of }: KeepProgress): string => `Keeping offline: ${count(done)} of ${counted(of, 'session')}`;

/** `Kept 4 sessions, 2 were kept already, 1 failed.` */
export function keptText({ kept, already, failed, left }: KeepResult): string {
  const parts = [
    ...(kept > 0 || (already === 0 && failed === 0) ? [`Kept ${counted(kept, 'session')} offline`] : []),
    ...(already > 0 ? [`${count(already)} ${already === 1 ? 'was' : 'were'} kept already`] : []),
    ...(failed > 0 ? [`${count(failed)} could not be kept`] : []),
    ...(left > 0 ? [`${count(left)} not come to yet`] : []),
  ];
  return `${parts.join(', ')}.`;
}
