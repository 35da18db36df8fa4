/** Which file an address of `app://paddock` means: one below the folder of the window's bundle, or none. */
import { realpath } from 'node:fs/promises';
import { extname, join, sep } from 'node:path';

export interface Asset {
  /** Absolute, links resolved. */
  readonly path: string;
  readonly type: string;
}

/** What a bundle consists of; any other kind of file is not served. */
const types: Readonly<Record<string, string>> = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.json': 'application/json; charset=utf-8',
  '.svg': 'image/svg+xml',
  '.png': 'image/png',
  '.woff2': 'font/woff2',
};

/** `root`: absolute. Undefined for whatever is not a file of the bundle, by whatever spelling or link. */
export async function findAsset(root: string, host: string, address: string): Promise<Asset | undefined> {
  const parts = partsOf(host, address);
  const type = types[extname(parts?.at(-1) ?? '').toLowerCase()];
  if (parts === undefined || type === undefined) return undefined;
  try {
    // Both resolved: a link inside the folder that leads out of it ends here.
    const base = await realpath(root);
    const path = await realpath(join(base, ...parts));
    return path.startsWith(base + sep) ? { path, type } : undefined;
  } catch {
    return undefined;
  }
}

/** The decoded segments of the path; none of them may mean anything else to a file system. */
function partsOf(host: string, address: string): readonly string[] | undefined {
  try {
    const url = new URL(address);
    if (url.protocol !== 'app:' || url.host !== host || url.username !== '' || url.password !== '' || url.port !== '') return undefined;
    const parts = url.pathname.split('/').slice(1).map(decodeURIComponent);
    const plain = parts.every((part) => part !== '' && part !== '.' && part !== '..' && !/[\\/:\0]/.test(part));
    return plain ? parts : undefined;
  } catch {
    return undefined;
  }
}
