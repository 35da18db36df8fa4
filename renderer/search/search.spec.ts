import { fireEvent, screen, waitFor, within } from '@testing-library/svelte';
import { describe, expect, it } from 'vitest';
import type { Fake } from '../api/fake.ts';
import { mounted, seasoned, withLayout } from '../api/mounted.ts';
import { fakeServer, fakeSnapshot } from '../api/season.ts';
import type { Workbench } from '../workbench.svelte.ts';

withLayout();

/** Two servers: three lists that are saved, one that never was. */
function house(): Fake {
  const fake = seasoned(40);
  fake.servers[0]?.connections.push({ name: 'Live Session Cache', sessions: 2 });
  fake.servers.push({
    server: fakeServer('Factory'),
    reach: { state: 'unasked' },
    connections: [
      { name: 'Archive2016', sessions: 30, snapshot: fakeSnapshot(30, { status: 'partial' }) },
      { name: 'Tests', sessions: 3, snapshot: fakeSnapshot(3) },
    ],
  });
  return fake;
}

async function searching(fake: Fake, text: string): Promise<{ bench: Workbench; field: HTMLElement; list: HTMLElement }> {
  const bench = await mounted(fake);
  await fireEvent.keyDown(document.body, { key: 'F', ctrlKey: true, shiftKey: true });
  const field = await screen.findByRole('combobox', { name: 'Search sessions everywhere' });
  await fireEvent.input(field, { target: { value: text } });
  const list = screen.getByRole('listbox', { name: 'Sessions found' });
  await waitFor(() => expect(bench.search.answered).toBe(text));
  return { bench, field, list };
}

const textOf = (element: HTMLElement | null | undefined): string => (element?.textContent ?? '').replace(/\s+/g, ' ');
const active = (field: HTMLElement): HTMLElement | null => document.getElementById(field.getAttribute('aria-activedescendant') ?? '');

describe('searching everywhere', () => {
  it('groups what it found by list, says where each comes from, and names what it could not look through', async () => {
    const { list } = await searching(house(), 'key-');
    const groups = within(list).getAllByRole('group');
    expect(groups.map((group) => group.getAttribute('aria-labelledby')).every((id) => id !== null && document.getElementById(id))).toBe(
      true,
    );
    expect(groups.map((group) => within(group).getAllByRole('option').length)).toEqual([6, 6, 3]);
    expect(textOf(groups[0])).toMatch(/Season2017.*Track PC.*40 found.*Show all 40 in this connection/);
    expect(textOf(groups[1])).toMatch(/Archive2016.*Factory.*Partial.*30 found/);
    expect(textOf(groups[2])).not.toMatch(/Show all/);
    const dialog = screen.getByRole('dialog', { name: 'Search everywhere' });
    expect(textOf(within(dialog).getByRole('status'))).toContain('73 found in 3 of 3 lists');
    expect(textOf(dialog)).toContain('Not searched, never read: Live Session Cache');
  });

  it('has a column of a detail only where any session found has it, and says what the number counts', async () => {
    const fake = seasoned(3, { hasDetails: false });
    const { list } = await searching(fake, 'key-1');
    const texts = (): readonly string[] => [...(active(field())?.querySelectorAll('bdi') ?? [])].map(textOf);
    const field = (): HTMLElement => screen.getByRole('combobox', { name: 'Search sessions everywhere' });
    expect(texts()).toEqual(['23 Oct 2017 20:37:58', '171023203758', 'Practice', '7 laps']);
    const columns = (): number => list.style.getPropertyValue('--columns').match(/minmax/g)?.length ?? 0;
    expect(columns()).toBe(3);
    fake.servers[0]?.connections.push({ name: 'Archive2016', sessions: 3, snapshot: fakeSnapshot(3) });
    await fireEvent.input(field(), { target: { value: 'key-' } });
    await waitFor(() => expect(columns()).toBe(5));
    expect(textOf(within(list).getAllByRole('option').at(-1))).toContain('VET');
  });

  it('opens a session in its connection by Enter, whatever filter hid it', async () => {
    const fake = house();
    fake.memory = { ...fake.memory, filter: 'nothing is called so' };
    const { bench, field } = await searching(fake, 'key-7');
    await fireEvent.keyDown(field, { key: 'ArrowDown', ctrlKey: true });
    await waitFor(() => expect(active(field)?.getAttribute('aria-selected')).toBe('true'));
    await fireEvent.keyDown(field, { key: 'Enter' });
    await waitFor(() => expect(bench.session.session?.key).toBe('key-7'));
    expect(bench.list.place).toEqual({ serverId: fake.servers[1]?.server.id, connection: 'Archive2016' });
    expect(bench.list.filter).toBe('');
    expect(bench.list.selectedSession?.key).toBe('key-7');
    expect(screen.queryByRole('dialog')).toBeNull();
  });

  it('shows all that a list holds of it with the same filter, and gives the list the focus', async () => {
    const { bench, field } = await searching(house(), 'key-1');
    for (let step = 0; step < 5; step += 1) await fireEvent.keyDown(field, { key: 'ArrowDown' });
    await waitFor(() => expect(textOf(active(field))).toContain('Show all'));
    await fireEvent.keyDown(field, { key: 'Enter' });
    await waitFor(() => expect(bench.list.opened?.total).toBe(11));
    expect(bench.list.filter).toBe('key-1');
    await waitFor(() => expect(document.activeElement?.id).toBe('sessions'));
  });

  it('says what of the text cannot be read and keeps what was found; the text is there again next time', async () => {
    const { bench, field, list } = await searching(house(), 'key-1');
    await fireEvent.input(field, { target: { value: 'key-1 laps>' } });
    expect(textOf(await screen.findByRole('alert'))).toContain('A value is missing');
    expect(within(list).getAllByRole('group')).toHaveLength(3);
    await fireEvent.keyDown(field, { key: 'Escape' });
    await waitFor(() => expect(screen.queryByRole('dialog')).toBeNull());
    bench.actions.perform('search-everywhere');
    expect(await screen.findByRole('combobox', { name: 'Search sessions everywhere' })).toHaveProperty('value', 'key-1 laps>');
  });

  it('says that nothing matches, and what was looked through', async () => {
    const { list } = await searching(house(), 'no session is called so');
    expect(within(list).queryAllByRole('option')).toHaveLength(0);
    expect(textOf(screen.getByRole('dialog'))).toContain('No saved session matches. 3 lists looked through as saved');
  });
});
