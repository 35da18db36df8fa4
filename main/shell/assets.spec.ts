import { mkdirSync, mkdtempSync, realpathSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { findAsset } from './assets.ts';

const top = realpathSync(mkdtempSync(join(tmpdir(), 'paddock-assets-')));
const root = join(top, 'renderer');
mkdirSync(join(root, 'assets'), { recursive: true });
mkdirSync(join(top, 'renderer-more'));
writeFileSync(join(root, 'index.html'), '');
writeFileSync(join(root, 'assets/a b.js'), '');
writeFileSync(join(root, 'assets/inter.woff2'), '');
writeFileSync(join(root, 'notes.txt'), '');
writeFileSync(join(top, 'secret.json'), '');
writeFileSync(join(top, 'renderer-more/secret.json'), '');
symlinkSync(join(top, 'secret.json'), join(root, 'link.json'));
symlinkSync(top, join(root, 'up'));
symlinkSync(join(root, 'index.html'), join(root, 'inside.html'));
afterAll(() => rmSync(top, { recursive: true, force: true }));

const find = (address: string) => findAsset(root, 'paddock', address);

describe('findAsset', () => {
  it('finds the files of the bundle with their types, query and fragment aside', async () => {
    expect(await find('app://paddock/index.html')).toEqual({ path: join(root, 'index.html'), type: 'text/html; charset=utf-8' });
    expect(await find('app://paddock/index.html?a#b')).toMatchObject({ path: join(root, 'index.html') });
    expect(await find('app://paddock/assets/a%20b.js')).toMatchObject({ type: 'text/javascript; charset=utf-8' });
    expect(await find('app://paddock/assets/inter.woff2')).toMatchObject({ type: 'font/woff2' });
    expect(await find('app://paddock/inside.html')).toMatchObject({ path: join(root, 'index.html') });
  });

  it.each([
    'app://paddock/../secret.json',
    'app://paddock/%2e%2e/secret.json',
    'app://paddock/%2e%2e%2fsecret.json',
    'app://paddock/..%5csecret.json',
    'app://paddock/..%2fsecret.json',
    'app://paddock/assets/..%2f..%2fsecret.json',
    'app://paddock/assets/%252e%252e/secret.json',
    'app://paddock/..%2frenderer-more/secret.json',
    'app://paddock//etc/hosts.json',
    'app://paddock/%2fetc%2fhosts.json',
    'app://paddock/C:%5csecret.json',
    'app://paddock/C:/secret.json',
    'app://paddock/index.html%00.json',
    'app://paddock/%c0%ae%c0%ae/secret.json',
    'app://paddock/%',
    'app://paddock/link.json',
    'app://paddock/up/secret.json',
    'app://paddock/notes.txt',
    'app://paddock/missing.html',
    'app://paddock/assets',
    'app://paddock/assets/',
    'app://paddock/',
    'app://paddock',
    'app://elsewhere/index.html',
    'app://paddock.elsewhere/index.html',
    'app://user@paddock/index.html',
    'app://paddock:80/index.html',
    'file:///etc/hosts.json',
    'https://paddock/index.html',
    'not an address',
  ])('finds nothing at %s', async (address) => {
    expect(await find(address)).toBeUndefined();
  });
});
