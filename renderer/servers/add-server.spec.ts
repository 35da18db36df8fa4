import { fireEvent, screen, waitFor, within } from '@testing-library/svelte';
import { describe, expect, it } from 'vitest';
import { Fake } from '../api/fake.ts';
import { offlineFailure } from '../api/season.ts';
import { mounted, seasoned, withLayout } from '../api/mounted.ts';

withLayout();

const field = (dialog: HTMLElement, label: string): HTMLInputElement => within(dialog).getByLabelText<HTMLInputElement>(label);

async function filled(fake: Fake): Promise<HTMLElement> {
  await mounted(fake);
  const button = screen.getByRole('button', { name: 'Add server' });
  button.focus();
  button.click();
  const dialog = await screen.findByRole('dialog', { name: 'Add server' });
  const typed = { 'Name': 'Track PC', 'Address': 'http://track-pc:8011', 'User name': 'demo', 'Password': 'secret' };
  for (const [label, value] of Object.entries(typed)) await fireEvent.input(field(dialog, label), { target: { value } });
  return dialog;
}
const connect = (dialog: HTMLElement): Promise<unknown> => fireEvent.submit(dialog.querySelector('form') as HTMLFormElement);

describe('the first run', () => {
  it('offers a server of one’s own and the demo server, and the tree stands after it', async () => {
    await mounted(new Fake());
    expect(screen.getAllByRole('button').map((button) => button.textContent)).toEqual([
      'Add server',
      'Try the demo server',
      'Open a file…',
    ]);
    screen.getByRole('button', { name: 'Try the demo server' }).click();
    const server = await screen.findByRole('treeitem', { name: /^Demo server/ });
    expect(server.getAttribute('aria-expanded')).toBe('true');
    await screen.findByRole('treeitem', { name: /^Live Session Cache/ });
    await waitFor(() => expect(document.activeElement).toBe(server));
  });
});

describe('the dialog "Add server"', () => {
  it('keeps what was typed when it fails, and says why inside', async () => {
    const fake = new Fake();
    fake.refusals.push(offlineFailure);
    const dialog = await filled(fake);
    await connect(dialog);
    const alert = await within(dialog).findByRole('alert');
    expect(alert.textContent).toContain('The server cannot be reached.');
    expect(alert.textContent).toContain('Check the address');
    expect(['Name', 'Address', 'User name', 'Password'].map((label) => field(dialog, label).value)).toEqual([
      'Track PC',
      'http://track-pc:8011',
      'demo',
      'secret',
    ]);
    expect(fake.servers).toHaveLength(0);
  });

  it('closes when it worked, with the server expanded in the tree', async () => {
    const fake = new Fake();
    const dialog = await filled(fake);
    await connect(dialog);
    const server = await screen.findByRole('treeitem', { name: /^Track PC/ });
    expect(screen.queryByRole('dialog')).toBeNull();
    expect(server.getAttribute('aria-expanded')).toBe('true');
    await screen.findByRole('treeitem', { name: /^Season2017/ });
    expect(fake.calls).toContainEqual([
      'servers.add',
      { name: 'Track PC', url: 'http://track-pc:8011', user: 'demo', generation: 'auto' },
      'secret',
      undefined,
      {},
    ]);
  });

  it('gives up the call while it connects, and stays', async () => {
    const fake = new Fake();
    Object.assign(fake.api.servers, { add: () => new Promise(() => {}) });
    const dialog = await filled(fake);
    await connect(dialog);
    await within(dialog).findByText('Connecting…');
    within(dialog).getByRole('button', { name: 'Cancel' }).click();
    expect(fake.calls).toContainEqual(['cancel']);
    expect(screen.getByRole('dialog')).toBe(dialog);
  });

  it('warns of plain http, and says where the password will live', async () => {
    const fake = new Fake();
    fake.keychain = false;
    const dialog = await filled(fake);
    expect(dialog.textContent).toContain('cross the network unencrypted');
    expect(dialog.textContent).toContain('No keychain was found on this computer.');
    await fireEvent.input(field(dialog, 'Address'), { target: { value: 'https://track-pc' } });
    await waitFor(() => expect(dialog.textContent).not.toContain('unencrypted'));
  });

  it('is closed by Escape, and gives the focus back', async () => {
    const dialog = await filled(new Fake());
    await fireEvent.keyDown(dialog, { key: 'Escape' });
    await waitFor(() => expect(screen.queryByRole('dialog')).toBeNull());
    expect(document.activeElement).toBe(screen.getByRole('button', { name: 'Add server' }));
  });
});

describe('a server that cannot be reached', () => {
  it('shows what is saved, says offline and how old, and asks nothing by itself', async () => {
    const fake = seasoned(3);
    const [server] = fake.servers;
    if (server) server.reach = { state: 'offline', at: new Date().toISOString(), failure: offlineFailure };
    fake.memory = { ...fake.memory, selected: { serverId: 'id-Track PC', connection: 'Season2017' } };
    await mounted(fake);
    const grid = await screen.findByRole('grid', { name: 'Sessions' });
    await waitFor(() => expect(within(grid).getAllByRole('row')).toHaveLength(4));
    expect(screen.getAllByRole('status').some((status) => /Offline, saved 1\d s ago/.test(status.textContent))).toBe(true);
    expect(screen.getByRole('treeitem', { name: 'Track PC, offline' })).toBeTruthy();
    expect(screen.queryByRole('alert')).toBeNull();
    expect(fake.calls.map(([method]) => method)).not.toContain('sync.run');
  });
});

describe('the tree', () => {
  it('is one Tab stop that arrows move, and its items say their place', async () => {
    await mounted(seasoned(3));
    const tree = await screen.findByRole('tree', { name: 'Connections' });
    const stops = (): readonly (string | null)[] =>
      within(tree)
        .getAllByRole('treeitem')
        .filter((item) => item.tabIndex === 0)
        .map((item) => item.getAttribute('aria-label'));
    expect(stops()).toEqual(['Track PC, live']);
    within(tree)
      .getByRole('treeitem', { name: /^Track PC/ })
      .focus();
    await fireEvent.keyDown(document.activeElement as Element, { key: 'ArrowDown' });
    const connection = within(tree).getByRole('treeitem', { name: /^Season2017, 3 sessions/ });
    await waitFor(() => expect(document.activeElement).toBe(connection));
    expect(stops()).toHaveLength(1);
    expect(['level', 'setsize', 'posinset'].map((name) => connection.getAttribute(`aria-${name}`))).toEqual(['2', '1', '1']);
  });
});

describe('the menu of a server', () => {
  it('has the keyboard, and gives it back to the item', async () => {
    await mounted(seasoned(3));
    const item = await screen.findByRole('treeitem', { name: /^Track PC/ });
    await fireEvent.contextMenu(item);
    const menu = await screen.findByRole('menu', { name: 'Track PC' });
    await waitFor(() => expect(document.activeElement).toBe(within(menu).getByRole('menuitem', { name: 'Refresh connections' })));
    await fireEvent.keyDown(document.activeElement as Element, { key: 'ArrowUp' });
    expect(document.activeElement).toBe(within(menu).getByRole('menuitem', { name: 'Remove…' }));
    await fireEvent.keyDown(document.activeElement as Element, { key: 'Escape' });
    await waitFor(() => expect(screen.queryByRole('menu')).toBeNull());
    expect(document.activeElement).toBe(item);
  });

  it('removes a server only after it was asked', async () => {
    const fake = seasoned(3);
    await mounted(fake);
    await fireEvent.contextMenu(await screen.findByRole('treeitem', { name: /^Track PC/ }));
    (await screen.findByRole('menuitem', { name: 'Remove…' })).click();
    const dialog = await screen.findByRole('dialog', { name: 'Remove server' });
    expect(fake.servers).toHaveLength(1);
    within(dialog).getByRole('button', { name: 'Remove' }).click();
    await screen.findByRole('button', { name: 'Try the demo server' });
    expect(fake.servers).toEqual([]);
  });
});
