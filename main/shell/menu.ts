/**
 * The menu, by each platform's conventions. Keys that the page handles itself are shown here and not registered: a key
 * must not act twice, and tests press keys in the page.
 */
import type { MenuItemConstructorOptions } from 'electron';
import type { Events, WindowMemory } from '../../preload/contract.ts';

type Command = Events['command']['command'];

export interface MenuParts {
  readonly platform: NodeJS.Platform;
  readonly packaged: boolean;
  readonly theme: WindowMemory['theme'];
  readonly send: (command: Command) => void;
  readonly showLogs: () => void;
}

const themes: readonly (readonly [WindowMemory['theme'], string])[] = [
  ['system', 'As the system'],
  ['light', 'Light'],
  ['dark', 'Dark'],
];

export function menuTemplate({ platform, packaged, theme, send, showLogs }: MenuParts): MenuItemConstructorOptions[] {
  const mac = platform === 'darwin';
  const line: MenuItemConstructorOptions = { type: 'separator' };
  const item = (label: string, accelerator: string, command: Command): MenuItemConstructorOptions => ({
    label,
    accelerator,
    registerAccelerator: false,
    click: () => send(command),
  });

  return [
    ...(mac ? [{ role: 'appMenu' } as const] : []),
    {
      label: '&File',
      submenu: [
        item('Add server…', 'CmdOrCtrl+N', 'add-server'),
        item('Open file…', 'CmdOrCtrl+O', 'import'),
        item('Export…', 'CmdOrCtrl+E', 'export'),
        line,
        { label: 'Storage…', click: () => send('storage') },
        line,
        mac ? { role: 'close' } : { role: 'quit', label: 'Quit' },
      ],
    },
    { role: 'editMenu', label: '&Edit' },
    {
      label: '&View',
      submenu: [
        item('Refresh', 'F5', 'refresh'),
        item('Read the whole list', 'Shift+F5', 'read-all'),
        item('Filter sessions', 'CmdOrCtrl+F', 'focus-filter'),
        item('What’s new', 'F8', 'whats-new'),
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
        { role: 'zoomIn' },
        // The key without Shift, as people press it.
        { role: 'zoomIn', accelerator: 'CmdOrCtrl+=', visible: false, acceleratorWorksWhenHidden: true },
        { role: 'zoomOut' },
        { role: 'resetZoom', label: 'Actual size' },
        line,
        { role: 'togglefullscreen' },
        ...(packaged ? [] : [line, { role: 'toggleDevTools' } as const]),
      ],
    },
    ...(mac ? [{ role: 'windowMenu' } as const] : []),
    { role: 'help', label: '&Help', submenu: [{ label: 'Show log files', click: showLogs }, ...(mac ? [] : [{ role: 'about' } as const])] },
  ];
}
