import { cleanup, screen, waitFor, within } from '@testing-library/svelte';
import { describe, expect, it } from 'vitest';
import { CallFailure } from '../api/failure.ts';
import { mounted, opened, seasoned, withLayout } from '../api/mounted.ts';
import { firstSettings } from '../../preload/settings.ts';
import { recordedIn } from '../sessions/recorded.ts';

withLayout();

const press = (key: string, more: KeyboardEventInit = {}): void => {
  (document.activeElement ?? document.body).dispatchEvent(
    new KeyboardEvent('keydown', { key, ctrlKey: true, bubbles: true, cancelable: true, ...more }),
  );
};
const dialog = (): Promise<HTMLElement> => screen.findByRole('dialog', { name: 'Settings' });

describe('settings', () => {
  it('open by a key, change at once, and can be set as at first', async () => {
    const fake = seasoned(5);
    await mounted(fake);
    press(',');
    const inside = within(await dialog());
    inside.getByRole('radio', { name: 'Comfortable' }).click();
    await waitFor(() => expect(document.documentElement.dataset['density']).toBe('comfortable'));
    expect(fake.settings.density).toBe('comfortable');
    inside.getByRole('radio', { name: 'None' }).click();
    await waitFor(() => expect(fake.settings.proxy).toBe('none'));
    inside.getByRole('button', { name: 'Reset to first settings' }).click();
    await waitFor(() => expect(fake.settings).toEqual(firstSettings));
    await waitFor(() => expect(document.documentElement.dataset['density']).toBe('compact'));
    cleanup();
  });

  it('stay as they were where they cannot be kept, and say so', async () => {
    const fake = seasoned(5);
    await mounted(fake);
    press(',');
    const inside = within(await dialog());
    Object.assign(fake.api.settings, {
      change: () => Promise.reject(new CallFailure({ code: 'store-unwritable', message: 'The settings could not be written.' })),
    });
    inside.getByRole('radio', { name: 'Dark' }).click();
    expect(await screen.findByText(/could not be written/)).toBeTruthy();
    expect(document.documentElement.dataset['theme']).toBe('system');
  });

  it('resize the text by keys, also from within a dialog', async () => {
    const fake = seasoned(5);
    await mounted(fake);
    press('=');
    await waitFor(() => expect(fake.settings.textSize).toBe(110));
    press(',');
    const shown = await dialog();
    shown.querySelector('button')?.focus();
    press('+', { shiftKey: true });
    await waitFor(() => expect(fake.settings.textSize).toBe(125));
    press('-');
    await waitFor(() => expect(fake.settings.textSize).toBe(110));
    press('0');
    await waitFor(() => expect(fake.settings.textSize).toBe(100));
  });

  it('show times by another clock, with a mark where the zone is not known, and the header says which', async () => {
    const { bench, grid } = await opened(5);
    const header = within(grid).getByRole('columnheader', { name: /^Recorded/ });
    expect(header.textContent.trim()).toBe('Recorded');
    const cell = (): string => within(grid).getAllByRole('gridcell')[0]?.textContent.trim() ?? '';
    const own = cell();
    await bench.settings.change({ timeZone: 'utc' });
    await waitFor(() => expect(header.textContent.trim()).toBe('Recorded (UTC)'));
    const first = bench.list.shown[0];
    const { timeOfRecording, timeZone } = (first?.kind === 'row' ? first.row?.session : undefined) ?? {};
    const { text, isAsWritten } = recordedIn('utc', timeOfRecording, timeZone);
    expect([cell().startsWith(text), cell().endsWith('?')]).toEqual([true, isAsWritten]);
    await bench.settings.change({ timeZone: 'session' });
    await waitFor(() => expect(cell()).toBe(own));
  });
});
