import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { randomBytes } from 'node:crypto';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { weigh, weight } from './weight.mjs';

let folder = '';
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'paddock-weight-'));
  mkdirSync(join(folder, 'assets'));
});
afterEach(() => rmSync(folder, { recursive: true }));

test('scripts and styles count compressed, in every folder; fonts and maps do not', () => {
  writeFileSync(join(folder, 'assets', 'index.js'), 'a'.repeat(100_000));
  writeFileSync(join(folder, 'assets', 'inter.woff2'), randomBytes(50_000));
  writeFileSync(join(folder, 'assets', 'index.js.map'), randomBytes(50_000));
  expect(weight(folder)).toBeGreaterThan(0);
  expect(weight(folder)).toBeLessThan(1000);
});

test('a bundle above the limit fails, and so does one that is not there', () => {
  expect(weigh(folder)).toMatchObject({ code: 1 });
  writeFileSync(join(folder, 'assets', 'index.js'), randomBytes(2000));
  expect(weigh(folder, 3000)).toMatchObject({ code: 0 });
  expect(weigh(folder, 1000)).toMatchObject({ code: 1, output: expect.stringContaining('1 KB are allowed') as unknown });
});
