/** For unit specs: the whole window over the in-memory main process. */
import { cleanup, configure, render, screen, waitFor } from '@testing-library/svelte';
import { afterEach, beforeEach } from 'vitest';
import App from '../App.svelte';
import { Workbench } from '../workbench.svelte.ts';
import { Fake, type FakeConnection } from './fake.ts';
import { fakeServer, fakeSnapshot } from './season.ts';

/** Height of the list's scroller in specs, px: the header and 25 rows. */
export const scrollerHeight = 29 + 25 * 28;

/** Call once in a spec file. The document of the specs has no layout: the list is given a height. */
export function withLayout(): void {
  const sizes = { clientHeight: scrollerHeight, clientWidth: 1000 };
  beforeEach(() => {
    // A busy machine is slow, not wrong.
    configure({ asyncUtilTimeout: 10_000 });
    for (const [name, size] of Object.entries(sizes))
      Object.defineProperty(HTMLElement.prototype, name, { configurable: true, get: () => size });
  });
  afterEach(() => {
    cleanup();
    for (const name of Object.keys(sizes)) Reflect.deleteProperty(HTMLElement.prototype, name);
  });
}

/** A server "Track PC" with one connection "Season2017" that was saved with this many sessions. */
export function seasoned(sessions: number, more: Partial<FakeConnection> = {}): Fake {
  const fake = new Fake();
  fake.servers.push({
    server: fakeServer('Track PC'),
    reach: { state: 'live', at: new Date().toISOString(), generation: 'rest' },
    connections: [{ name: 'Season2017', sessions, snapshot: fakeSnapshot(sessions), ...more }],
  });
  return fake;
}

export async function mounted(fake: Fake): Promise<Workbench> {
  const bench = new Workbench(fake);
  render(App, { bench });
  await waitFor(() => {
    if (bench.info === undefined) throw new Error('The window is still starting.');
  });
  return bench;
}

/** The window with a list of this many sessions open and its first rows shown. */
export async function opened(sessions: number, fake = seasoned(sessions)): Promise<{ fake: Fake; bench: Workbench; grid: HTMLElement }> {
  const bench = await mounted(fake);
  const node = await screen.findByRole('treeitem', { name: /^Season2017/ });
  node.click();
  const grid = await screen.findByRole('grid', { name: 'Sessions' });
  await waitFor(() => {
    if (bench.list.opened?.total !== sessions) throw new Error('The list is still opening.');
  });
  return { fake, bench, grid };
}
