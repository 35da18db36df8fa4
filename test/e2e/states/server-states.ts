import { expect } from '@playwright/test';
import { proxy, tlsFront } from '../fronts.ts';
import type { PaddockWindow } from '../window.ts';
import { served, type Means, type State } from './state.ts';

async function adding({ launch }: Means): Promise<PaddockWindow> {
  const { window } = await launch();
  await window.button('Add server').click();
  await expect(window.addServer.root).toBeVisible();
  return window;
}

/** A certificate that nobody vouches for is asked about. */
async function untrusted(means: Means): Promise<PaddockWindow> {
  const server = await means.demo();
  const front = await tlsFront(server.url);
  means.atEnd(() => front.close());
  const window = await adding(means);
  await window.addServer.fill({ name: 'Track PC', address: front.url, user: 'demo', password: 'demo' });
  await window.addServer.connect();
  await expect(window.certificate.root).toBeVisible();
  return window;
}

/** The server is to be reached by a proxy that wants a user. */
async function proxied(means: Means): Promise<PaddockWindow> {
  const { window, server } = await served(means);
  const between = await proxy('me', 'mine');
  means.atEnd(() => between.close());
  const { editServer } = window;
  await window.choose('Track PC', 'Edit…');
  await editServer.button('More options').click();
  await editServer.field('Address').fill(`${server.url}/`);
  await editServer.root.getByRole('combobox', { name: 'Proxy', exact: true }).selectOption('This one');
  await editServer.root.getByLabel('Proxy address').fill(between.url);
  await editServer.field('Password').fill('demo');
  await editServer.button('Save').click();
  await expect(window.dialog('Proxy sign-in')).toBeVisible();
  return window;
}

async function signedOut(means: Means): Promise<PaddockWindow> {
  const { window } = await served(means);
  await window.choose('Track PC', 'Sign out…');
  await window.dialog('Sign out').getByRole('button', { name: 'Sign out' }).click();
  await expect(window.item('Track PC')).toHaveAccessibleName('Track PC, signed out');
  return window;
}

export const serverStates: readonly State[] = [
  { name: 'adding a server', reach: adding },
  {
    name: 'adding a server that refuses the password',
    reach: async (means) => {
      const server = await means.demo();
      const window = await adding(means);
      await window.addServer.fill({ name: 'Track PC', address: server.url, user: 'demo', password: 'wrong' });
      await window.addServer.connect();
      await expect(window.addServer.alert).toBeVisible();
      return window;
    },
  },
  { name: 'question about a certificate', reach: untrusted },
  {
    name: 'alert that leads back to the certificate',
    reach: async (means) => {
      const window = await untrusted(means);
      await window.page.keyboard.press('Escape');
      await expect(window.addServer.button('Look at certificate…')).toBeVisible();
      return window;
    },
  },
  {
    name: 'menu of a server',
    reach: async (means) => {
      const { window } = await served(means);
      await window.item('Track PC').click({ button: 'right' });
      await expect(window.page.getByRole('menu')).toBeVisible();
      return window;
    },
  },
  {
    name: 'server report',
    reach: async (means) => {
      const { window } = await served(means);
      await window.choose('Track PC', 'Server report…');
      await expect(window.dialog('Server report').getByRole('table')).toBeVisible();
      return window;
    },
  },
  {
    name: 'editing a server, all options',
    reach: async (means) => {
      const { window } = await served(means);
      const { editServer } = window;
      await window.choose('Track PC', 'Edit…');
      await editServer.button('More options').click();
      await editServer.root.getByLabel('Client certificate').fill('/nowhere/me.p12');
      await editServer.field('User name').fill('engineer');
      return window;
    },
  },
  {
    name: 'adding a server that does not answer',
    reach: async (means) => {
      const server = await means.demo(['--fault', 'hang=1']);
      const window = await adding(means);
      await window.addServer.fill({ name: 'Track PC', address: server.url, user: 'demo', password: 'demo' });
      await window.addServer.connect();
      await expect(window.addServer.root.getByRole('status')).toHaveText('Connecting…');
      return window;
    },
  },
  { name: 'proxy sign-in', reach: proxied },
  {
    name: 'editing a server, failed',
    reach: async (means) => {
      const window = await proxied(means);
      await window.page.keyboard.press('Escape');
      await expect(window.editServer.button('Save anyway')).toBeVisible();
      // Below the fields, where it is out of sight until it is brought there.
      await expect(window.editServer.alert).toBeInViewport({ ratio: 1 });
      return window;
    },
  },
  {
    name: 'sign out?',
    reach: async (means) => {
      const { window } = await served(means);
      await window.choose('Track PC', 'Sign out…');
      await expect(window.dialog('Sign out')).toBeVisible();
      return window;
    },
  },
  { name: 'signed out', reach: signedOut },
  {
    name: 'signing in',
    reach: async (means) => {
      const window = await signedOut(means);
      await window.choose('Track PC', 'Sign in…');
      await expect(window.dialog('Sign in to Track PC')).toBeVisible();
      return window;
    },
  },
  {
    name: 'signing in to a server that does not answer, the list as it was saved',
    reach: async (means) => {
      const { window, server } = await served(means);
      await window.choose('Track PC', 'Sign out…');
      await window.dialog('Sign out').getByRole('button', { name: 'Sign out' }).click();
      await expect(window.item('Track PC')).toHaveAccessibleName('Track PC, signed out');
      await server.stop();
      await window.signIn('Track PC', 'demo');
      await expect(window.dialog('Sign in to Track PC').getByRole('alert')).toBeVisible();
      await window.page.keyboard.press('Escape');
      await expect(window.origin).toContainText('aved');
      return window;
    },
  },
];
