/** One's own marks in the list, its menu and the opened session. */
import { fireEvent, screen, waitFor, within } from '@testing-library/svelte';
import { describe, expect, it } from 'vitest';
import { opened, withLayout } from '../api/mounted.ts';

withLayout();

describe('own marks', () => {
  it('are a star by one key, and gone by the same', async () => {
    const { fake, bench, grid } = await opened(1003);
    bench.list.select(4);
    await fireEvent.keyDown(grid, { key: 'd', ctrlKey: true });
    await within(grid).findByRole('img', { name: 'starred' });
    expect(fake.history.marks.get('key-4')).toEqual({ starred: true });
    expect(bench.list.selected).toBe(4);
    await fireEvent.keyDown(grid, { key: 'd', ctrlKey: true });
    await waitFor(() => expect(within(grid).queryByRole('img', { name: 'starred' })).toBeNull());
  });

  it('are a note and a colour in a dialog, and stand in row and session', async () => {
    const { fake, bench, grid } = await opened(1003);
    bench.list.select(4);
    await fireEvent.keyDown(grid, { key: 'M', ctrlKey: true, shiftKey: true });
    const dialog = await screen.findByRole('dialog', { name: 'Mark session' });
    await fireEvent.input(within(dialog).getByRole('textbox', { name: 'Note' }), { target: { value: 'brake bias' } });
    within(dialog).getByRole('radio', { name: 'violet' }).click();
    within(dialog).getByRole('button', { name: 'Save' }).click();
    await within(grid).findByRole('img', { name: 'note: brake bias' });
    await within(grid).findByText('violet');
    expect(fake.history.marks.get('key-4')).toEqual({ starred: false, note: 'brake bias', colour: 'violet' });
    await fireEvent.keyDown(grid, { key: 'Enter' });
    const session = await screen.findByRole('region', { name: /^Session / });
    await within(session).findByRole('button', { name: 'Note: brake bias' });
    within(session).getByRole('button', { name: 'Star' }).click();
    await waitFor(() => expect(within(session).getByRole('button', { name: 'Star' }).getAttribute('aria-pressed')).toBe('true'));
    await within(grid).findByRole('img', { name: 'starred' });
  });

  it('are in the menu of a row, opened by the keyboard', async () => {
    const { fake, bench, grid } = await opened(1003);
    bench.list.select(2);
    await fireEvent.keyDown(grid, { key: 'F10', shiftKey: true });
    (await screen.findByRole('menuitem', { name: /^Colour/ })).click();
    (await screen.findByRole('menuitem', { name: 'Mark red' })).click();
    await waitFor(() => expect(fake.history.marks.get('key-2')).toEqual({ starred: false, colour: 'red' }));
    await within(grid).findByText('red');
  });
});
