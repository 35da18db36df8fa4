/** What each action does. A feature with many of them brings its own part, and is joined here. */
import { firstSettings, nextTextSize, type TextSize } from '../../preload/settings.ts';
import { focusOn } from '../ui/focus.ts';
import { panelBehaviours } from '../bottom/behaviours.ts';
import type { Workbench } from '../workbench.svelte.ts';
import { listBehaviours } from './list-behaviours.ts';
import type { Behaviours } from './actions.svelte.ts';
import { treeBehaviours } from './tree-behaviours.ts';
import { manyBehaviours } from './many-behaviours.ts';

export function behaviours(bench: Workbench): Behaviours {
  const { dialogs, list, history, session, notices } = bench;
  const unlessShown = (): string | undefined => (list.place ? undefined : 'Choose a connection first.');
  const unlessSelected = (): string | undefined => (list.selectedRow ? undefined : 'Select a session first.');
  const resize = (textSize: TextSize): void => void bench.settings.change({ textSize });
  return {
    'add-server': { run: () => dialogs.ask({ dialog: 'add-server' }) },
    'import': { run: () => void bench.travel.import() },
    ...manyBehaviours(bench),
    'export': { run: () => void bench.askToExport(), unavailable: unlessShown },
    'storage': { run: () => dialogs.ask({ dialog: 'storage' }) },
    'settings': { run: () => dialogs.ask({ dialog: 'settings' }) },
    'try-demo': { run: () => void notices.telling(bench.tryDemo()) },
    'edit-server': {
      run: () => bench.servers.activeServer && dialogs.askToEdit(bench.servers.activeServer),
      unavailable: () => (bench.servers.activeServer ? undefined : 'Choose a server first.'),
    },
    ...treeBehaviours(bench),
    'refresh': { run: () => void bench.refresh() },
    'read-all': { run: () => void bench.refresh(true) },
    ...listBehaviours(bench),
    'focus-filter': { run: () => focusOn('filter'), unavailable: unlessShown },
    'search-everywhere': { run: () => dialogs.ask({ dialog: 'search' }) },
    'open-session': { run: () => void bench.openSelected(), unavailable: unlessSelected },
    'close-session': {
      run: () => (session.session ? bench.closeSession() : void history.turnTo()),
      unavailable: () => (session.session || history.isElsewhere ? undefined : 'No session is open.'),
    },
    'copy-link': { run: () => void notices.telling(bench.links.copy()), unavailable: unlessShown },
    'palette': { run: () => dialogs.ask({ dialog: 'palette' }) },
    'shortcuts': { run: () => dialogs.ask({ dialog: 'shortcuts' }) },
    'whats-new': { run: () => void history.whatsNew(), unavailable: unlessShown },
    'next-difference': { run: () => void history.step(1), unavailable: unlessShown },
    'previous-difference': { run: () => void history.step(-1), unavailable: unlessShown },
    ...panelBehaviours(bench),
    'theme-system': { run: () => void bench.settings.change({ theme: 'system' }) },
    'theme-light': { run: () => void bench.settings.change({ theme: 'light' }) },
    'theme-dark': { run: () => void bench.settings.change({ theme: 'dark' }) },
    'text-larger': { run: () => resize(nextTextSize(bench.settings.all.textSize, 1)) },
    'text-smaller': { run: () => resize(nextTextSize(bench.settings.all.textSize, -1)) },
    'text-normal': { run: () => resize(firstSettings.textSize) },
    'diagnostics': { run: () => dialogs.ask({ dialog: 'diagnostics' }) },
    'about': { run: () => dialogs.ask({ dialog: 'about' }) },
  };
}
