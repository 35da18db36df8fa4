/** Many sessions at once: how they are selected, and what is done with them. */
import { fireEvent, screen, waitFor, within } from '@testing-library/svelte';
import { describe, expect, it, vi } from 'vitest';
import { opened, withLayout } from '../api/mounted.ts';

withLayout();

const rowOf = (grid: HTMLElement, index: number): HTMLElement => {
  const row = grid.querySelector<HTMLElement>(`#row-${index}`);
  if (!row) throw new Error(`row ${index} is not in the page`);
  return row;
};
const selectedIn = (grid: HTMLElement): readonly string[] => [...grid.querySelectorAll('[aria-selected=true]')].map(({ id }) => id);

describe('many sessions', () => {
  it('are selected by Ctrl and Shift, by mouse and keys; a plain move selects one again', async () => {
    const { bench, grid } = await opened(1003);
    expect(grid.getAttribute('aria-multiselectable')).toBe('true');
    await fireEvent.mouseDown(rowOf(grid, 2), { button: 0 });
    await fireEvent.mouseDown(rowOf(grid, 5), { button: 0, shiftKey: true });
    await fireEvent.mouseDown(rowOf(grid, 8), { button: 0, ctrlKey: true });
    await fireEvent.mouseDown(rowOf(grid, 3), { button: 0, ctrlKey: true });
    expect(selectedIn(grid)).toEqual(['row-2', 'row-4', 'row-5', 'row-8']);
    await screen.findByText('4 selected');
    await fireEvent.keyDown(grid, { key: 'ArrowDown' });
    expect(bench.list.selection.ranges).toEqual([[4, 5]]);
    await fireEvent.keyDown(grid, { key: 'ArrowDown', shiftKey: true });
    await fireEvent.keyDown(grid, { key: 'ArrowDown', shiftKey: true });
    await fireEvent.keyDown(grid, { key: 'ArrowUp', shiftKey: true });
    expect(bench.list.selection.ranges).toEqual([[4, 6]]);
    await fireEvent.keyDown(grid, { key: 'ArrowDown', ctrlKey: true });
    await fireEvent.keyDown(grid, { key: 'ArrowDown', ctrlKey: true });
    expect(grid.getAttribute('aria-activedescendant')).toBe('row-7');
    await fireEvent.keyDown(grid, { key: ' ', ctrlKey: true });
    expect(bench.list.selection.ranges).toEqual([
      [4, 6],
      [7, 8],
    ]);
    await fireEvent.keyDown(grid, { key: 'End', shiftKey: true });
    expect(bench.list.selection.count).toBe(1003 - 7 + 2);
  });

  it('are a pair of numbers for a million, and stay all of them when the list grows', async () => {
    const { fake, bench, grid } = await opened(1_000_000);
    await fireEvent.keyDown(grid, { key: 'a', ctrlKey: true });
    expect(bench.list.selection.ranges).toEqual([[0, 1_000_000]]);
    await screen.findByText('1,000,000 selected');
    const connection = fake.of('id-Track PC').connections[0];
    if (connection) connection.sessions = 1_000_002;
    await bench.refresh();
    await waitFor(() => expect(bench.list.selection.ranges).toEqual([[0, 1_000_002]]));
    expect(bench.actions.unavailable('keep-offline')).toBe('At most 100,000 sessions can be taken at once.');
  });

  it('stay selected where another order puts them', async () => {
    const { bench, grid } = await opened(40);
    await fireEvent.mouseDown(rowOf(grid, 0), { button: 0 });
    await fireEvent.mouseDown(rowOf(grid, 1), { button: 0, shiftKey: true });
    bench.list.sortBy('timeOfRecording');
    await waitFor(() => expect(bench.list.selection.count === 2 && bench.list.selection.has(39)).toBe(true));
    expect(bench.list.selection.has(38)).toBe(true);
  });

  it('are dropped with a word where another order puts them in too many places', async () => {
    const { fake, bench, grid } = await opened(40);
    await fireEvent.mouseDown(rowOf(grid, 0), { button: 0 });
    await fireEvent.mouseDown(rowOf(grid, 4), { button: 0, shiftKey: true });
    fake.many.areTooMany = true;
    bench.list.sortBy('timeOfRecording');
    await screen.findByText(/^5 were selected\. In this order they lie in more than 20,000 places/);
    expect(bench.list.selection.count).toBe(1);
    await fireEvent.keyDown(grid, { key: 'ArrowUp' });
    await waitFor(() => expect(screen.queryByText(/were selected/)).toBeNull());
  });

  it('are starred, copied and kept together, with their number in the menu', async () => {
    const { fake, grid } = await opened(1003);
    await fireEvent.mouseDown(rowOf(grid, 2), { button: 0 });
    await fireEvent.mouseDown(rowOf(grid, 4), { button: 0, shiftKey: true });
    await fireEvent.keyDown(grid, { key: 'd', ctrlKey: true });
    await waitFor(() => expect(fake.history.marks.get('key-4')).toEqual({ starred: true }));
    expect(fake.history.marks.get('key-2')).toEqual({ starred: true });
    await fireEvent.keyDown(grid, { key: 'c', ctrlKey: true });
    await waitFor(() => expect(fake.many.copied.split('\n')).toHaveLength(3));
    expect(fake.many.copied).toMatch(/^2017-10-23T19:07:58\.1230000\t/);
    await screen.findByText('Copied 3 sessions as a table');
    await fireEvent.keyDown(grid, { key: 'F10', shiftKey: true });
    const menu = await screen.findByRole('menu', { name: '3 sessions' });
    const compare = within(menu).getByRole('menuitem', { name: /^Compare two/ });
    expect(compare.getAttribute('aria-disabled')).toBe('true');
    expect(compare.textContent).toContain('Select two sessions to compare them.');
    fake.many.unkeepable.set('key-3', 'The server does not have this session any more.');
    within(menu)
      .getByRole('menuitem', { name: /^Keep 3 offline/ })
      .click();
    await screen.findByText(/Kept 2 sessions offline, 1 could not be kept\.\s+The server does not have this session any more\./);
    expect(fake.calls.findLast(([method]) => method === 'keep.run')?.[3]).toEqual(['key-2', 'key-3', 'key-4']);
  });

  it('are copied as a cell of the column that was clicked, as keys, and as a script', async () => {
    const { fake, grid } = await opened(1003);
    const cell = rowOf(grid, 2).querySelectorAll('[role=gridcell]')[3];
    await fireEvent.mouseDown(cell as Element, { button: 0 });
    await fireEvent.keyDown(grid, { key: 'c', ctrlKey: true, shiftKey: true });
    await waitFor(() => expect(fake.many.copied).toBe('VET'));
    const copy = async (name: string): Promise<void> => {
      await fireEvent.keyDown(grid, { key: 'F10', shiftKey: true });
      (await screen.findByRole('menuitem', { name: /^Copy/ })).click();
      (await screen.findByRole('menuitem', { name })).click();
    };
    await copy('Key');
    await waitFor(() => expect(fake.many.copied).toBe('key-2'));
    await copy('As Python');
    await waitFor(() => expect(fake.many.copied).toContain('"key-2": "connections/Season2017/sessions/key-2"'));
  });
});

describe('two sessions', () => {
  it('are compared by the clock that is chosen', async () => {
    vi.stubEnv('TZ', 'Asia/Tokyo');
    const { bench, grid } = await opened(1003);
    await bench.settings.change({ timeZone: 'local' });
    await fireEvent.mouseDown(rowOf(grid, 0), { button: 0 });
    await fireEvent.mouseDown(rowOf(grid, 3), { button: 0, ctrlKey: true });
    await fireEvent.keyDown(grid, { key: 'F7' });
    const fields = await screen.findByRole('table', { name: 'Fields' });
    within(fields).getByRole('row', { name: /^Recorded \(local\) 24 Oct 2017 07:07:58/ });
    vi.unstubAllEnvs();
  });

  it('are compared by one key, and show only what differs where that is wanted', async () => {
    const { grid } = await opened(1003);
    await fireEvent.mouseDown(rowOf(grid, 1), { button: 0 });
    await fireEvent.mouseDown(rowOf(grid, 3), { button: 0, ctrlKey: true });
    await fireEvent.keyDown(grid, { key: 'F7' });
    const dialog = await screen.findByRole('dialog', { name: 'Compare two sessions' });
    const fields = await within(dialog).findByRole('table', { name: 'Fields' });
    within(fields).getByRole('row', { name: /^Time zone UTC UTC/ });
    within(await within(dialog).findByRole('table', { name: 'Details' })).getByRole('row', { name: /^Driver BOT RAI differs/ });
    within(dialog).getByRole('checkbox', { name: 'Only differences' }).click();
    await waitFor(() => expect(within(fields).queryByRole('row', { name: /^Time zone/ })).toBeNull());
    expect(within(within(dialog).getByRole('table', { name: 'Laps' })).getByText('No differences.')).toBeTruthy();
  });
});
