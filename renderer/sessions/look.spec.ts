import { fireEvent, screen, waitFor, within } from '@testing-library/svelte';
import { describe, expect, it } from 'vitest';
import { opened, seasoned, withLayout } from '../api/mounted.ts';

withLayout();

const press = (target: HTMLElement, key: string, held: KeyboardEventInit = {}): Promise<boolean> =>
  fireEvent.keyDown(target, { key, ...held });
const headers = (grid: HTMLElement): readonly string[] =>
  within(grid)
    .getAllByRole('columnheader')
    .map(({ textContent }) => textContent.trim());

describe('columns', () => {
  it('are moved, hidden and widened at their headers, by keys alone, and remembered for the generation', async () => {
    const { bench, fake, grid } = await opened(3);
    await fireEvent.focus(grid);
    await press(grid, 'ArrowUp');
    await press(grid, 'ArrowRight');
    await press(grid, 'ArrowLeft', { altKey: true, shiftKey: true });
    await waitFor(() => expect(headers(grid).slice(0, 2)).toEqual(['Identifier', 'Recorded']));
    expect(grid.getAttribute('aria-activedescendant')).toBe('column-0');
    const before = bench.columns.widths[0] ?? 0;
    await press(grid, 'ArrowRight', { altKey: true });
    expect(bench.columns.widths[0]).toBe(before + 16);
    await press(grid, 'F10', { shiftKey: true });
    (await screen.findByRole('menuitem', { name: 'Hide' })).click();
    await waitFor(() => expect(headers(grid)).not.toContain('Identifier'));
    const choice = { field: 'identifier', width: before + 16, hidden: true };
    await waitFor(() =>
      expect(fake.calls.filter(([method]) => method === 'app.remember').at(-1)?.[1]).toMatchObject({
        columns: { rest: expect.arrayContaining([choice]) as unknown },
      }),
    );
  });

  it('are chosen in a dialog, and reset there', async () => {
    const { bench, grid } = await opened(3);
    bench.actions.perform('columns');
    const dialog = await screen.findByRole('dialog', { name: 'Columns' });
    within(dialog).getByRole('checkbox', { name: 'Time zone' }).click();
    await waitFor(() => expect(headers(grid)).toContain('Time zone'));
    within(dialog).getByRole('button', { name: 'Move Identifier up' }).click();
    await waitFor(() => expect(headers(grid)[0]).toBe('Identifier'));
    within(dialog).getByRole('button', { name: 'Reset' }).click();
    await waitFor(() => expect(headers(grid).slice(0, 3)).toEqual(['Recorded', 'Identifier', 'Type']));
    expect(headers(grid)).not.toContain('Time zone');
  });
});

describe('groups', () => {
  const active = (grid: HTMLElement): HTMLElement | null => document.getElementById(grid.getAttribute('aria-activedescendant') ?? '');
  const group = (grid: HTMLElement, name: RegExp): HTMLElement => within(grid).getByRole('button', { name });

  it('stand before their rows with a count, close and open by keys and click, and count as rows', async () => {
    const { bench, grid } = await opened(40);
    bench.actions.perform('group-day');
    // From 22:07 on, a session each hour and a half: 15 on the first day, 16 on the next.
    await waitFor(() => expect(group(grid, /^Mon 23 Oct 2017 15 sessions/).getAttribute('aria-expanded')).toBe('true'));
    expect(grid.getAttribute('aria-rowcount')).toBe('44');
    await fireEvent.focus(grid);
    await waitFor(() => expect(active(grid)?.id).toBe('group-0'));
    await press(grid, 'ArrowRight');
    await waitFor(() => expect(active(grid)?.getAttribute('aria-rowindex')).toBe('3'));
    expect(bench.list.selected).toBe(0);
    await press(grid, 'ArrowLeft');
    await press(grid, 'ArrowLeft');
    await waitFor(() => expect(group(grid, /^Mon 23/).getAttribute('aria-expanded')).toBe('false'));
    expect(grid.getAttribute('aria-rowcount')).toBe('29');
    await press(grid, 'ArrowDown');
    await waitFor(() => expect(active(grid)?.id).toBe('group-1'));
    await press(grid, 'ArrowDown');
    await waitFor(() => expect(bench.list.selected).toBe(15));
    expect(active(grid)?.getAttribute('aria-rowindex')).toBe('4');
    group(grid, /^Mon 23/).click();
    await waitFor(() => expect(grid.getAttribute('aria-rowcount')).toBe('44'));
  });

  it('open for a session that is gone to, and stay closed when the list is read anew', async () => {
    const { bench, grid } = await opened(1003);
    bench.actions.perform('group-day');
    await waitFor(() => expect(bench.list.opened?.groups).toBeDefined());
    bench.actions.perform('close-groups');
    await waitFor(() => expect(Number(grid.getAttribute('aria-rowcount'))).toBe((bench.list.opened?.groups?.length ?? 0) + 1));
    bench.list.select(500);
    await waitFor(() => expect(active(grid)?.getAttribute('aria-selected')).toBe('true'));
    const lines = grid.getAttribute('aria-rowcount');
    await bench.list.refresh();
    expect(bench.list.selected).toBe(500);
    expect(grid.getAttribute('aria-rowcount')).toBe(lines);
  });

  it('come back at the next start', async () => {
    const fake = seasoned(40);
    fake.memory = { ...fake.memory, group: 'circuit' };
    const { grid } = await opened(40, fake);
    await waitFor(() => expect(group(grid, /^Spa/)).toBeTruthy());
  });
});
