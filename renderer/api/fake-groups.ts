/** Groups as the store makes them, for unit specs. The made-up season lies in the order of its days and circuits. */
import type { Group, Grouping } from '../../preload/list.ts';
import type { Session } from '../../preload/model.ts';

export function fakeGroups(grouping: Grouping, sessions: readonly Session[]): readonly Group[] {
  const keyOf = (session: Session): string =>
    grouping === 'circuit' ? (session.details?.at(-1)?.value ?? '') : (session.timeOfRecording ?? '').slice(0, 10);
  const groups: Group[] = [];
  sessions.forEach((session, index) => {
    const last = groups.at(-1);
    if (last?.key === keyOf(session)) groups[groups.length - 1] = { ...last, count: last.count + 1 };
    else groups.push({ key: keyOf(session), from: index, count: 1 });
  });
  return groups;
}
