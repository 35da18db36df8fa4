/** What the actions do that change how the list is looked at. */
import type { ActionId } from '../../preload/actions.ts';
import type { Grouping } from '../../preload/list.ts';
import type { Workbench } from '../workbench.svelte.ts';
import type { Behaviour } from './actions.svelte.ts';

export type ListActionId = Extract<ActionId, `group-${string}` | `${string}-groups` | 'columns'>;

export function listBehaviours({ dialogs, list }: Workbench): Readonly<Record<ListActionId, Behaviour>> {
  const unlessShown = (): string | undefined => (list.place ? undefined : 'Choose a connection first.');
  const unlessGrouped = (): string | undefined => (list.group ? undefined : 'The list has no groups.');
  const group = (grouping: Grouping): Behaviour => ({ run: () => list.groupBy(grouping), unavailable: unlessShown });
  return {
    'columns': { run: () => dialogs.ask({ dialog: 'columns' }), unavailable: unlessShown },
    'group-day': group('day'),
    'group-weekend': group('weekend'),
    'group-circuit': group('circuit'),
    'group-none': { run: () => list.groupBy(undefined), unavailable: unlessGrouped },
    'close-groups': { run: () => list.setAllOpen(false), unavailable: unlessGrouped },
    'open-groups': { run: () => list.setAllOpen(true), unavailable: unlessGrouped },
  };
}
