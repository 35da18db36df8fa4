/** What the actions on the sessions that are selected do. */
import { mostKeys } from '../../preload/selecting.ts';
import type { CopyForm } from '../copies/copies.svelte.ts';
import { counted } from '../ui/number.ts';
import type { Workbench } from '../workbench.svelte.ts';
import type { Behaviour, Behaviours } from './actions.svelte.ts';

type Many =
  | 'live-first'
  | 'dismiss-gone'
  | 'select-all'
  | 'star'
  | 'mark'
  | 'keep-offline'
  | 'compare'
  | 'export-selected'
  | 'copy-table'
  | 'copy-titled'
  | 'copy-cell'
  | 'copy-json'
  | 'copy-key'
  | 'copy-identifier'
  | 'copy-curl'
  | 'copy-python'
  | 'copy-atlas';

export function manyBehaviours(bench: Workbench): Pick<Behaviours, Many> {
  const { list, notices, copies, keeping, marks } = bench;
  const unlessSelected = (): string | undefined => (list.selection.count > 0 ? undefined : 'Select a session first.');
  const unlessFew = (): string | undefined =>
    list.selection.count > mostKeys ? `At most ${counted(mostKeys, 'session')} can be taken at once.` : unlessSelected();
  const copy = (form: CopyForm): Behaviour => ({
    run: () => void notices.telling(copies.copy(form)),
    unavailable: () => copies.unavailable(form),
  });
  return {
    'live-first': {
      run: () => void list.putLiveFirst(!list.liveFirst),
      unavailable: () => (list.place ? undefined : 'Choose a connection first.'),
    },
    'dismiss-gone': {
      run: () => void list.dismissGone(),
      unavailable: () => (list.opened?.gone || list.opened?.untold ? undefined : 'No session of the list is gone.'),
    },
    'select-all': { run: () => list.selectAll(), unavailable: () => ((list.opened?.total ?? 0) > 0 ? undefined : 'The list is empty.') },
    'star': { run: () => void notices.telling(marks.toggleStar()), unavailable: unlessFew },
    'mark': { run: () => void notices.telling(bench.askToMark()), unavailable: unlessFew },
    'keep-offline': {
      run: () => void keeping.keepSelected(),
      unavailable: () => {
        if (list.place && bench.isFile(list.place)) return 'A file holds all that it has already.';
        const isGone = list.selection.count === 1 && list.selectedRow?.mark === 'gone';
        return isGone ? 'The server does not have this session any more.' : unlessFew();
      },
    },
    'compare': {
      run: () => void notices.telling(bench.compareSelected()),
      unavailable: () => (list.selection.count === 2 ? undefined : 'Select two sessions to compare them.'),
    },
    'export-selected': {
      run: () => void notices.telling(bench.askToExport(true)),
      unavailable: unlessFew,
    },
    'copy-table': copy('table'),
    'copy-titled': copy('titled'),
    'copy-cell': { run: () => void notices.telling(copies.cell(list.selection.column)), unavailable: unlessSelected },
    'copy-json': copy('json'),
    'copy-key': copy('key'),
    'copy-identifier': copy('identifier'),
    'copy-curl': copy('curl'),
    'copy-python': copy('python'),
    'copy-atlas': copy('atlas'),
  };
}
