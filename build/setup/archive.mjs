// @ts-check
/** Reads the two archive formats that the stand-in comes in, with Node alone: a gzipped tar, and a zip inside it. */
import { createHash } from 'node:crypto';
import { closeSync, createReadStream, createWriteStream, fstatSync, mkdirSync, openSync, readSync } from 'node:fs';
import { chmod, open } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { createGunzip, createInflateRaw } from 'node:zlib';

const block = 512;

/**
 * Writes the first file that `wanted` accepts out of a gzipped tar, and hashes the whole archive on the way.
 * @param {string} archive
 * @param {(name: string) => boolean} wanted
 * @param {string} target
 * @returns {Promise<{ found: boolean, integrity: string }>} integrity as npm writes it: `sha512-` and base64
 */
export async function extractFromTarball(archive, wanted, target) {
  const hash = createHash('sha512');
  const source = createReadStream(archive, { highWaterMark: 1 << 20 });
  source.on('data', (chunk) => hash.update(chunk));
  const file = await open(target, 'w');
  let found = false;
  try {
    await pipeline(source, createGunzip({ chunkSize: 1 << 20 }), async (chunks) => {
      let head = Buffer.alloc(0);
      /** Bytes of the present entry still to come, those of them that are content, and whether they are kept. */
      let left = 0;
      let content = 0;
      let keep = false;
      for await (let chunk of /** @type {AsyncIterable<Buffer>} */ (chunks)) {
        while (chunk.length > 0) {
          if (left === 0) {
            const missing = block - head.length;
            head = Buffer.concat([head, chunk.subarray(0, missing)]);
            chunk = chunk.subarray(missing);
            if (head.length < block) break;
            ({ size: content } = tarHeader(head));
            left = Math.ceil(content / block) * block;
            keep = !found && wanted(tarHeader(head).name);
            found ||= keep;
            head = Buffer.alloc(0);
          } else {
            const part = chunk.subarray(0, left);
            if (keep && content > 0) await file.write(part.subarray(0, content));
            left -= part.length;
            content = Math.max(0, content - part.length);
            chunk = chunk.subarray(part.length);
          }
        }
      }
    });
  } finally {
    await file.close();
  }
  return { found, integrity: `sha512-${hash.digest('base64')}` };
}

/** @param {Buffer} head */
function tarHeader(head) {
  const text = (/** @type {number} */ from, /** @type {number} */ to) => head.toString('latin1', from, to).split('\0')[0]?.trim() ?? '';
  return { name: text(0, 100), size: Number.parseInt(text(124, 136), 8) || 0 };
}

/**
 * @typedef {object} ZipEntry
 * @property {string} name
 * @property {number} method 0 stored, 8 deflated
 * @property {number} packed bytes in the archive
 * @property {number} at where its local header begins
 * @property {number} mode Unix mode, 0 where the archive has none
 */

/**
 * The entries of a zip, from its central directory.
 * @param {string} archive
 * @returns {ZipEntry[]}
 */
export function zipEntries(archive) {
  const fd = openSync(archive, 'r');
  try {
    const { size } = fstatSync(fd);
    const tail = readAt(fd, Math.max(0, size - 65_557), Math.min(size, 65_557));
    const end = tail.lastIndexOf(Buffer.from('PK\x05\x06'));
    if (end < 0) throw new Error('not a zip archive');
    const directory = readAt(fd, tail.readUInt32LE(end + 16), tail.readUInt32LE(end + 12));
    const entries = [];
    for (let i = 0, left = tail.readUInt16LE(end + 10); left > 0; left -= 1) {
      const [nameLength, extraLength, commentLength] = [28, 30, 32].map((offset) => directory.readUInt16LE(i + offset));
      entries.push({
        name: directory.toString('utf8', i + 46, i + 46 + (nameLength ?? 0)),
        method: directory.readUInt16LE(i + 10),
        packed: directory.readUInt32LE(i + 20),
        at: directory.readUInt32LE(i + 42),
        mode: directory.readUInt32LE(i + 38) >>> 16,
      });
      i += 46 + (nameLength ?? 0) + (extraLength ?? 0) + (commentLength ?? 0);
    }
    return entries;
  } finally {
    closeSync(fd);
  }
}

/**
 * Unpacks the files to which `place` gives a path below `folder`; others are left out.
 * @param {string} archive
 * @param {string} folder
 * @param {(name: string) => string | undefined} place
 * @returns {Promise<number>} how many files were written
 */
export async function unzip(archive, folder, place) {
  let files = 0;
  const fd = openSync(archive, 'r');
  try {
    for (const entry of zipEntries(archive)) {
      const path = entry.name.endsWith('/') ? undefined : place(entry.name);
      if (path === undefined) continue;
      if (path.startsWith('/') || path.split(/[/\\]/).includes('..')) throw new Error(`a path that leaves the folder: ${entry.name}`);
      if ((entry.mode & 0o170000) === 0o120000) throw new Error(`a symbolic link: ${entry.name}`);
      const local = readAt(fd, entry.at, 30);
      const start = entry.at + 30 + local.readUInt16LE(26) + local.readUInt16LE(28);
      const target = join(folder, path);
      mkdirSync(dirname(target), { recursive: true, mode: 0o755 });
      const sink = createWriteStream(target);
      if (entry.packed === 0) await pipeline([], sink);
      else {
        const source = createReadStream(archive, { start, end: start + entry.packed - 1, highWaterMark: 1 << 20 });
        await (entry.method === 0 ? pipeline(source, sink) : pipeline(source, createInflateRaw({ chunkSize: 1 << 20 }), sink));
      }
      await chmod(target, (entry.mode & 0o111) === 0 ? 0o644 : 0o755);
      files += 1;
    }
  } finally {
    closeSync(fd);
  }
  return files;
}

/** @param {number} fd @param {number} at @param {number} length */
function readAt(fd, at, length) {
  const bytes = Buffer.alloc(length);
  readSync(fd, bytes, 0, length, at);
  return bytes;
}
