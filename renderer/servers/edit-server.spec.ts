import { fireEvent, screen, waitFor, within } from '@testing-library/svelte';
import { describe, expect, it } from 'vitest';
import type { Fake } from '../api/fake.ts';
import { opened, seasoned, withLayout } from '../api/mounted.ts';
import { certificateFailure, offlineFailure } from '../api/season.ts';

withLayout();

const fingerprint = certificateFailure.certificate?.fingerprint ?? '';

const field = (dialog: HTMLElement, label: string): HTMLInputElement => within(dialog).getByLabelText<HTMLInputElement>(label);
const type = (dialog: HTMLElement, label: string, value: string): Promise<unknown> =>
  fireEvent.input(field(dialog, label), { target: { value } });
const save = (dialog: HTMLElement): Promise<unknown> => fireEvent.submit(dialog.querySelector('form') as HTMLFormElement);
const edits = (fake: Fake): readonly unknown[] => fake.calls.filter(([method]) => method === 'servers.edit');

/** The list of "Track PC" shown, and the dialog opened by its key. */
async function editing(fake: Fake): Promise<HTMLElement> {
  await opened(1003, fake);
  const item = screen.getByRole('treeitem', { name: /^Track PC/ });
  item.focus();
  await fireEvent.keyDown(item, { key: 'F2' });
  return screen.findByRole('dialog', { name: 'Edit server' });
}

describe('the dialog "Edit server"', () => {
  it('opens with F2 as the server is, and gives the focus back', async () => {
    const dialog = await editing(seasoned(1003));
    expect(['Name', 'Address', 'User name', 'Password'].map((label) => field(dialog, label).value)).toEqual([
      'Track PC',
      'http://track-pc:8011',
      'demo',
      '',
    ]);
    expect(dialog.textContent).toContain('Left empty, it stays as it is kept.');
    await fireEvent.keyDown(dialog, { key: 'Escape' });
    await waitFor(() => expect(screen.queryByRole('dialog')).toBeNull());
    expect(document.activeElement).toBe(screen.getByRole('treeitem', { name: /^Track PC/ }));
  });

  it('sends what differs, and closes', async () => {
    const fake = seasoned(1003);
    const dialog = await editing(fake);
    await type(dialog, 'Name', 'Pit wall');
    await save(dialog);
    await screen.findByRole('treeitem', { name: /^Pit wall/ });
    await waitFor(() => expect(screen.queryByRole('dialog')).toBeNull());
    expect(edits(fake)).toEqual([['servers.edit', 'id-Track PC', { name: 'Pit wall' }, undefined, undefined, {}]]);
  });

  it('contacts nobody where nothing was changed', async () => {
    const fake = seasoned(1003);
    await save(await editing(fake));
    await waitFor(() => expect(screen.queryByRole('dialog')).toBeNull());
    expect(edits(fake)).toEqual([]);
  });

  it('says why it failed, keeps what was typed, and saves anyway where the server cannot be reached', async () => {
    const fake = seasoned(1003);
    fake.refusals.push(offlineFailure);
    const dialog = await editing(fake);
    expect(within(dialog).queryByRole('button', { name: 'Save anyway' })).toBeNull();
    await type(dialog, 'Address', 'http://pit-wall:8011');
    await type(dialog, 'Password', 'secret');
    await save(dialog);
    expect((await within(dialog).findByRole('alert')).textContent).toContain('The server cannot be reached.');
    expect(field(dialog, 'Address').value).toBe('http://pit-wall:8011');
    expect(field(dialog, 'Password').value).toBe('secret');
    within(dialog).getByRole('button', { name: 'Save anyway' }).click();
    await waitFor(() => expect(screen.queryByRole('dialog')).toBeNull());
    expect(edits(fake)).toHaveLength(2);
    expect(edits(fake).at(-1)).toEqual([
      'servers.edit',
      'id-Track PC',
      { url: 'http://pit-wall:8011' },
      'secret',
      undefined,
      { anyway: true },
    ]);
    expect(fake.servers[0]?.server.url).toBe('http://pit-wall:8011');
  });

  it('offers to save anyway only where it is not what was typed that is wrong', async () => {
    const fake = seasoned(1003);
    fake.refusals.push({ code: 'sign-in-refused', message: 'The server refused the user name or the password.' });
    const dialog = await editing(fake);
    await type(dialog, 'Password', 'wrong');
    await save(dialog);
    await within(dialog).findByRole('alert');
    expect(within(dialog).queryByRole('button', { name: 'Save anyway' })).toBeNull();
  });

  it('opens its further options where some are set, and can take them away', async () => {
    const fake = seasoned(1003);
    const [known] = fake.servers;
    if (known) known.server = { ...known.server, caFile: '/ca.pem', proxy: 'http://proxy:8080' };
    const dialog = await editing(fake);
    expect(field(dialog, 'CA file').value).toBe('/ca.pem');
    expect(field(dialog, 'Proxy address').value).toBe('http://proxy:8080');
    expect(within(dialog).queryByLabelText('Passphrase of the key')).toBeNull();
    await type(dialog, 'CA file', '');
    await type(dialog, 'Client certificate', '/me.p12');
    await type(dialog, 'Passphrase of the key', 'phrase');
    await type(dialog, 'Proxy address', 'http://other:3128');
    await save(dialog);
    await waitFor(() => expect(screen.queryByRole('dialog')).toBeNull());
    expect(edits(fake)).toEqual([
      [
        'servers.edit',
        'id-Track PC',
        { caFile: null, clientCertFile: '/me.p12', proxy: 'http://other:3128' },
        undefined,
        undefined,
        { clientPassphrase: 'phrase' },
      ],
    ]);
  });
});

describe('a certificate that is always trusted', () => {
  it('is shown among the further options, and can be trusted no longer', async () => {
    const fake = seasoned(1003);
    const [known] = fake.servers;
    if (known) known.server = { ...known.server, trusted: fingerprint };
    const dialog = await editing(fake);
    const group = within(dialog).getByRole('group', { name: 'Certificate that is always trusted' });
    expect(group.textContent).toContain(fingerprint.slice(0, 23));
    within(group).getByRole('button', { name: 'Trust it no longer' }).click();
    await waitFor(() => expect(within(dialog).queryByRole('group')).toBeNull());
    await save(dialog);
    await waitFor(() => expect(screen.queryByRole('dialog')).toBeNull());
    expect(edits(fake)).toEqual([['servers.edit', 'id-Track PC', { trusted: null }, undefined, undefined, {}]]);
  });
});

describe('another user of the same server', () => {
  it('is told apart before it is saved, and sees none of what the first was shown until that one is back', async () => {
    const fake = seasoned(1003);
    const connection = fake.servers[0]?.connections[0];
    const dialog = await editing(fake);
    expect(dialog.textContent).not.toContain('apart');
    await type(dialog, 'User name', 'engineer');
    expect(dialog.textContent).toContain('Lists saved for demo at http://track-pc:8011 stay on this computer, apart');
    expect(dialog.textContent).toContain('belongs to the other user');
    await type(dialog, 'Password', 'hers');
    // Held back, so that what is shown meanwhile can be looked at.
    fake.gate = new Promise(() => {});
    await save(dialog);
    await screen.findByText('Reading the first page…');
    expect(screen.getByRole('grid', { name: 'Sessions' }).getAttribute('aria-rowcount')).toBe('1');

    const item = screen.getByRole('treeitem', { name: /^Track PC/ });
    item.focus();
    await fireEvent.keyDown(item, { key: 'F2' });
    const again = await screen.findByRole('dialog', { name: 'Edit server' });
    await type(again, 'User name', 'demo');
    await type(again, 'Password', 'his');
    await save(again);
    await waitFor(() => expect(screen.getByRole('grid', { name: 'Sessions' }).getAttribute('aria-rowcount')).toBe('1004'));
    expect(fake.servers[0]?.connections[0]).toBe(connection);
  });

  it('who does not have the connection that was shown leaves the list empty, not with another one’s rows', async () => {
    const fake = seasoned(1003);
    const dialog = await editing(fake);
    const [known] = fake.servers;
    await type(dialog, 'User name', 'engineer');
    const { servers } = fake.api;
    const before = { ...servers };
    Object.assign(servers, {
      edit: async (...args: Parameters<typeof servers.edit>) => {
        const server = await before.edit(...args);
        if (known) known.connections = [{ name: 'Her own', sessions: 2 }];
        return server;
      },
    });
    await save(dialog);
    await screen.findByRole('treeitem', { name: /^Her own/ });
    await screen.findByText('Choose a connection to see its sessions.');
    expect(screen.queryByRole('grid', { name: 'Sessions' })).toBeNull();
  });
});
