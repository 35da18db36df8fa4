import { expect } from '@playwright/test';
import { BottomPage } from '../pages/bottom.ts';
import { LinkQuestion, linkTo } from '../pages/links.ts';
import { PalettePage } from '../pages/palette.ts';
import { SearchDialog } from '../pages/search.ts';
import { SettingsDialog } from '../pages/settings.ts';
import type { PaddockWindow } from '../window.ts';
import { list, type Means, type State } from './state.ts';

async function searching(means: Means, text: string, said: RegExp): Promise<PaddockWindow> {
  const window = await list(means);
  const search = new SearchDialog(window);
  await search.open();
  await window.page.keyboard.type(text);
  await expect(search.root.getByText(said).first()).toBeVisible();
  return window;
}

async function palette(means: Means, text: string, option: RegExp): Promise<PaddockWindow> {
  const window = await list(means);
  const page = new PalettePage(window);
  await page.open();
  await page.field.fill(text);
  await expect(page.option(option).first()).toBeVisible();
  return window;
}

async function panel(means: Means, name: 'Activity' | 'Requests'): Promise<PaddockWindow> {
  const window = await list(means);
  await new BottomPage(window.page).opener(name).click();
  return window;
}

/** What the palette opens by the title of an action. */
async function performed(means: Means, title: string, dialog: string): Promise<PaddockWindow> {
  const window = await list(means);
  await new PalettePage(window).perform(title);
  await expect(window.dialog(dialog)).toBeVisible();
  return window;
}

export const toolStates: readonly State[] = [
  { name: 'search everywhere', reach: (means) => searching(means, 'qualifying', /found in/) },
  { name: 'search everywhere without a match', reach: (means) => searching(means, 'no session is called so', /No saved session matches/) },
  { name: 'command palette', reach: (means) => palette(means, '', /^Refresh/) },
  { name: 'command palette, what cannot be done', reach: (means) => palette(means, 'compare', /^Compare two sessions/) },
  {
    name: 'activity',
    reach: async (means) => {
      const window = await panel(means, 'Activity');
      await expect(new BottomPage(window.page).entries.filter({ hasText: 'Season2017' })).toContainText('Done');
      return window;
    },
  },
  {
    name: 'requests, one looked at',
    reach: async (means) => {
      const window = await panel(means, 'Requests');
      const { rows, request } = new BottomPage(window.page);
      await window.page.getByRole('searchbox', { name: 'Filter requests' }).fill('Season2017, page 1');
      await rows
        .filter({ hasText: /Sync of Season2017, page 1/ })
        .first()
        .click();
      await expect(request).toBeVisible();
      return window;
    },
  },
  {
    name: 'settings',
    reach: async (means) => {
      const window = await list(means);
      await new SettingsDialog(window).open();
      return window;
    },
  },
  { name: 'columns', reach: (means) => performed(means, 'Columns…', 'Columns') },
  { name: 'saving a filter', reach: savingFilter },
  { name: 'exporting', reach: (means) => performed(means, 'Export…', 'Export sessions') },
  {
    name: 'storage',
    reach: async (means) => {
      const window = await performed(means, 'Storage…', 'Storage');
      await expect(window.dialog('Storage').getByRole('table')).toContainText('Season2017');
      return window;
    },
  },
  { name: 'keyboard shortcuts', reach: (means) => performed(means, 'Keyboard shortcuts…', 'Keyboard shortcuts') },
  {
    name: 'diagnostics',
    reach: async (means) => {
      const window = await performed(means, 'Diagnostics for support…', 'Diagnostics for support');
      await expect(window.dialog('Diagnostics for support').getByRole('textbox', { name: 'Diagnostics' })).toHaveValue(/sqlite/);
      return window;
    },
  },
  {
    name: 'about',
    reach: async (means) => {
      const window = await performed(means, 'About Paddock', 'About Paddock');
      await expect(window.dialog('About Paddock').getByRole('term').filter({ hasText: 'SQLite' })).toBeVisible();
      return window;
    },
  },
  {
    name: 'licences',
    reach: async (means) => {
      const window = await performed(means, 'About Paddock', 'About Paddock');
      await window.dialog('About Paddock').getByRole('button', { name: 'Licences' }).click();
      await expect(window.dialog('Licences').getByText('svelte', { exact: true })).toBeVisible();
      return window;
    },
  },
  {
    name: 'question about a link',
    reach: async ({ launch }) => {
      const { window } = await launch({ words: [linkTo('http://pit.example:8080', 'Season2017', 'a')] });
      await expect(new LinkQuestion(window).root).toBeVisible();
      return window;
    },
  },
];

async function savingFilter(means: Means): Promise<PaddockWindow> {
  const window = await list(means);
  await window.filter.fill('sessionType:Race laps>5');
  await window.page.keyboard.press('Control+Shift+S');
  await expect(window.dialog('Save filter')).toBeVisible();
  return window;
}
