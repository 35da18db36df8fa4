import { createHash } from 'node:crypto';
import { existsSync, mkdtempSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { deflateRawSync, gzipSync } from 'node:zlib';
import { expect, test } from 'vitest';
import { extractFromTarball, unzip } from './archive.mjs';

const folder = (): string => mkdtempSync(join(tmpdir(), 'paddock-archive-'));

function tarball(files: Readonly<Record<string, Buffer>>): Buffer {
  const blocks = Object.entries(files).flatMap(([name, content]) => {
    const head = Buffer.alloc(512);
    head.write(name, 0, 'latin1');
    head.write(`${content.length.toString(8).padStart(11, '0')}\0`, 124, 'latin1');
    head.write('0', 156, 'latin1');
    return [head, content, Buffer.alloc((512 - (content.length % 512)) % 512)];
  });
  return gzipSync(Buffer.concat([...blocks, Buffer.alloc(1024)]));
}

interface Member {
  readonly name: string;
  readonly content: Buffer;
  readonly mode?: number;
  readonly stored?: boolean;
}

function zip(members: readonly Member[]): Buffer {
  const locals: Buffer[] = [];
  const directory: Buffer[] = [];
  let at = 0;
  for (const { name, content, mode = 0o100644, stored = false } of members) {
    const packed = stored ? content : deflateRawSync(content);
    const local = Buffer.alloc(30);
    local.write('PK\x03\x04', 0, 'latin1');
    local.writeUInt16LE(Buffer.byteLength(name), 26);
    const central = Buffer.alloc(46);
    central.write('PK\x01\x02', 0, 'latin1');
    central.writeUInt16LE(stored ? 0 : 8, 10);
    central.writeUInt32LE(packed.length, 20);
    central.writeUInt16LE(Buffer.byteLength(name), 28);
    central.writeUInt32LE(mode * 0x10000, 38);
    central.writeUInt32LE(at, 42);
    locals.push(local, Buffer.from(name), packed);
    directory.push(central, Buffer.from(name));
    at += 30 + Buffer.byteLength(name) + packed.length;
  }
  const end = Buffer.alloc(22);
  end.write('PK\x05\x06', 0, 'latin1');
  end.writeUInt16LE(members.length, 10);
  end.writeUInt32LE(Buffer.concat(directory).length, 12);
  end.writeUInt32LE(at, 16);
  return Buffer.concat([...locals, ...directory, end]);
}

test('one file comes out of a tarball to the byte, and the whole is hashed', async () => {
  const place = folder();
  const wanted = Buffer.from(Array.from({ length: 300_001 }, (_, index) => (index * 7) % 256));
  const bytes = tarball({ 'package/package.json': Buffer.from('{}'), 'package/build.zip': wanted, 'package/other.zip': Buffer.from('no') });
  writeFileSync(join(place, 'a.tgz'), bytes);
  const { found, integrity } = await extractFromTarball(join(place, 'a.tgz'), (name) => name.endsWith('.zip'), join(place, 'build.zip'));
  expect(found).toBe(true);
  expect(integrity).toBe(`sha512-${createHash('sha512').update(bytes).digest('base64')}`);
  expect(readFileSync(join(place, 'build.zip')).equals(wanted)).toBe(true);
});

test('a tarball without the file is told, one that is cut off fails', async () => {
  const place = folder();
  const bytes = tarball({ 'package/package.json': Buffer.from('{}') });
  writeFileSync(join(place, 'a.tgz'), bytes);
  writeFileSync(join(place, 'cut.tgz'), bytes.subarray(0, bytes.length - 12));
  const extract = (file: string): Promise<{ found: boolean }> => extractFromTarball(join(place, file), () => false, join(place, 'x'));
  expect((await extract('a.tgz')).found).toBe(false);
  await expect(extract('cut.tgz')).rejects.toThrow('unexpected end of file');
});

test('a zip is unpacked where its files are placed, with what may be run', async () => {
  const place = folder();
  writeFileSync(
    join(place, 'a.zip'),
    zip([
      { name: 'App/', content: Buffer.alloc(0), stored: true },
      { name: 'App/program', content: Buffer.from('#!'), mode: 0o100755 },
      { name: 'App/deep/plain.txt', content: Buffer.from('x'.repeat(100_000)) },
      { name: 'App/empty', content: Buffer.alloc(0), stored: true },
      { name: 'App/unwanted', content: Buffer.from('left out'), stored: true },
    ]),
  );
  const placed = (name: string): string | undefined => (name.endsWith('unwanted') ? undefined : name.slice('App/'.length));
  expect(await unzip(join(place, 'a.zip'), join(place, 'to'), placed)).toBe(3);
  expect(statSync(join(place, 'to/program')).mode & 0o777).toBe(0o755);
  expect(statSync(join(place, 'to/deep/plain.txt')).mode & 0o777).toBe(0o644);
  expect(readFileSync(join(place, 'to/deep/plain.txt'), 'utf8')).toBe('x'.repeat(100_000));
  expect(statSync(join(place, 'to/empty')).size).toBe(0);
  expect(existsSync(join(place, 'to/unwanted'))).toBe(false);
});

test.each([
  ['a path that leaves the folder', { name: '../outside', content: Buffer.from('x') }],
  ['an absolute path', { name: '/outside', content: Buffer.from('x') }],
  ['a symbolic link', { name: 'link', content: Buffer.from('/etc'), mode: 0o120777 }],
])('%s is refused', async (_what, member) => {
  const place = folder();
  writeFileSync(join(place, 'a.zip'), zip([member]));
  await expect(unzip(join(place, 'a.zip'), join(place, 'to'), (name) => name)).rejects.toThrow();
  expect(existsSync(join(place, 'outside'))).toBe(false);
});
