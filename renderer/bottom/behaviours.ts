/** What the actions of the panel do. */
import type { Behaviour } from '../actions/actions.svelte.ts';
import type { Workbench } from '../workbench.svelte.ts';

export function panelBehaviours({ panel, servers }: Workbench): Readonly<Record<'panel' | 'activity' | 'requests', Behaviour>> {
  const unavailable = (): string | undefined => (servers.rows.length > 0 ? undefined : 'Add a server first.');
  return {
    panel: { run: () => void panel.toggle(), unavailable },
    activity: { run: () => void panel.show('Activity'), unavailable },
    requests: { run: () => void panel.show('Requests'), unavailable },
  };
}
