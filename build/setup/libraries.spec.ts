import { expect, test } from 'vitest';
import { missingPackages } from './libraries.mjs';

test('nothing is missing where every library and program is found', () => {
  expect(missingPackages({ tests: true, exists: () => true })).toEqual([]);
});

test('a library that lies in none of the system’s folders is named by its package', () => {
  const exists = (path: string): boolean => !path.endsWith('libnss3.so');
  expect(missingPackages({ tests: true, exists })).toEqual(['libnss3']);
});

test('libraries of another architecture do not count', () => {
  const exists = (path: string): boolean => path.startsWith('/usr/lib/x86_64-linux-gnu/');
  expect(missingPackages({ tests: false, exists, arch: 'x64' })).toEqual([]);
  expect(missingPackages({ tests: false, exists, arch: 'arm64' })).toContain('libgtk-3-0');
});

test('the screen, the keychain and what looks at system calls are wanted for tests only', () => {
  const exists = (path: string): boolean => /lib/.test(path);
  expect(missingPackages({ tests: false, exists, arch: 'x64', path: '/usr/bin' })).toEqual([]);
  expect(missingPackages({ tests: true, exists, arch: 'x64', path: '/usr/bin' })).toEqual(['xvfb', 'dbus', 'gnome-keyring', 'strace']);
});
