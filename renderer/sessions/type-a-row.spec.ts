/** Going to a row by typing how its identifier begins. */
import { fireEvent, screen, waitFor } from '@testing-library/svelte';
import { describe, expect, it } from 'vitest';
import { opened, withLayout } from '../api/mounted.ts';
import { fakeSession } from '../api/season.ts';

withLayout();

const identifierOf = (index: number): string => fakeSession(index).identifier ?? '';

/** Presses keys with a tenth of a second between them, whatever time the test takes. */
function press(grid: HTMLElement, text: string): void {
  for (const [at, key] of Array.from(text).entries()) {
    const event = new KeyboardEvent('keydown', { key, bubbles: true, cancelable: true });
    Object.defineProperty(event, 'timeStamp', { value: at * 100 });
    grid.dispatchEvent(event);
  }
}

describe('typing in the list', () => {
  it('goes to the next row that begins so, as a plain move does', async () => {
    const { bench, grid } = await opened(1003);
    await fireEvent.focus(grid);
    const wanted = identifierOf(600);
    press(grid, wanted);
    await waitFor(() => expect(grid.getAttribute('aria-activedescendant')).toBe('row-600'));
    expect(bench.list.selection.ranges).toEqual([[600, 601]]);
    expect(bench.list.selectedSession?.identifier).toBe(wanted);
    expect(screen.queryByText(/begins with/)).toBeNull();
  });

  it('goes on by the same letter again, and from the end to the start', async () => {
    const { bench, grid } = await opened(40);
    await fireEvent.keyDown(grid, { key: 'End' });
    expect(bench.list.selected).toBe(39);
    press(grid, '111');
    await waitFor(() => expect(bench.list.selected).toBe(2));
  });

  it('says that no row begins so, and stays', async () => {
    const { bench, grid } = await opened(40);
    await fireEvent.mouseDown(grid.querySelector('#row-4') as Element, { button: 0 });
    press(grid, 'zq');
    await screen.findByText('No session’s identifier begins with “zq”.');
    expect(bench.list.selected).toBe(4);
  });

  it('leaves who moved meanwhile where they are', async () => {
    const { fake, bench, grid } = await opened(40);
    await fireEvent.focus(grid);
    press(grid, identifierOf(9));
    await fireEvent.keyDown(grid, { key: 'ArrowDown' });
    press(grid, 'zq');
    await screen.findByText(/begins with “zq”/);
    expect(bench.list.selected).toBe(1);
    const asked = fake.calls.filter(([method]) => method === 'sessions.typed');
    expect(asked.map(([, , text]) => text)).toEqual(['z', 'zq']);
  });

  it('acts on no session by a letter alone, and sorts no column', async () => {
    const { fake, bench, grid } = await opened(40);
    await fireEvent.focus(grid);
    press(grid, 'smkcl');
    await screen.findByText(/begins with “smkcl”/);
    expect(fake.history.marks.size).toBe(0);
    expect(fake.calls.some(([method]) => method === 'keep.run')).toBe(false);
    expect(bench.list.liveFirst).toBe(false);
    await fireEvent.keyDown(grid, { key: 'Home' });
    await fireEvent.keyDown(grid, { key: 'ArrowUp' });
    const asked = fake.calls.length;
    press(grid, '1');
    expect(fake.calls.slice(asked).some(([method]) => method === 'sessions.typed')).toBe(false);
    expect(grid.getAttribute('aria-activedescendant')).toBe('column-0');
  });
});
