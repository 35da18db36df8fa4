import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, it } from 'vitest';
import { licenceOf, packageFolders } from './licences.mjs';

const top = mkdtempSync(join(tmpdir(), 'paddock-licences-'));
afterAll(() => rmSync(top, { recursive: true, force: true }));

function pack(name: string, files: Readonly<Record<string, string>>): string {
  const folder = join(top, 'node_modules', ...name.split('/'));
  mkdirSync(join(folder, 'src'), { recursive: true });
  for (const [file, text] of Object.entries(files)) writeFileSync(join(folder, file), text);
  return folder;
}

it('knows the packages that modules of a bundle lie in, each once, and our own modules as none', () => {
  const one = pack('one', { 'package.json': '{}' });
  const two = pack('@scope/two', { 'package.json': '{}' });
  const modules = [`${one}/src/a.js`, `${one}/b.js?x=1`, `\0${two}/src/c.css`, join(top, 'main', 'index.ts'), '\0virtual'];
  expect(packageFolders(modules)).toEqual([two, one]);
});

it('reads what a package says of itself, and the whole text of its licences', () => {
  const folder = pack('three', {
    'package.json': '{"name":"three","version":"1.2.3","license":"MIT"}',
    'LICENSE.md': 'Do what you like.\n',
    'NOTICE': 'By us.',
    'licenseful.js': 'x',
  });
  expect(licenceOf(folder)).toMatchObject({ name: 'three', version: '1.2.3', licence: 'MIT' });
  expect(licenceOf(folder).text).toContain('Do what you like.\n\nBy us.');
  expect(licenceOf(pack('four', { 'package.json': '{"name":"four","version":"1.0.0"}' }))).toEqual({
    name: 'four',
    version: '1.0.0',
    licence: 'see its text',
  });
});
