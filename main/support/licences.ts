/** The licences of what Paddock contains, as the build has gathered them beside the bundles (`build/licences.mjs`). */
import { readFileSync } from 'node:fs';
import * as v from 'valibot';
import type { Licence } from '../../preload/support.ts';

const list = v.array(v.object({ name: v.string(), version: v.string(), licence: v.string(), text: v.exactOptional(v.string()) }));

/** `files`: absolute. By name, each once; a file that is not there, as while the window is being drawn, has none. */
export function readLicences(files: readonly string[]): readonly Licence[] {
  const found = new Map<string, Licence>();
  for (const file of files) for (const licence of read(file)) found.set(`${licence.name} ${licence.version}`, licence);
  return [...found.values()].toSorted((one, other) => one.name.localeCompare(other.name));
}

function read(file: string): readonly Licence[] {
  try {
    const parsed = v.safeParse(list, JSON.parse(readFileSync(file, 'utf8')));
    return parsed.success ? parsed.output : [];
  } catch {
    return [];
  }
}
