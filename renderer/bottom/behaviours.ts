/** What the actions of the panel do. */
import type { Behaviour } from '../actions/actions.svelte.ts';
import type { Workbench } from '../workbench.svelte.ts';

export function panelBehaviours(bench: Workbench): Readonly<Record<'panel' | 'activity' | 'requests' | 'postman', Behaviour>> {
  const { panel, servers } = bench;
  const unavailable = (): string | undefined => (servers.rows.length > 0 ? undefined : 'Add a server first.');
  return {
    panel: { run: () => void panel.toggle(), unavailable },
    activity: { run: () => void panel.show('Activity'), unavailable },
    postman: {
      run: () => servers.activeServer !== undefined && void bench.exportPostman(servers.activeServer),
      unavailable: () => {
        const row = servers.activeServer === undefined ? undefined : servers.row(servers.activeServer);
        if (row === undefined) return 'Choose a server first.';
        return row.server.readOnly ? 'An opened file has no requests.' : undefined;
      },
    },
    requests: { run: () => void panel.show('Requests'), unavailable },
  };
}
