/**
 * The menu, by each platform's conventions, made of the table of actions: each of them stands in it. Keys that the page
 * handles itself are shown here and not registered: a key must not act twice, and tests press keys in the page.
 */
import type { MenuItemConstructorOptions } from 'electron';
import { acceleratorOf, actionIds, factsOf, type ActionGroup, type ActionId } from '../../preload/actions.ts';
import type { Theme } from '../../preload/settings.ts';

export interface MenuParts {
  readonly platform: NodeJS.Platform;
  readonly packaged: boolean;
  readonly theme: Theme;
  readonly send: (action: ActionId) => void;
  readonly showLogs: () => void;
}

type Item = MenuItemConstructorOptions;

const themes: readonly (readonly [Theme, string])[] = [
  ['system', 'As the system'],
  ['light', 'Light'],
  ['dark', 'Dark'],
];

const line: Item = { type: 'separator' };

export function menuTemplate({ platform, packaged, theme, send, showLogs }: MenuParts): Item[] {
  const mac = platform === 'darwin';
  const item = (action: ActionId): Item => {
    const { title, key } = factsOf(action);
    const isShown = key !== undefined && (!mac || isMacKey(key));
    return {
      label: title,
      ...(isShown && { accelerator: acceleratorOf(key), registerAccelerator: false }),
      click: () => send(action),
    };
  };
  // On macOS they stand in the application's own menu; themes in a menu of their own.
  const elsewhere = (id: string): boolean => (mac && (id === 'settings' || id === 'about')) || id.startsWith('theme-');
  const group = (name: ActionGroup): Item[] => actionIds.filter((id) => factsOf(id).group === name && !elsewhere(id)).map(item);
  const about = actionIds.filter((id: string) => id === 'about').map(item);

  const theming: Item = {
    label: 'Theme',
    submenu: themes.map(([value, label]) => ({ label, type: 'radio', checked: value === theme, click: () => send(`theme-${value}`) })),
  };
  const ofMac: Item = {
    role: 'appMenu',
    submenu: [
      ...(about.length > 0 ? about : [{ role: 'about' } as const]),
      line,
      item('settings'),
      line,
      { role: 'services' },
      line,
      { role: 'hide' },
      { role: 'hideOthers' },
      { role: 'unhide' },
      line,
      { role: 'quit' },
    ],
  };
  const logs: Item = { label: 'Show log files', click: showLogs };
  const help = [...group('Help'), line, logs, ...(mac || about.length > 0 ? [] : [{ role: 'about', label: 'About Paddock' } as const])];
  const view = [
    ...group('View'),
    line,
    theming,
    line,
    { role: 'togglefullscreen' } as const,
    ...(packaged ? [] : [line, { role: 'toggleDevTools' } as const]),
  ];
  const menus: Item[] = [
    ...(mac ? [ofMac] : []),
    { label: 'File', submenu: [...group('File'), line, mac ? { role: 'close' } : { role: 'quit', label: 'Quit' }] },
    { role: 'editMenu', label: 'Edit' },
    { label: 'View', submenu: view },
    { label: 'Server', submenu: group('Servers') },
    { label: 'List', submenu: [...group('List'), line, ...group('History')] },
    { label: 'Session', submenu: group('Session') },
    ...(mac ? [{ role: 'windowMenu' } as const] : []),
    { role: 'help', label: 'Help', submenu: help },
  ];
  return mac ? menus : withMnemonics(menus);
}

/** On macOS a key of the menu acts wherever the focus is: one without ⌘ would be taken from who types. */
const isMacKey = (key: string): boolean => /(?:^|\+)F\d+$/u.test(key) || key.includes('Mod+');

/** Gives each label of a menu, and of those below it, a letter of its own that chooses it: `&File`. */
function withMnemonics(items: readonly Item[]): Item[] {
  const taken = new Set<string>();
  return items.map((each) => {
    const { label, submenu } = each;
    const below = Array.isArray(submenu) ? { submenu: withMnemonics(submenu) } : {};
    if (label === undefined) return { ...each, ...below };
    const beginnings = [...label.matchAll(/\b[a-z]/giu)].map(({ index }) => index);
    const at = [...beginnings, ...label.split('').keys()].find(
      (place) => /[a-z]/iu.test(label[place] ?? '') && !taken.has((label[place] ?? '').toLowerCase()),
    );
    if (at === undefined) return { ...each, ...below };
    taken.add((label[at] ?? '').toLowerCase());
    return { ...each, ...below, label: `${label.slice(0, at)}&${label.slice(at)}` };
  });
}
