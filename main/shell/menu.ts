/**
 * The menu, by each platform's conventions. Keys that the page handles itself are shown here and not registered: a key
 * must not act twice, and tests press keys in the page.
 */
import type { MenuItemConstructorOptions } from 'electron';
import { acceleratorOf, factsOf, type ActionId } from '../../preload/actions.ts';
import type { Theme } from '../../preload/settings.ts';

export interface MenuParts {
  readonly platform: NodeJS.Platform;
  readonly packaged: boolean;
  readonly theme: Theme;
  readonly send: (action: ActionId) => void;
  readonly showLogs: () => void;
}

const themes: readonly (readonly [Theme, string])[] = [
  ['system', 'As the system'],
  ['light', 'Light'],
  ['dark', 'Dark'],
];

export function menuTemplate({ platform, packaged, theme, send, showLogs }: MenuParts): MenuItemConstructorOptions[] {
  const mac = platform === 'darwin';
  const line: MenuItemConstructorOptions = { type: 'separator' };
  const item = (action: ActionId): MenuItemConstructorOptions => {
    const { title, key } = factsOf(action);
    return {
      label: title,
      ...(key !== undefined && { accelerator: acceleratorOf(key), registerAccelerator: false }),
      click: () => send(action),
    };
  };

  return [
    ...(mac ? [{ role: 'appMenu' } as const] : []),
    {
      label: '&File',
      submenu: [
        item('add-server'),
        item('import'),
        item('export'),
        line,
        item('storage'),
        item('settings'),
        line,
        mac ? { role: 'close' } : { role: 'quit', label: 'Quit' },
      ],
    },
    { role: 'editMenu', label: '&Edit' },
    {
      label: '&View',
      submenu: [
        item('refresh'),
        item('read-all'),
        item('focus-filter'),
        item('whats-new'),
        item('next-difference'),
        line,
        {
          label: 'Theme',
          submenu: themes.map(([value, label]) => ({
            label,
            type: 'radio',
            checked: value === theme,
            click: () => send(`theme-${value}`),
          })),
        },
        line,
        item('text-larger'),
        item('text-smaller'),
        item('text-normal'),
        line,
        { role: 'togglefullscreen' },
        ...(packaged ? [] : [line, { role: 'toggleDevTools' } as const]),
      ],
    },
    ...(mac ? [{ role: 'windowMenu' } as const] : []),
    { role: 'help', label: '&Help', submenu: [{ label: 'Show log files', click: showLogs }, ...(mac ? [] : [{ role: 'about' } as const])] },
  ];
}
