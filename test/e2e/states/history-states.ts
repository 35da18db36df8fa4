import { expect } from '@playwright/test';
import { HistoryPage } from '../pages/history.ts';
import type { PaddockWindow } from '../window.ts';
import { list, type Means, type State } from './state.ts';

/** A list that was read twice, of a server on which sessions are recorded and changed meanwhile. */
async function readTwice({ launch, demo }: Means): Promise<PaddockWindow> {
  const server = await demo(['--sessions', '120', '--fault', 'grow=1', '--fault', 'change=1']);
  const { window } = await launch();
  await window.add('Track PC', server.url);
  await window.open('Season2017');
  await expect(window.origin).toContainText('Live');
  await window.page.keyboard.press('F5');
  await expect(window.list.getByRole('button', { name: 'What’s new', exact: true })).toBeVisible();
  return window;
}

async function choosingSnapshot(means: Means): Promise<PaddockWindow> {
  const window = await readTwice(means);
  const history = new HistoryPage(window);
  await history.shown('Now').click();
  await expect(history.snapshots.first()).toHaveAccessibleName(/^Now, /);
  return window;
}

export const historyStates: readonly State[] = [
  {
    name: 'what’s new',
    reach: async (means) => {
      const window = await readTwice(means);
      await window.list.getByRole('button', { name: 'What’s new', exact: true }).click();
      await expect(new HistoryPage(window).state('What’s new')).toContainText('since');
      await window.rows.first().click();
      await expect(new HistoryPage(window).difference).toBeVisible();
      return window;
    },
  },
  { name: 'choosing a snapshot', reach: choosingSnapshot },
  {
    name: 'older snapshot',
    reach: async (means) => {
      const window = await choosingSnapshot(means);
      await window.page.keyboard.press('End');
      await window.page.keyboard.press('Enter');
      await expect(new HistoryPage(window).state('Older snapshot')).toContainText('As of');
      return window;
    },
  },
  {
    name: 'marking a session',
    reach: async (means) => {
      const window = await list(means);
      await window.rows.nth(2).click();
      await window.page.keyboard.press('Control+d');
      await expect(window.rows.nth(2).getByRole('img', { name: 'starred' })).toBeVisible();
      await window.page.keyboard.press('Control+Shift+m');
      const dialog = window.dialog('Mark session');
      await dialog.getByLabel('Note').fill('brake bias');
      await dialog.getByLabel('violet').check();
      return window;
    },
  },
];
