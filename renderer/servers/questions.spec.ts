import { fireEvent, screen, waitFor, within } from '@testing-library/svelte';
import { describe, expect, it } from 'vitest';
import { Fake } from '../api/fake.ts';
import { mounted, opened, seasoned, withLayout } from '../api/mounted.ts';
import { certificateFailure, proxyFailure } from '../api/season.ts';

withLayout();

const fingerprint = certificateFailure.certificate?.fingerprint ?? '';
const question = (): Promise<HTMLElement> => screen.findByRole('dialog', { name: 'Certificate not trusted' });
const press = (dialog: HTMLElement, name: string): void => within(dialog).getByRole('button', { name }).click();

/** "Add server" filled in and sent. */
async function adding(fake: Fake): Promise<HTMLElement> {
  await mounted(fake);
  screen.getByRole('button', { name: 'Add server' }).click();
  const dialog = await screen.findByRole('dialog', { name: 'Add server' });
  const typed = { 'Name': 'Track PC', 'Address': 'https://track-pc', 'User name': 'demo', 'Password': 'secret' };
  for (const [label, value] of Object.entries(typed)) await fireEvent.input(within(dialog).getByLabelText(label), { target: { value } });
  await fireEvent.submit(dialog.querySelector('form') as HTMLFormElement);
  return dialog;
}
const sent = (fake: Fake, method: string): readonly unknown[] =>
  fake.calls.filter(([called]) => called === method).map((call) => call.slice(1));

describe('a certificate that nobody vouches for', () => {
  it('is shown with all that tells it from another, and “no” is at hand', async () => {
    const fake = new Fake();
    fake.refusals.push(certificateFailure);
    await adding(fake);
    const dialog = await question();
    for (const said of ['track-pc', 'signed this certificate itself', 'CN=track-pc, O=Paddock Racing', '1 Jan 2036'])
      expect(dialog.textContent).toContain(said);
    expect(dialog.textContent).toContain(fingerprint);
    expect(document.activeElement).toBe(within(dialog).getByRole('button', { name: 'Do not connect' }));
  });

  it.each(['Escape', 'Do not connect'])('is not trusted by %s: the alert stays, with the way back', async (way) => {
    const fake = new Fake();
    fake.refusals.push(certificateFailure);
    const add = await adding(fake);
    if (way === 'Escape') await fireEvent.keyDown(await question(), { key: 'Escape' });
    else press(await question(), way);
    await waitFor(() => expect(screen.queryByRole('dialog', { name: 'Certificate not trusted' })).toBeNull());
    expect(within(add).getByRole('alert').textContent).toContain('certificate is not trusted');
    expect(sent(fake, 'servers.add')).toHaveLength(1);
    expect(fake.servers).toEqual([]);
    press(add, 'Look at certificate…');
    await question();
  });

  it.each([
    ['Trust once', false],
    ['Always trust', true],
  ])('“%s” tries again with exactly this fingerprint', async (name, keep) => {
    const fake = new Fake();
    fake.refusals.push(certificateFailure);
    await adding(fake);
    press(await question(), name);
    await screen.findByRole('treeitem', { name: /^Track PC/ });
    await waitFor(() => expect(screen.queryByRole('dialog')).toBeNull());
    expect(sent(fake, 'servers.add')).toMatchObject([
      [{ name: 'Track PC' }, 'secret', undefined, {}],
      [{ name: 'Track PC' }, 'secret', { fingerprint, keep }, {}],
    ]);
  });

  it('of a saved server is asked about only when the user looks, from the list’s line or the server’s menu', async () => {
    const fake = seasoned(1003);
    await opened(1003, fake);
    fake.reach('id-Track PC', { state: 'offline', at: new Date().toISOString(), failure: certificateFailure });
    const look = await screen.findByRole('button', { name: 'Look at certificate…' });
    expect(screen.queryByRole('dialog')).toBeNull();
    look.focus();
    look.click();
    await fireEvent.keyDown(await question(), { key: 'Escape' });
    await waitFor(() => expect(screen.queryByRole('dialog')).toBeNull());
    expect(document.activeElement).toBe(look);
    expect(sent(fake, 'servers.trust')).toEqual([]);

    await fireEvent.contextMenu(screen.getByRole('treeitem', { name: /^Track PC/ }));
    (await screen.findByRole('menuitem', { name: 'Look at certificate…' })).click();
    press(await question(), 'Always trust');
    await screen.findByRole('treeitem', { name: 'Track PC, live' });
    expect(sent(fake, 'servers.trust')).toEqual([['id-Track PC', { fingerprint, keep: true }]]);
    await waitFor(() => expect(sent(fake, 'sync.run').length).toBeGreaterThan(0));
  });

  it('stands in the way of a list that was never saved, and says so there', async () => {
    const fake = seasoned(1003);
    fake.servers[0]?.connections.push({ name: 'Never read', sessions: 3 });
    await opened(1003, fake);
    fake.reach('id-Track PC', { state: 'offline', at: new Date().toISOString(), failure: certificateFailure });
    screen.getByRole('treeitem', { name: /^Never read/ }).click();
    const button = await screen.findByRole('button', { name: 'Look at certificate…' });
    button.click();
    await question();
  });
});

describe('a proxy that wants a user', () => {
  const sign = async (user: string, password: string): Promise<HTMLElement> => {
    const dialog = await screen.findByRole('dialog', { name: 'Proxy sign-in' });
    await fireEvent.input(within(dialog).getByLabelText('User name'), { target: { value: user } });
    await fireEvent.input(within(dialog).getByLabelText('Password'), { target: { value: password } });
    await fireEvent.submit(dialog.querySelector('form') as HTMLFormElement);
    return dialog;
  };

  it('is asked for in the course of adding, and what is said holds for the tries after it', async () => {
    const fake = new Fake();
    fake.refusals.push(proxyFailure, certificateFailure);
    await adding(fake);
    const dialog = await screen.findByRole('dialog', { name: 'Proxy sign-in' });
    expect(dialog.textContent).toContain('http://proxy.factory:8080');
    expect(dialog.textContent).toContain('unencrypted');
    await sign('me', 'mine');
    press(await question(), 'Trust once');
    await screen.findByRole('treeitem', { name: /^Track PC/ });
    const proxy = { proxyUser: 'me', proxyPassword: 'mine', proxyAddress: 'http://proxy.factory:8080' };
    expect(sent(fake, 'servers.add').map((call) => (call as readonly unknown[]).slice(1))).toEqual([
      ['secret', undefined, {}],
      ['secret', undefined, proxy],
      ['secret', { fingerprint, keep: false }, proxy],
    ]);
  });

  it('of a saved server is signed in to from the list’s line, and the list is read', async () => {
    const fake = seasoned(1003);
    await opened(1003, fake);
    fake.reach('id-Track PC', { state: 'offline', at: new Date().toISOString(), failure: proxyFailure });
    (await screen.findByRole('button', { name: 'Proxy sign-in…' })).click();
    await sign('me', 'mine');
    await screen.findByRole('treeitem', { name: 'Track PC, live' });
    expect(sent(fake, 'servers.proxySignIn')).toEqual([['id-Track PC', 'me', 'mine', 'http://proxy.factory:8080']]);
    expect(screen.queryByRole('dialog')).toBeNull();
  });
});
