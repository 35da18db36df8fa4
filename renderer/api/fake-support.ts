/** What helps whoever helps, in memory. */
import type { Api } from '../../preload/contract.ts';

export const fakeSupport: Api['support'] = {
  versions: () =>
    Promise.resolve({ paddock: '0.1.0', electron: '45.4.1', chromium: '148', node: '24', sqlite: '3.51', platform: 'linux x64 6.1' }),
  licences: () => Promise.resolve([{ name: 'svelte', version: '5.0.0', licence: 'MIT', text: 'Permission is hereby granted' }]),
  diagnostics: ({ withNames }) => Promise.resolve(`Paddock diagnostics\n${withNames ? 'Track PC' : 'Server 1'}`),
  openFolder: () => Promise.resolve(),
  planMove: () =>
    Promise.resolve({ from: '/home/me/.config/Paddock', to: '/data/paddock', bytes: 12_000_000, free: 80_000_000_000, notices: [] }),
  move: () => Promise.resolve(),
  saveDiagnostics: () => Promise.resolve('/home/me/diagnostics.txt'),
};
