/** What the keys of the menu, and a second start, ask the window to do. */
import type { Events } from '../preload/contract.ts';
import { focusOn } from './ui/focus.ts';
import type { Workbench } from './workbench.svelte.ts';

export function obey(bench: Workbench, command: Events['command']['command']): void {
  switch (command) {
    case 'add-server':
      bench.dialogs.ask({ dialog: 'add-server' });
      break;
    case 'focus-filter':
      focusOn('filter');
      break;
    case 'refresh':
      void bench.refresh();
      break;
    case 'read-all':
      void bench.refresh(true);
      break;
    case 'export':
      bench.askToExport();
      break;
    case 'import':
      void bench.travel.import();
      break;
    case 'storage':
      bench.dialogs.ask({ dialog: 'storage' });
      break;
    case 'whats-new':
      void bench.history.whatsNew();
      break;
    case 'theme-system':
      bench.theme = 'system';
      break;
    case 'theme-light':
      bench.theme = 'light';
      break;
    case 'theme-dark':
      bench.theme = 'dark';
      break;
  }
}
