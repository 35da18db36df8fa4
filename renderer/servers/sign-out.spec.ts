import { fireEvent, screen, waitFor, within } from '@testing-library/svelte';
import { describe, expect, it } from 'vitest';
import type { Fake } from '../api/fake.ts';
import { opened, seasoned, withLayout } from '../api/mounted.ts';
import { certificateFailure, fakeFacts, offlineFailure } from '../api/season.ts';

withLayout();

const called = (fake: Fake, method: string): number => fake.calls.filter(([name]) => name === method).length;
const menu = async (item: string): Promise<void> => {
  await fireEvent.contextMenu(screen.getByRole('treeitem', { name: /^Track PC/ }));
  (await screen.findByRole('menuitem', { name: item })).click();
};

describe('signing out', () => {
  it('asks first, says what stays, and leaves the list readable with the way back in', async () => {
    const fake = seasoned(1003);
    const { grid } = await opened(1003, fake);
    await menu('Sign out…');
    const dialog = await screen.findByRole('dialog', { name: 'Sign out' });
    expect(dialog.textContent).toContain('the password of demo is forgotten');
    expect(dialog.textContent).toContain('Lists that were saved stay on this computer');
    expect(called(fake, 'servers.signOut')).toBe(0);
    within(dialog).getByRole('button', { name: 'Sign out' }).click();
    await screen.findByRole('treeitem', { name: 'Track PC, signed out' });
    await waitFor(() => expect(screen.queryByRole('dialog')).toBeNull());
    expect(grid.getAttribute('aria-rowcount')).toBe('1004');
    const reads = called(fake, 'sync.run');

    screen.getByRole('button', { name: 'Sign in' }).click();
    const again = await screen.findByRole('dialog', { name: 'Sign in to Track PC' });
    await fireEvent.input(within(again).getByLabelText('Password'), { target: { value: 'demo' } });
    await fireEvent.submit(again.querySelector('form') as HTMLFormElement);
    await screen.findByRole('treeitem', { name: 'Track PC, live' });
    await waitFor(() => expect(called(fake, 'sync.run')).toBe(reads + 1));
  });

  it('is offered where a password is known, and signing in where none is', async () => {
    const fake = seasoned(1003);
    await opened(1003, fake);
    await fireEvent.contextMenu(screen.getByRole('treeitem', { name: /^Track PC/ }));
    const items = (): readonly (string | undefined)[] => screen.getAllByRole('menuitem').map((item) => item.textContent.trim());
    await screen.findByRole('menu');
    expect(items()).toEqual([
      'Refresh connections',
      'Sign out…',
      'Edit…F2',
      'Server report…',
      'Export as a Postman collection…',
      'Remove…',
    ]);
    await fireEvent.keyDown(document.activeElement as Element, { key: 'Escape' });
    await fake.api.servers.signOut('id-Track PC');
    await fireEvent.contextMenu(screen.getByRole('treeitem', { name: /^Track PC/ }));
    await screen.findByRole('menu');
    await waitFor(() =>
      expect(items()).toEqual([
        'Refresh connections',
        'Sign in…',
        'Edit…F2',
        'Server report…',
        'Export as a Postman collection…',
        'Remove…',
      ]),
    );
  });
});

describe('the server’s report', () => {
  it('is asked for, shown as a table with how each was found out, and copied as text', async () => {
    const fake = seasoned(1003);
    fake.facts = fakeFacts;
    await opened(1003, fake);
    const copied: string[] = [];
    // The document of the specs has no clipboard: it is given one that does what a browser's does.
    Object.assign(document, {
      execCommand: () => {
        const event = new Event('copy', { bubbles: true, cancelable: true });
        Object.assign(event, { clipboardData: { setData: (_type: string, text: string) => copied.push(text) } });
        return !document.dispatchEvent(event);
      },
    });
    await menu('Server report…');
    const table = await screen.findByRole('table', { name: 'Server report' });
    expect(within(table).getAllByRole('row')).toHaveLength(fakeFacts.length + 1);
    const row = within(table).getByRole('row', { name: /Page cap/ });
    expect(row.textContent).toContain('200 sessions');
    expect(row.textContent).toContain('a page of 1,000 came with 200');
    screen.getByRole('button', { name: 'Copy' }).click();
    await screen.findByText('Copied');
    expect(copied).toHaveLength(1);
    expect(copied[0]).toMatch(/^Server report: Track PC\n[^]*\nPage cap {8}200 sessions/);
    Reflect.deleteProperty(document, 'execCommand');
  });

  it('says why it failed, and is asked for once more', async () => {
    const fake = seasoned(1003);
    await opened(1003, fake);
    fake.refusals.push(offlineFailure);
    await menu('Server report…');
    const dialog = await screen.findByRole('dialog', { name: 'Server report' });
    expect((await within(dialog).findByRole('alert')).textContent).toContain('The server cannot be reached.');
    expect(within(dialog).queryByRole('button', { name: 'Copy' })).toBeNull();
    within(dialog).getByRole('button', { name: 'Try again' }).click();
    await within(dialog).findByRole('table');
    expect(within(dialog).queryByRole('alert')).toBeNull();
  });

  it('leads to the certificate that stands in its way, and is given up when it is closed', async () => {
    const fake = seasoned(1003);
    await opened(1003, fake);
    fake.refusals.push(certificateFailure);
    await menu('Server report…');
    (await screen.findByRole('button', { name: 'Look at certificate…' })).click();
    await screen.findByRole('dialog', { name: 'Certificate not trusted' });
    await fireEvent.keyDown(document.activeElement as Element, { key: 'Escape' });
    await waitFor(() => expect(screen.queryByRole('dialog')).toBeNull());

    Object.assign(fake.api.servers, { report: () => new Promise(() => {}) });
    await menu('Server report…');
    await screen.findByText('Asking the server…');
    screen.getByRole('button', { name: 'Close' }).click();
    await waitFor(() => expect(screen.queryByRole('dialog')).toBeNull());
    expect(called(fake, 'cancel')).toBe(1);
  });
});
