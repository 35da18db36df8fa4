/** The filter's help in the window, over the in-memory main process. */
import { fireEvent, screen, waitFor } from '@testing-library/svelte';
import { describe, expect, it } from 'vitest';
import { opened, withLayout } from '../api/mounted.ts';

withLayout();

const box = (): HTMLInputElement => screen.getByRole('searchbox', { name: 'Filter sessions' });
async function type(text: string): Promise<void> {
  box().focus();
  await fireEvent.input(box(), { target: { value: text } });
}
const press = (key: string): Promise<boolean> => fireEvent.keyDown(box(), { key });
const options = (): readonly string[] => screen.queryAllByRole('option').map((option) => option.textContent);
const offered = async (count: number): Promise<void> => waitFor(() => expect(options()).toHaveLength(count));

describe('the filter’s help', () => {
  it('offers fields, then the values of one with their counts, and is taken by Enter', async () => {
    const { bench } = await opened(1003);
    await type('dri');
    await offered(1);
    expect(options()[0]).toContain('driver:');
    expect(box().getAttribute('aria-activedescendant')).toBeNull();
    await press('ArrowDown');
    expect(document.getElementById(box().getAttribute('aria-activedescendant') ?? '')?.getAttribute('aria-selected')).toBe('true');
    await press('Enter');
    expect(box().value).toBe('driver:');
    await offered(3);
    expect(options()[0]).toContain('HAM');
    expect(options()[0]).toContain('144');
    expect(screen.queryByRole('alert')).toBeNull();
    await press('ArrowDown');
    await press('Tab');
    expect(box().value).toBe('driver:HAM ');
    expect(bench.list.filter).toBe('driver:HAM ');
    await offered(0);
  });

  it('is taken by a click, too, with the keyboard left in the box', async () => {
    await opened(1003);
    await type('driver:');
    await offered(3);
    screen.getByRole('option', { name: /VET/ }).click();
    await waitFor(() => expect(box().value).toBe('driver:VET '));
    expect(document.activeElement).toBe(box());
  });

  it('never takes Enter from who chose none', async () => {
    const { grid } = await opened(1003);
    await type('driver:');
    await offered(3);
    await press('Enter');
    expect(document.activeElement).toBe(grid);
    expect(box().value).toBe('driver:');
    expect(options()).toEqual([]);
  });

  it('is closed by the first Escape; the second clears, the third leaves', async () => {
    const { grid } = await opened(1003);
    await type('driver:V');
    await offered(1);
    await press('Escape');
    expect([box().value, options()]).toEqual(['driver:V', []]);
    await press('Escape');
    expect(box().value).toBe('');
    await press('Escape');
    expect(document.activeElement).toBe(grid);
  });

  it('asks for values in what the rest of the filter leaves', async () => {
    const { fake } = await opened(1003);
    await type('laps>5 driver:');
    await offered(3);
    const [, query] = fake.calls.findLast(([method]) => method === 'sessions.values') ?? [];
    expect(query).toMatchObject({ field: 'driver', filter: 'laps>5', part: '', connection: 'Season2017' });
  });

  it('underlines in the box what cannot be read', async () => {
    await opened(1003);
    await type('HAM laps>');
    await screen.findByRole('alert');
    expect(document.querySelector('.echo mark')?.textContent).toBe('>');
  });
});
