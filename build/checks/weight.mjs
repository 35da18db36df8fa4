// @ts-check
/** How heavy the window's bundle is: what is read before it stands, and what its parts bring later, compressed. */
import { readdirSync, readFileSync } from 'node:fs';
import { extname, join } from 'node:path';
import { gzipSync } from 'node:zlib';

/** Bytes: beyond it the window would start later than it has to. */
export const heaviest = 150_000;

/** Scripts and styles; fonts are compressed as they are, and read one by one as their letters occur. */
const weighed = new Set(['.js', '.css', '.html']);

/** @param {string} folder the bundle's @returns {number} bytes of its scripts and styles, each compressed by gzip */
export function weight(folder) {
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile() && weighed.has(extname(entry.name)))
    .reduce((sum, { parentPath, name }) => sum + gzipSync(readFileSync(join(parentPath, name)), { level: 9 }).byteLength, 0);
}

/**
 * @param {string} folder
 * @param {number} [limit] bytes
 * @returns {{ code: number, output: string }} code 1 above the limit
 */
export function weigh(folder, limit = heaviest) {
  const bytes = weight(folder);
  const output = `The window's bundle is ${(bytes / 1000).toFixed(1)} KB compressed; ${(limit / 1000).toFixed(0)} KB are allowed.`;
  return { code: bytes > 0 && bytes <= limit ? 0 : 1, output };
}
