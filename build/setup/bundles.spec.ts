import { mkdirSync, mkdtempSync, rmSync, utimesSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { sourcesState } from './bundles.mjs';

test('the state follows every source and no spec', () => {
  const root = mkdtempSync(join(tmpdir(), 'paddock-sources-'));
  mkdirSync(join(root, 'main/store'), { recursive: true });
  writeFileSync(join(root, 'main/index.ts'), 'a');
  const before = sourcesState(root);
  expect(sourcesState(root)).toBe(before);

  writeFileSync(join(root, 'main/store/store.spec.ts'), 'a test');
  expect(sourcesState(root)).toBe(before);

  const states = new Set([before]);
  const changed = (): void => {
    const state = sourcesState(root);
    expect(states).not.toContain(state);
    states.add(state);
  };
  writeFileSync(join(root, 'main/store/store.ts'), 'new');
  changed();
  utimesSync(join(root, 'main/index.ts'), new Date(0), new Date(0));
  changed();
  writeFileSync(join(root, 'package.json'), '{}');
  changed();
  rmSync(join(root, 'main/store/store.ts'));
  changed();
});
