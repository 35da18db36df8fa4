/** What the actions of the tree and of saved filters do. */
import type { ActionId } from '../../preload/actions.ts';
import { focusOn } from '../ui/focus.ts';
import type { Workbench } from '../workbench.svelte.ts';
import type { Behaviour } from './actions.svelte.ts';

type TreeAction = Extract<ActionId, 'undo' | 'star-connection' | 'find-connection' | 'delete-filter' | 'save-filter'>;

export function treeBehaviours(bench: Workbench): Readonly<Record<TreeAction, Behaviour>> {
  const { servers, shelf, list, notices, dialogs } = bench;
  const isTyping = (): boolean => document.activeElement?.matches('input, textarea') === true;
  return {
    'undo': {
      run: () => void notices.undo(),
      // In a box the key is the box's own.
      unavailable: () => (notices.canUndo && !isTyping() ? undefined : 'There is nothing to undo.'),
    },
    'star-connection': {
      run: () => {
        const node = servers.activeNode;
        if (node?.kind === 'connection') void notices.telling(shelf.star(node.place, !node.starred));
      },
      unavailable: () => (servers.activeNode?.kind === 'connection' ? undefined : 'Choose a connection in the tree first.'),
    },
    'find-connection': {
      run: () => {
        servers.beginSeek();
        focusOn('find-connection');
      },
    },
    'delete-filter': {
      run: () => {
        const node = servers.activeNode;
        if (node?.kind !== 'filter') return;
        servers.focus(node.parent);
        void notices.telling(shelf.remove(node.filter.id));
      },
      unavailable: () => (servers.activeNode?.kind === 'filter' ? undefined : 'Choose a saved filter in the tree first.'),
    },
    'save-filter': {
      run: () => {
        const { place, filter, sort } = list;
        if (!place) return;
        dialogs.ask({ dialog: 'name-filter', draft: shelf.known(place, filter) ?? { place, name: '', filter: filter.trim(), sort } });
      },
      unavailable: () => {
        if (!list.place) return 'Choose a connection first.';
        if (list.filter.trim() === '') return 'Type a filter first.';
        return list.filterFailure ? 'The filter cannot be read, so it cannot be saved.' : undefined;
      },
    },
  };
}
