/** Saved filters and stars in the tree, over the in-memory main process. */
import { cleanup, fireEvent, screen, waitFor } from '@testing-library/svelte';
import { describe, expect, it } from 'vitest';
import { defaultSort } from '../../preload/model.ts';
import type { Workbench } from '../workbench.svelte.ts';
import { mounted, opened, seasoned, withLayout } from '../api/mounted.ts';

withLayout();

const item = (name: RegExp): HTMLElement => screen.getByRole('treeitem', { name });
const noItem = (name: RegExp): void => expect(screen.queryByRole('treeitem', { name })).toBeNull();

async function save(filter: string, name: string, scope?: 'Any connection'): Promise<void> {
  await fireEvent.input(screen.getByRole('searchbox'), { target: { value: filter } });
  (await screen.findByRole('button', { name: 'Save filter' })).click();
  const field = await screen.findByLabelText('Name');
  await fireEvent.input(field, { target: { value: name } });
  if (scope) screen.getByRole('radio', { name: scope }).click();
  screen.getByRole('button', { name: 'Save' }).click();
  await screen.findByRole('treeitem', { name: new RegExp(`^${name}`) });
}

describe('a saved filter', () => {
  it('stands below its connection and opens it with its filter', async () => {
    const { bench } = await opened(1003);
    await save('HAM', 'Hamilton');
    expect(item(/^Hamilton/).getAttribute('aria-level')).toBe('3');
    expect(item(/^Season2017/).getAttribute('aria-expanded')).toBe('true');
    expect(screen.getByRole('button', { name: 'Saved as “Hamilton”' })).toBeTruthy();
    bench.list.type('');
    await waitFor(() => expect(bench.list.opened?.total).toBe(1003));
    item(/^Hamilton/).click();
    await waitFor(() => expect(bench.list.opened?.total).toBe(144));
    expect(bench.list.filter).toBe('HAM');
  });

  it('keeps its dialog where the name is taken', async () => {
    const { bench } = await opened(1003);
    await save('HAM', 'Mine');
    await fireEvent.input(screen.getByRole('searchbox'), { target: { value: 'VET' } });
    (await screen.findByRole('button', { name: 'Save filter' })).click();
    await fireEvent.input(await screen.findByLabelText('Name'), { target: { value: 'Mine' } });
    screen.getByRole('button', { name: 'Save' }).click();
    expect((await screen.findByRole('alert')).textContent).toContain('saved already');
    expect(bench.shelf.kept.filters).toHaveLength(1);
  });

  it('that was deleted comes back by Ctrl+Z, and by the button', async () => {
    const { bench } = await opened(1003);
    await save('HAM', 'Hamilton');
    const remove = async (): Promise<void> => {
      bench.servers.focus(bench.servers.nodes.find(({ kind }) => kind === 'filter')?.id ?? '');
      await fireEvent.keyDown(screen.getByRole('tree'), { key: 'Delete' });
      await screen.findByText('The filter “Hamilton” was deleted.');
      noItem(/^Hamilton/);
    };
    await remove();
    expect(bench.servers.activeNode?.kind).toBe('connection');
    await fireEvent.keyDown(document.body, { key: 'z', ctrlKey: true });
    await screen.findByRole('treeitem', { name: /^Hamilton/ });
    await remove();
    screen.getByRole('button', { name: 'Undo' }).click();
    await screen.findByRole('treeitem', { name: /^Hamilton/ });
  });
});

describe('a saved filter for any connection', () => {
  const other = { serverId: 'id-Track PC', connection: 'Archive' };

  async function saved(): Promise<Workbench> {
    const { fake, bench } = await opened(1003);
    fake.servers[0]?.connections.push({ name: 'Archive', sessions: 20 });
    await bench.servers.refresh('id-Track PC');
    await save('HAM', 'Hamilton', 'Any connection');
    return bench;
  }

  it('stands under a heading of its own and filters whatever list is open', async () => {
    const bench = await saved();
    expect(item(/^Any connection, saved filters/).getAttribute('aria-level')).toBe('1');
    expect(item(/^Hamilton/).getAttribute('aria-level')).toBe('2');
    expect(screen.getByRole('button', { name: 'Saved as “Hamilton”' })).toBeTruthy();
    bench.list.type('');
    await bench.select(other);
    expect(item(/^Hamilton/).getAttribute('aria-current')).toBeNull();
    item(/^Hamilton/).click();
    await waitFor(() => expect(item(/^Hamilton/).getAttribute('aria-current')).toBe('true'));
    expect(bench.list.place).toEqual(other);
    expect(bench.list.filter).toBe('HAM');
  });

  it('says what is missing where no list is open', async () => {
    const fake = seasoned(1003);
    fake.shelf.filters = [{ id: 'wet', name: 'Wet', filter: 'note:wet', sort: defaultSort }];
    await mounted(fake);
    item(/^Wet/).click();
    await screen.findByText(/choose a connection first/);
  });

  it('is offered by the palette, with what it is for', async () => {
    const bench = await saved();
    bench.list.type('');
    await bench.select(other);
    await fireEvent.keyDown(document.body, { key: 'k', ctrlKey: true });
    await fireEvent.input(await screen.findByRole('combobox'), { target: { value: 'hamil' } });
    const [offer] = screen.getAllByRole('option');
    expect(offer?.textContent).toMatch(/Hamilton\s*Saved filter · Any connection/);
    offer?.click();
    await waitFor(() => expect(bench.list.filter).toBe('HAM'));
    expect(bench.list.place).toEqual(other);
  });

  it('becomes one of the open connection by its dialog', async () => {
    const bench = await saved();
    await fireEvent.contextMenu(item(/^Hamilton/));
    (await screen.findByRole('menuitem', { name: /^Edit/ })).click();
    (await screen.findByRole('radio', { name: 'Season2017' })).click();
    screen.getByRole('button', { name: 'Save' }).click();
    await waitFor(() => expect(item(/^Hamilton/).getAttribute('aria-level')).toBe('3'));
    noItem(/^Any connection/);
    expect(bench.shelf.kept.filters).toMatchObject([{ place: { serverId: 'id-Track PC', connection: 'Season2017' } }]);
  });

  it('that was deleted comes back', async () => {
    const bench = await saved();
    bench.servers.focus(bench.servers.nodes.find(({ kind }) => kind === 'filter')?.id ?? '');
    await fireEvent.keyDown(screen.getByRole('tree'), { key: 'Delete' });
    await waitFor(() => noItem(/^Any connection/));
    await fireEvent.keyDown(document.body, { key: 'z', ctrlKey: true });
    await screen.findByRole('treeitem', { name: /^Hamilton/ });
    expect(bench.shelf.kept.filters[0]?.place).toBeUndefined();
  });
});

describe('a starred connection', () => {
  it('comes first under its server, by Ctrl+D', async () => {
    const { fake, bench } = await opened(1003);
    fake.servers[0]?.connections.push({ name: 'Archive', sessions: 1 });
    await bench.servers.refresh('id-Track PC');
    const archive = await screen.findByRole('treeitem', { name: /^Archive/ });
    expect(archive.getAttribute('aria-posinset')).toBe('2');
    bench.servers.focus('id-Track PC\nArchive');
    await fireEvent.keyDown(screen.getByRole('tree'), { key: 'd', ctrlKey: true });
    await screen.findByRole('treeitem', { name: /^Archive, starred/ });
    expect(item(/^Archive/).getAttribute('aria-posinset')).toBe('1');
    expect(fake.shelf.stars).toEqual([{ serverId: 'id-Track PC', connection: 'Archive' }]);
  });
});

describe('finding a connection', () => {
  it('hides what does not match, says how much does, and Escape brings all back', async () => {
    const { fake, bench } = await opened(1003);
    fake.servers[0]?.connections.push({ name: 'Archive', sessions: 1 });
    await bench.servers.refresh('id-Track PC');
    await fireEvent.keyDown(document.body, { key: 'E', ctrlKey: true, shiftKey: true });
    const box = await screen.findByRole('textbox', { name: 'Find a connection' });
    expect(document.activeElement).toBe(box);
    await fireEvent.input(box, { target: { value: 'arch' } });
    await waitFor(() => noItem(/^Season2017/));
    expect(item(/^Track PC/)).toBeTruthy();
    expect(item(/^Archive/).getAttribute('aria-setsize')).toBe('1');
    expect(document.querySelector('.seek .meta')?.textContent).toBe('1');
    await fireEvent.keyDown(box, { key: 'Escape' });
    expect(item(/^Season2017/)).toBeTruthy();
    expect(screen.queryByRole('textbox', { name: 'Find a connection' })).toBeNull();
  });
});

describe('the tree after a restart', () => {
  it('has its focus, what is collapsed, and its saved filters as they were', async () => {
    const fake = seasoned(1003);
    fake.shelf.filters = [
      { id: 'wet', name: 'Wet', filter: 'note:wet', sort: defaultSort, place: { serverId: 'id-Track PC', connection: 'Season2017' } },
      { id: 'dry', name: 'Dry', filter: 'note:dry', sort: defaultSort, place: { serverId: 'id-Track PC', connection: 'Season2017' } },
    ];
    const first = await mounted(fake);
    first.servers.focus('id-Track PC\nSeason2017\ndry');
    first.servers.scrolled(40.4);
    expect(first.memory).toMatchObject({ treeActive: 'id-Track PC\nSeason2017\ndry', treeTop: 40 });
    fake.memory = first.memory;
    cleanup();
    const again = await mounted(fake);
    expect(again.servers.activeNode).toMatchObject({ kind: 'filter', filter: { name: 'Dry' } });
    again.servers.collapse('id-Track PC\nSeason2017');
    expect(again.servers.activeNode?.kind).toBe('connection');
    await waitFor(() => noItem(/^Dry/));
    expect(again.memory.collapsed).toContain('id-Track PC\nSeason2017');
  });
});
