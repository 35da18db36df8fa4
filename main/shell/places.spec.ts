import { existsSync, mkdtempSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { placeFiles } from './places.ts';

const top = mkdtempSync(join(tmpdir(), 'paddock-places-'));
afterAll(() => rmSync(top, { recursive: true, force: true }));

function place(folder: string) {
  const paths: Record<string, string> = {};
  const unusable = placeFiles({ setPath: (name, path) => void (paths[name] = path) }, folder);
  return { paths, unusable };
}

describe('placeFiles', () => {
  it('makes the folder, for its owner alone, and one for the browser below', () => {
    const folder = join(top, 'a b', 'c');
    for (const again of [false, true]) {
      expect(existsSync(folder)).toBe(again);
      const { paths, unusable } = place(folder);
      expect(unusable).toBeUndefined();
      expect(paths).toEqual({ userData: folder, sessionData: join(folder, 'browser'), crashDumps: join(folder, 'browser', 'Crashpad') });
    }
    expect(statSync(folder).mode & 0o077).toBe(0);
  });

  it.each(process.platform === 'linux' ? ['/proc/none/of this', '/dev/null/x', ''] : [''])(
    'answers why %j cannot be made, and ends',
    (path) => {
      const file = join(top, 'a file');
      writeFileSync(file, '');
      const folder = path === '' ? join(file, 'x') : path;
      const { paths, unusable } = place(folder);
      expect(unusable).toMatchObject({ code: 'store-unwritable', message: `The folder ${folder} is not there and cannot be made.` });
      expect(paths).not.toHaveProperty('userData');
      expect(paths['sessionData']).toBe(join(tmpdir(), 'paddock-browser'));
    },
  );

  it('uses a folder where the browser has no room', () => {
    const folder = mkdtempSync(join(top, 'narrow-'));
    writeFileSync(join(folder, 'browser'), '');
    // A file of that name stands for a folder that cannot be written to: it refuses root too.
    const { paths, unusable } = place(folder);
    expect(unusable).toBeUndefined();
    expect(paths).toMatchObject({ userData: folder, sessionData: join(tmpdir(), 'paddock-browser') });
    expect(existsSync(folder)).toBe(true);
  });
});
