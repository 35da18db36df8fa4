/** Reads what a window is about to ask for while its page loads: then the list that was left open stands at once. */
import type { WindowMemory } from '../../preload/app.ts';
import { placeOf } from '../place.ts';
import type { Servers } from '../servers/servers.ts';
import type { Store } from '../store/store.ts';

export interface WarmParts {
  readonly store: () => Promise<Store>;
  readonly servers: () => Promise<Pick<Servers, 'get'>>;
  readonly memory: Pick<WindowMemory, 'selected' | 'sort'>;
}

/** Opens the list once and closes it again: the store has then in memory what takes long. Resolves when it has, or cannot. */
export async function warm({ store, servers, memory: { selected, sort } }: WarmParts): Promise<void> {
  if (selected === undefined) return;
  try {
    const [opened, saved] = await Promise.all([store(), servers()]);
    const query = { server: placeOf(saved.get(selected.serverId)), connection: selected.connection, filter: '', sort };
    const { view } = await opened.openView(query);
    await opened.closeView(view);
  } catch {
    // Whatever stands in the way, the window meets it itself, and tells it.
  }
}
