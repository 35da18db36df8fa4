import type { Page } from '@playwright/test';
import { violations } from './axe.ts';
import { proxy, tlsFront } from './fronts.ts';
import { expect, test } from './paddock.ts';

const race = '171022140426';

/** Looks at a state in both themes. */
function looking(page: Page): (state: string) => Promise<void> {
  return async (state) => {
    for (const colorScheme of ['light', 'dark'] as const) {
      await page.emulateMedia({ colorScheme, reducedMotion: 'reduce' });
      expect(await violations(page), `${state}, ${colorScheme}`).toEqual([]);
    }
  };
}

test('axe finds nothing wrong in any state of the window, light or dark', async ({ launch, demo }) => {
  const server = await demo();
  const { window } = await launch();
  const { page } = window;
  const { keyboard } = page;
  const look = looking(page);

  await expect(window.button('Try the demo server')).toBeVisible();
  await look('first run');

  await window.button('Add server').click();
  await expect(window.addServer.root).toBeVisible();
  await look('dialog');
  await window.addServer.fill({ name: 'Track PC', address: server.url, user: 'demo', password: 'wrong' });
  await window.addServer.connect();
  await expect(window.addServer.root.getByRole('alert')).toBeVisible();
  await look('dialog with an alert');
  await window.addServer.field('Password').fill('demo');
  await window.addServer.connect();
  await expect(window.item('Season2017')).toBeVisible();
  await look('tree, nothing chosen');

  await window.open('Season2017');
  await expect(window.origin).toContainText('Live');
  await window.rows.first().click();
  await look('list');

  await window.filter.fill('lapsCount>');
  await expect(window.list.getByRole('alert')).toBeVisible();
  await look('filter that cannot be read');
  await window.filter.fill('no session is called so');
  await expect(window.said('No session matches the filter.')).toBeVisible();
  await look('no match');
  await keyboard.press('Escape');

  await window.row(race).dblclick();
  await expect(window.session(race).getByRole('status')).toContainText('Live');
  await look('session with details');
  await window.tab('Laps').click();
  await expect(window.laps).toBeVisible();
  await look('session with laps');

  await server.stop();
  await keyboard.press('F5');
  await expect(window.origin).toContainText('Offline');
  await look('list offline, session saved');
  await keyboard.press('Escape');
  await window.item('Live Session Cache').click();
  await expect(window.said('this list was never saved')).toBeVisible();
  await look('offline and never saved');

  await window.item('Track PC').click({ button: 'right' });
  await expect(page.getByRole('menu')).toBeVisible();
  await look('menu of a server');
});

test('axe finds nothing wrong in what is asked and told about servers', async ({ launch, demo }) => {
  const server = await demo();
  const front = await tlsFront(server.url);
  const between = await proxy('me', 'mine');
  const { window } = await launch();
  const { page, addServer, editServer, certificate } = window;
  const { keyboard } = page;
  const look = looking(page);

  await window.button('Add server').click();
  await addServer.fill({ name: 'Track PC', address: front.url, user: 'demo', password: 'demo' });
  await addServer.connect();
  await expect(certificate.root).toBeVisible();
  await look('question about a certificate');
  await keyboard.press('Escape');
  await expect(addServer.button('Look at certificate…')).toBeVisible();
  await look('the alert that leads back to it');
  await addServer.button('Look at certificate…').click();
  await certificate.answer('Trust once').click();
  await window.open('Season2017');
  await expect(window.origin).toContainText('Live');

  await window.choose('Track PC', 'Server report…');
  await expect(window.dialog('Server report').getByRole('table')).toBeVisible();
  await look('report');
  await keyboard.press('Escape');

  await window.choose('Track PC', 'Edit…');
  await editServer.button('More options').click();
  await editServer.root.getByLabel('Client certificate').fill('/nowhere/me.p12');
  await editServer.field('User name').fill('engineer');
  await look('edit, all options');
  await editServer.field('User name').fill('demo');
  await editServer.root.getByLabel('Client certificate').fill('');
  await editServer.field('Address').fill(server.url);
  await editServer.root.getByRole('combobox', { name: 'Proxy', exact: true }).selectOption('This one');
  await editServer.root.getByLabel('Proxy address').fill(between.url);
  await editServer.field('Password').fill('demo');
  await editServer.button('Save').click();
  await expect(window.dialog('Proxy sign-in')).toBeVisible();
  await look('proxy sign-in');
  await keyboard.press('Escape');
  await expect(editServer.button('Save anyway')).toBeVisible();
  await look('edit that failed');
  await keyboard.press('Escape');

  await window.choose('Track PC', 'Sign out…');
  await look('sign out');
  await window.dialog('Sign out').getByRole('button', { name: 'Sign out' }).click();
  await expect(window.item('Track PC')).toHaveAccessibleName('Track PC, signed out');
  await look('signed out');
  await window.choose('Track PC', 'Sign in…');
  await look('sign in');
  await keyboard.press('Escape');

  await front.close();
  await window.signIn('Track PC', 'demo');
  await expect(window.dialog('Sign in to Track PC').getByRole('alert')).toBeVisible();
  await keyboard.press('Escape');
  await keyboard.press('F5');
  await look('list that stays as it was saved');
  await between.close();
});
