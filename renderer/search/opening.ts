/** What a choice of the search leads to. */
import { focusOn } from '../ui/focus.ts';
import type { Workbench } from '../workbench.svelte.ts';
import type { Choice } from './search.svelte.ts';

/**
 * Opens the session in its connection, or shows all that was found there. `filter` is what it was found with. An older
 * snapshot that is shown gives way: what was found is in the newest.
 */
export async function openChoice(bench: Workbench, choice: Choice, filter: string): Promise<void> {
  const { list, history, notices } = bench;
  if (choice.kind === 'all') list.type(filter);
  await bench.select(choice.place);
  if (list.version.snapshot !== undefined || list.version.since !== undefined) await history.turnTo();
  if (choice.kind === 'all') {
    focusOn('sessions');
    return;
  }
  if (await list.reveal(choice.row.session.key)) await bench.openSelected();
  else
    notices.tell({
      code: 'not-found',
      message: 'The list was read again meanwhile, and does not hold this session any more.',
      safe: 'It is still in the snapshots before.',
    });
}
