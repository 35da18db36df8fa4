import { expect, test } from 'vitest';
import { isInstalled } from './dependencies.mjs';

const wanted = {
  packages: {
    '': { version: '0.1.0' },
    'node_modules/a': { version: '1.0.0', integrity: 'sha512-a' },
    'node_modules/for-another-system': { version: '2.0.0', integrity: 'sha512-b', optional: true },
  },
};
const a = { version: '1.0.0', integrity: 'sha512-a' };

test('what the lock file names is installed, but for optional packages', () => {
  expect(isInstalled(wanted, { packages: { 'node_modules/a': a } })).toBe(true);
});

test('nothing, a part, or another version is not', () => {
  expect(isInstalled(wanted, undefined)).toBe(false);
  expect(isInstalled(wanted, { packages: {} })).toBe(false);
  expect(isInstalled(wanted, { packages: { 'node_modules/a': { ...a, version: '1.0.1' } } })).toBe(false);
  expect(isInstalled(wanted, { packages: { 'node_modules/a': { ...a, integrity: 'sha512-other' } } })).toBe(false);
});

test('an optional package of another version is not either', () => {
  const installed = { packages: { 'node_modules/a': a, 'node_modules/for-another-system': { version: '1.9.0' } } };
  expect(isInstalled(wanted, installed)).toBe(false);
});
