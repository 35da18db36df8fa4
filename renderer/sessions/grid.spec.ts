import { fireEvent, screen, waitFor, within } from '@testing-library/svelte';
import { describe, expect, it } from 'vitest';
import type { ListQuery } from '../../preload/list.ts';
import { offlineFailure } from '../api/season.ts';
import { mounted, opened, seasoned, withLayout } from '../api/mounted.ts';

withLayout();

const rowsIn = (grid: HTMLElement): readonly HTMLElement[] => within(grid).getAllByRole('row').slice(1);
const selectedIn = (grid: HTMLElement): readonly (string | null)[] =>
  rowsIn(grid)
    .filter((row) => row.getAttribute('aria-selected') === 'true')
    .map((row) => row.getAttribute('aria-rowindex'));
const press = (element: HTMLElement, key: string, more = {}): Promise<unknown> => fireEvent.keyDown(element, { key, ...more });

describe('the list of a million sessions', () => {
  it('counts all its rows and the header, and holds less than a hundred', async () => {
    const { grid } = await opened(1_000_000);
    expect(grid.getAttribute('aria-rowcount')).toBe('1000001');
    expect(rowsIn(grid).length).toBeGreaterThan(25);
    expect(rowsIn(grid).length).toBeLessThanOrEqual(100);
    expect(rowsIn(grid)[0]?.getAttribute('aria-rowindex')).toBe('2');
  });

  it('goes to the last row and back to the first by one key, the named row in the page', async () => {
    const { grid } = await opened(1_000_000);
    await fireEvent.focus(grid);
    await press(grid, 'End', { ctrlKey: true });
    await waitFor(() => expect(selectedIn(grid)).toEqual(['1000001']));
    const id = grid.getAttribute('aria-activedescendant') ?? '';
    expect(document.getElementById(id)?.getAttribute('aria-rowindex')).toBe('1000001');
    await press(grid, 'Home', { ctrlKey: true });
    await waitFor(() => expect(selectedIn(grid)).toEqual(['2']));
    expect(rowsIn(grid).length).toBeLessThanOrEqual(100);
  });

  it('keeps the selected row in the page while one looks elsewhere', async () => {
    const { bench, grid } = await opened(1_000_000);
    bench.list.select(3);
    bench.list.scrollTo(700_000);
    await waitFor(() => expect(rowsIn(grid).some((row) => row.getAttribute('aria-rowindex') === '700002')).toBe(true));
    expect(selectedIn(grid)).toEqual(['5']);
  });
});

describe('keys of the list', () => {
  it('move the selection by rows and pages', async () => {
    const { grid } = await opened(1003);
    await fireEvent.focus(grid);
    await waitFor(() => expect(selectedIn(grid)).toEqual(['2']));
    await press(grid, 'ArrowDown');
    await waitFor(() => expect(selectedIn(grid)).toEqual(['3']));
    await press(grid, 'PageDown');
    await waitFor(() => expect(selectedIn(grid)).toEqual(['27']));
    await press(grid, 'PageUp');
    await press(grid, 'ArrowUp');
    await waitFor(() => expect(selectedIn(grid)).toEqual(['2']));
  });

  it('reach the headers from the first row, and sort there', async () => {
    const { fake, grid } = await opened(1003);
    await fireEvent.focus(grid);
    await press(grid, 'ArrowUp');
    await press(grid, 'ArrowRight');
    await waitFor(() => expect(grid.getAttribute('aria-activedescendant')).toBe('column-1'));
    await press(grid, 'Enter');
    const header = within(grid).getByRole('columnheader', { name: 'Identifier' });
    await waitFor(() => expect(header.getAttribute('aria-sort')).toBe('ascending'));
    expect(fake.calls.filter(([method]) => method === 'sessions.open').at(-1)?.[1]).toMatchObject({
      sort: { field: 'identifier', direction: 'asc' },
    });
    await press(grid, 'ArrowDown');
    await waitFor(() => expect(selectedIn(grid)).toHaveLength(1));
  });

  it('open the session, and Escape gives the focus back', async () => {
    const { grid } = await opened(1003);
    grid.focus();
    await press(grid, 'ArrowDown');
    await press(grid, 'Enter');
    const region = await screen.findByRole('region', { name: 'Session 171023203758' });
    await waitFor(() => expect(document.activeElement).toBe(within(region).getByRole('tab', { name: 'Details' })));
    await press(document.activeElement as HTMLElement, 'Escape');
    await waitFor(() => expect(screen.queryByRole('region', { name: /^Session 1/ })).toBeNull());
    expect(document.activeElement).toBe(grid);
    expect(selectedIn(grid)).toEqual(['3']);
  });
});

describe('a header', () => {
  it('sorts by a click and turns the order round by the next', async () => {
    const { grid } = await opened(1003);
    const header = within(grid).getByRole('columnheader', { name: 'Recorded' });
    expect(header.getAttribute('aria-sort')).toBe('descending');
    header.click();
    await waitFor(() => expect(header.getAttribute('aria-sort')).toBe('ascending'));
    header.click();
    await waitFor(() => expect(header.getAttribute('aria-sort')).toBe('descending'));
  });
});

describe('an end of the list that is gone to while a new order is awaited', () => {
  it('is that of the new order', async () => {
    const { grid } = await opened(1003);
    const header = within(grid).getByRole('columnheader', { name: 'Recorded' });
    await fireEvent.focus(grid);
    header.click();
    await press(grid, 'End', { ctrlKey: true });
    await waitFor(() => expect(rowsIn(grid).at(-1)?.getAttribute('aria-rowindex')).toBe('1004'));
    await waitFor(() => expect(header.getAttribute('aria-sort')).toBe('ascending'));
    await waitFor(() => expect(rowsIn(grid).at(-1)?.textContent).toContain('23 Oct 2017'));
    expect(selectedIn(grid)).toEqual(['1004']);
    header.click();
    await press(grid, 'Home', { ctrlKey: true });
    await waitFor(() => expect(rowsIn(grid)[0]?.textContent).toContain('23 Oct 2017'));
    expect(selectedIn(grid)).toEqual(['2']);
  });
});

describe('the filter', () => {
  const type = async (text: string): Promise<HTMLElement> => {
    const box = screen.getByRole('searchbox', { name: 'Filter sessions' });
    await fireEvent.input(box, { target: { value: text } });
    return box;
  };

  it('keeps the grid, with no rows, when nothing matches', async () => {
    const { grid } = await opened(1003);
    await type('nothing is like this');
    await waitFor(() => expect(grid.getAttribute('aria-rowcount')).toBe('1'));
    expect(rowsIn(grid)).toEqual([]);
    screen.getByRole('button', { name: 'Clear the filter' }).click();
    await waitFor(() => expect(grid.getAttribute('aria-rowcount')).toBe('1004'));
  });

  it('tells in place what cannot be read, and keeps the rows', async () => {
    const { grid } = await opened(1003);
    await type('HAM');
    await waitFor(() => expect(grid.getAttribute('aria-rowcount')).toBe('145'));
    const box = await type('HAM laps>');
    const alert = await screen.findByRole('alert');
    expect(document.querySelector('.echo mark')?.textContent).toBe('>');
    expect(alert.textContent).toContain('A value is missing');
    expect(box.getAttribute('aria-invalid')).toBe('true');
    expect(grid.getAttribute('aria-rowcount')).toBe('145');
  });

  it('is cleared by Escape, and left by the next', async () => {
    const { grid, bench } = await opened(1003);
    const box = await type('HAM');
    box.focus();
    await press(box, 'Escape');
    expect(bench.list.filter).toBe('');
    await press(box, 'Escape');
    expect(document.activeElement).toBe(grid);
  });

  it('has the keyboard after Ctrl+F', async () => {
    await opened(3);
    await press(document.body, 'f', { ctrlKey: true });
    expect(document.activeElement).toBe(screen.getByRole('searchbox'));
  });
});

describe('copying', () => {
  it('puts the selected row, between tabs, on the clipboard', async () => {
    const { grid, bench } = await opened(3);
    bench.list.select(1);
    const data = new Map<string, string>();
    const event = new Event('copy', { bubbles: true, cancelable: true });
    Object.assign(event, { clipboardData: { setData: (type: string, text: string) => data.set(type, text) } });
    grid.focus();
    document.body.dispatchEvent(event);
    expect(data.get('text/plain')).toBe('2017-10-23T20:37:58.1230000\t171023203758\tPractice\tBOT\tW08-02\tSpa\t7\tHistorical');
  });
});

describe('a list that is read anew', () => {
  it('keeps the selected session selected and where it is seen', async () => {
    const { fake, bench } = await opened(1003);
    bench.list.select(500);
    await waitFor(() => expect(bench.list.selectedSession?.key).toBe('key-500'));
    const above = 500 - bench.list.top;
    // Turned round, the same session stands elsewhere: what is looked at must follow it.
    const before = { ...fake.api.sessions };
    Object.assign(fake.api.sessions, {
      open: (query: ListQuery) => before.open({ ...query, sort: { ...query.sort, direction: 'asc' } }),
    });
    await bench.list.refresh();
    expect(bench.list.selected).toBe(502);
    expect(bench.list.selectedSession?.key).toBe('key-500');
    expect(502 - bench.list.top).toBe(above);
  });

  it('asks at the first key at once, then for the last of what was typed meanwhile as soon as that is answered', async () => {
    const { fake, bench } = await opened(1003);
    const before = { ...fake.api.sessions };
    const asked: string[] = [];
    let answer = (): void => undefined;
    Object.assign(fake.api.sessions, {
      open: async (query: ListQuery) => {
        asked.push(query.filter);
        if (query.filter === 'V') await new Promise<void>((resolve) => (answer = resolve));
        return before.open(query);
      },
    });
    bench.list.type('V');
    expect(asked).toEqual(['V']);
    bench.list.type('VE');
    bench.list.type('VET');
    answer();
    await waitFor(() => expect(bench.list.opened?.rows[0]?.session.details?.[0]?.value).toBe('VET'));
    expect(asked).toEqual(['V', 'VET']);
  });

  it('shows the latest question’s answer, whichever comes last', async () => {
    const { fake, bench } = await opened(1003);
    const before = { ...fake.api.sessions };
    const held: (() => void)[] = [];
    Object.assign(fake.api.sessions, {
      open: async (query: ListQuery) => {
        if (query.filter === 'HAM') await new Promise<void>((resolve) => held.push(resolve));
        return before.open(query);
      },
    });
    bench.list.type('HAM');
    await waitFor(() => expect(held).toHaveLength(1));
    bench.list.type('VET');
    await waitFor(() => expect(bench.list.opened?.rows[0]?.session.details?.[0]?.value).toBe('VET'));
    const shown = bench.list.opened?.view;
    held[0]?.();
    await waitFor(() => expect(fake.calls.filter(([method]) => method === 'sessions.close').length).toBeGreaterThan(1));
    expect(bench.list.opened?.view).toBe(shown);
  });
});

describe('a read under way', () => {
  it('shows numbers and can be cancelled', async () => {
    const fake = seasoned(3, { snapshot: undefined as never });
    fake.gate = new Promise(() => {});
    await mounted(fake);
    (await screen.findByRole('treeitem', { name: /^Season2017/ })).click();
    await screen.findByText('Connecting…');
    const numbers = { sessions: 12_000, expected: 100_000, pages: 12, requests: 12, bytes: 1, elapsed: 1500 };
    fake.emit('sync.progress', { serverId: 'id-Track PC', connection: 'Season2017', ...numbers, phase: 'reading' });
    await screen.findByText('Reading: 12,000 of about 100,000 sessions · 12 pages · 8,000/s · 1.5 s');
    expect(screen.getByRole('progressbar').getAttribute('aria-valuenow')).toBe('12');
    screen.getByRole('button', { name: 'Cancel' }).click();
    await waitFor(() => expect(fake.calls).toContainEqual(['sync.cancel', 'id-Track PC', 'Season2017']));
  });

  it('is begun for what was never saved, and its rows then stand there', async () => {
    const fake = seasoned(3);
    delete fake.servers[0]?.connections[0]?.snapshot;
    const { grid } = await opened(3, fake);
    expect(fake.calls).toContainEqual(['sync.run', 'id-Track PC', 'Season2017']);
    await waitFor(() => expect(rowsIn(grid)).toHaveLength(3));
    expect(screen.getAllByRole('status').some((status) => /3 sessions.*Live, \d+ s ago/.test(status.textContent))).toBe(true);
  });
});

describe('a list that was never read', () => {
  it('says so with its next step, and is no error', async () => {
    const fake = seasoned(3);
    const [server] = fake.servers;
    delete server?.connections[0]?.snapshot;
    if (server) server.reach = { state: 'offline', at: new Date().toISOString(), failure: offlineFailure };
    const { grid } = await opened(0, fake);
    expect(grid.getAttribute('aria-rowcount')).toBe('1');
    await screen.findByText('The server cannot be reached, and this list was never saved.');
    expect(screen.queryByRole('alert')).toBeNull();
    screen.getByRole('button', { name: 'Try again' }).click();
    await waitFor(() => expect(fake.calls).toContainEqual(['sync.run', 'id-Track PC', 'Season2017']));
    expect(fake.calls.some(([method]) => method === 'sessions.close')).toBe(false);
  });
});

describe('a list that gets less room', () => {
  it('keeps the selected row in sight', async () => {
    const { bench } = await opened(1003);
    bench.list.select(24);
    expect(bench.list.top).toBe(0);
    bench.list.resize(10 * 28, 1);
    expect(bench.list.top).toBe(15);
    bench.list.scrollTo(100);
    bench.list.resize(25 * 28, 1);
    expect(bench.list.top).toBe(100);
  });
});
