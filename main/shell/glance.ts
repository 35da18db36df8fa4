/**
 * What the window needs of what is kept before its first frame, read by itself: the libraries that keep it take long to load,
 * and the window does not wait for them. Writes nothing.
 */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import * as v from 'valibot';
import { firstSettings, themes, type Settings, type Theme } from '../../preload/settings.ts';
import { mergeSettings, readSettings } from '../settings-fields.ts';
import { windowState, type WindowState } from './window-state.ts';

export interface Glance {
  readonly settings: Settings;
  readonly window: WindowState | undefined;
}

type Kept = Readonly<Record<string, unknown>>;

/** `folder`: absolute, of the user's data. A file that is not there, or cannot be read, is as good as a first start's. */
export function glance(folder: string): Glance {
  const memory = contentOf(join(folder, 'window.json'));
  const theme = earlierTheme(memory['memory']);
  const settings = readSettings(contentOf(join(folder, 'settings.json'))['settings']) ?? (theme === undefined ? {} : { theme });
  const window = v.safeParse(windowState, memory['window']);
  return { settings: mergeSettings(firstSettings, settings), window: window.success ? window.output : undefined };
}

/** The theme as an earlier version kept it, with what the window remembers. */
export function earlierTheme(memory: unknown): Theme | undefined {
  const read = v.safeParse(v.object({ theme: v.picklist(themes) }), memory);
  return read.success ? read.output.theme : undefined;
}

function contentOf(file: string): Kept {
  try {
    const content: unknown = JSON.parse(readFileSync(file, 'utf8'));
    return typeof content === 'object' && content !== null ? (content as Kept) : {};
  } catch {
    return {};
  }
}
