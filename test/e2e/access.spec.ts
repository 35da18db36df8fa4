import { violations } from './axe.ts';
import { expect, test } from './paddock.ts';
import { states } from './states/states.ts';

// Each state has a window of its own, so they are reached beside each other, and one that fails hides no other.
test.describe.configure({ mode: 'parallel' });

for (const { name, reach } of states) {
  test(`axe finds nothing wrong, light or dark: ${name}`, async ({ launch, demo, atEnd, paddock, stage, userData }) => {
    const { page } = await reach({ launch, demo, atEnd, paddock, stage, userData });
    expect(await violations(page)).toEqual([]);
  });
}
