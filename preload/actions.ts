/**
 * Every action of the window: how it is called, its key, where the key counts. The menu, the palette, the list of
 * shortcuts and the keys themselves all come from here; what an action does stands in `renderer/actions/`. None is a plain
 * letter or digit: those are typed, in the tree and in the list, to go to a name.
 */

/** Where a key counts: anywhere in the window, in its dialogs too (`everywhere`), or only while the list, or the tree, has the focus. */
export type Scope = 'everywhere' | 'window' | 'list' | 'tree';

export interface ActionFacts {
  /** Sentence case; `…` where a dialog follows. */
  readonly title: string;
  /** `Mod` is Ctrl, on macOS ⌘: `Mod+Shift+F`. */
  readonly key?: string;
  /** Further keys that mean it, as other keyboards have them; not shown. */
  readonly also?: readonly string[];
  /** Window where absent. */
  readonly scope?: Scope;
  readonly group: ActionGroup;
}

export const actionGroups = ['File', 'Servers', 'List', 'Session', 'History', 'View', 'Help'] as const;
export type ActionGroup = (typeof actionGroups)[number];

/** In the order in which they are listed. */
export const actions = {
  'add-server': { title: 'Add server…', key: 'Mod+N', group: 'File' },
  'import': { title: 'Open file…', key: 'Mod+O', group: 'File' },
  'export': { title: 'Export…', key: 'Mod+E', group: 'File' },
  'undo': { title: 'Undo', key: 'Mod+Z', group: 'File' },
  'storage': { title: 'Storage…', group: 'File' },
  'settings': { title: 'Settings…', key: 'Mod+,', group: 'File' },
  'try-demo': { title: 'Try the demo server', group: 'Servers' },
  'edit-server': { title: 'Edit server…', key: 'F2', scope: 'tree', group: 'Servers' },
  'star-connection': { title: 'Star connection', key: 'Mod+D', scope: 'tree', group: 'Servers' },
  'find-connection': { title: 'Find a connection', key: 'Mod+Shift+E', group: 'Servers' },
  'delete-filter': { title: 'Delete saved filter', key: 'Delete', scope: 'tree', group: 'Servers' },
  'postman': { title: 'Export as a Postman collection…', group: 'Servers' },
  'refresh': { title: 'Refresh', key: 'F5', group: 'List' },
  'read-all': { title: 'Read the whole list', key: 'Shift+F5', group: 'List' },
  'columns': { title: 'Columns…', key: 'Mod+Shift+L', group: 'List' },
  'group-day': { title: 'Group by day', group: 'List' },
  'group-weekend': { title: 'Group by race weekend', group: 'List' },
  'group-circuit': { title: 'Group by circuit', group: 'List' },
  'group-none': { title: 'No groups', group: 'List' },
  'close-groups': { title: 'Close all groups', group: 'List' },
  'open-groups': { title: 'Open all groups', group: 'List' },
  'focus-filter': { title: 'Filter sessions', key: 'Mod+F', group: 'List' },
  'save-filter': { title: 'Save filter…', key: 'Mod+Shift+S', group: 'List' },
  'live-first': { title: 'Live sessions first', key: 'Mod+L', scope: 'list', group: 'List' },
  'select-all': { title: 'Select all', key: 'Mod+A', scope: 'list', group: 'List' },
  'search-everywhere': { title: 'Search everywhere…', key: 'Mod+Shift+F', also: ['Mod+P'], group: 'List' },
  'open-session': { title: 'Open session', key: 'Enter', scope: 'list', group: 'Session' },
  'close-session': { title: 'Close session', key: 'Escape', group: 'Session' },
  'copy-link': { title: 'Copy link', group: 'Session' },
  'star': { title: 'Star', key: 'Mod+D', scope: 'list', group: 'Session' },
  'mark': { title: 'Note and colour…', key: 'Mod+Shift+M', scope: 'list', group: 'Session' },
  'keep-offline': { title: 'Keep offline', key: 'Mod+S', scope: 'list', group: 'Session' },
  'compare': { title: 'Compare two sessions', key: 'F7', scope: 'list', group: 'Session' },
  'export-selected': { title: 'Export selected…', key: 'Mod+Shift+E', scope: 'list', group: 'Session' },
  'copy-table': { title: 'Copy as a table', key: 'Mod+C', scope: 'list', group: 'Session' },
  'copy-titled': { title: 'Copy as a table with headings', group: 'Session' },
  'copy-cell': { title: 'Copy the cell', key: 'Mod+Shift+C', scope: 'list', group: 'Session' },
  'copy-json': { title: 'Copy as JSON', group: 'Session' },
  'copy-key': { title: 'Copy the key', group: 'Session' },
  'copy-identifier': { title: 'Copy the identifier', group: 'Session' },
  'copy-curl': { title: 'Copy as cURL', group: 'Session' },
  'copy-python': { title: 'Copy as Python', group: 'Session' },
  'copy-atlas': { title: 'Copy for ATLAS', group: 'Session' },
  'whats-new': { title: 'What’s new', group: 'History' },
  'next-difference': { title: 'Next difference', key: 'F8', group: 'History' },
  'dismiss-gone': { title: 'Dismiss gone sessions', group: 'History' },
  'previous-difference': { title: 'Previous difference', key: 'Shift+F8', group: 'History' },
  'palette': { title: 'Command palette…', key: 'Mod+K', also: ['Mod+Shift+P'], group: 'View' },
  'panel': { title: 'Show or hide the panel', key: 'Mod+J', group: 'View' },
  'activity': { title: 'Activity', group: 'View' },
  'requests': { title: 'Requests', group: 'View' },
  'theme-system': { title: 'Theme as the system', scope: 'everywhere', group: 'View' },
  'theme-light': { title: 'Light theme', scope: 'everywhere', group: 'View' },
  'theme-dark': { title: 'Dark theme', scope: 'everywhere', group: 'View' },
  'text-larger': { title: 'Larger text', key: 'Mod+=', also: ['Mod++', 'Mod+Shift++'], scope: 'everywhere', group: 'View' },
  'text-smaller': { title: 'Smaller text', key: 'Mod+-', also: ['Mod+Shift+_'], scope: 'everywhere', group: 'View' },
  'text-normal': { title: 'Text at its normal size', key: 'Mod+0', scope: 'everywhere', group: 'View' },
  'shortcuts': { title: 'Keyboard shortcuts…', key: 'F1', group: 'Help' },
  'diagnostics': { title: 'Diagnostics for support…', group: 'Help' },
  'about': { title: 'About Paddock', group: 'Help' },
} as const satisfies Readonly<Record<string, ActionFacts>>;

export type ActionId = keyof typeof actions;

export const actionIds = Object.keys(actions) as readonly ActionId[];

/** The facts of an action, its optional ones as such. */
export const factsOf = (id: ActionId): ActionFacts => actions[id];

/** A key as Electron's menu writes it. */
export const acceleratorOf = (key: string): string =>
  key.replace('Mod', 'CmdOrCtrl').replace('Escape', 'Esc').replace('Arrow', '').replace(/\+\+$/u, '+Plus');
