import { expect } from '@playwright/test';
import { BottomPage } from '../pages/bottom.ts';
import type { PaddockWindow } from '../window.ts';
import { list, race, served, tree, type Means, type State } from './state.ts';

/** The race's session is open below the list, its details live. */
async function opened(means: Means): Promise<PaddockWindow> {
  const window = await list(means);
  await window.row(race).dblclick();
  await expect(window.session(race).getByRole('status')).toContainText('Live');
  return window;
}

async function firstRun({ launch }: Means): Promise<PaddockWindow> {
  const { window } = await launch();
  await expect(window.button('Try the demo server')).toBeVisible();
  return window;
}

async function filtered(means: Means, text: string): Promise<PaddockWindow> {
  const window = await list(means);
  await window.filter.fill(text);
  return window;
}

/** A list that is read for the first time, page by page, from a server that takes its time. */
async function reading({ launch, demo }: Means): Promise<PaddockWindow> {
  const server = await demo(['--sessions', '30000', '--connections', '1', '--fault', 'delay=1500']);
  const { window } = await launch();
  await window.add('Track PC', server.url);
  await window.item('Season2017').click();
  await expect(window.list.getByRole('progressbar')).toBeVisible();
  return window;
}

export const listStates: readonly State[] = [
  { name: 'first run', reach: firstRun },
  { name: 'tree, nothing chosen', reach: tree },
  {
    name: 'list, a row selected',
    reach: async (means) => {
      const window = await list(means);
      await window.rows.first().click();
      await expect(window.rows.first()).toHaveAttribute('aria-selected', 'true');
      return window;
    },
  },
  {
    name: 'filter that cannot be read',
    reach: async (means) => {
      const window = await filtered(means, 'lapsCount>');
      await expect(window.list.getByRole('alert')).toBeVisible();
      return window;
    },
  },
  {
    name: 'filter without a match',
    reach: async (means) => {
      const window = await filtered(means, 'no session is called so');
      await expect(window.said('No session matches the filter.')).toBeVisible();
      return window;
    },
  },
  { name: 'list being read', reach: reading },
  {
    name: 'list being read, told below',
    reach: async (means) => {
      const window = await reading(means);
      const bottom = new BottomPage(window.page);
      await bottom.opener('Activity').click();
      await expect(bottom.entries.first()).toContainText(/000 sessions · /);
      return window;
    },
  },
  { name: 'session with details', reach: opened },
  {
    name: 'session with laps',
    reach: async (means) => {
      const window = await opened(means);
      await window.tab('Laps').click();
      await expect(window.laps).toBeVisible();
      return window;
    },
  },
  {
    name: 'list offline, session saved',
    reach: async (means) => {
      const { window, server } = await served(means);
      await window.row(race).dblclick();
      await expect(window.session(race).getByRole('status')).toContainText('Live');
      await server.stop();
      await window.page.keyboard.press('F5');
      await expect(window.origin).toContainText('Offline');
      await expect(window.list.getByRole('button', { name: 'Try again' })).toBeVisible();
      return window;
    },
  },
  {
    name: 'offline and never saved',
    reach: async (means) => {
      const { window, server } = await served(means);
      await server.stop();
      await window.item('Live Session Cache').click();
      await expect(window.said('this list was never saved')).toBeVisible();
      return window;
    },
  },
  {
    name: 'list that cannot be read',
    reach: async (means) => {
      const server = await means.demo(['--fault', 'fail-pages=503']);
      const { window } = await means.launch();
      await window.add('Track PC', server.url);
      await window.item('Season2017').click();
      await expect(window.list.getByRole('button', { name: 'Try again' }).first()).toBeVisible();
      return window;
    },
  },
  {
    name: 'reading that breaks off',
    reach: async (means) => {
      const server = await means.demo(['--sessions', '1000', '--fault', 'drop-after=9']);
      const { window } = await means.launch();
      await window.add('Track PC', server.url);
      await window.open('Season2017');
      await expect(window.list.getByRole('button', { name: /Continue/ }).first()).toBeVisible();
      return window;
    },
  },
  {
    name: 'menu of a session',
    reach: async (means) => {
      const window = await list(means);
      await window.rows.first().click({ button: 'right' });
      await expect(window.page.getByRole('menu')).toBeVisible();
      return window;
    },
  },
];
