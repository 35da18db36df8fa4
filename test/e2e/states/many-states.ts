import { expect } from '@playwright/test';
import { ListPage } from '../pages/list.ts';
import { SelectionPage } from '../pages/selection.ts';
import type { PaddockWindow } from '../window.ts';
import { list, type Means, type State } from './state.ts';

/** The list by circuit, three of its sessions selected. */
async function grouped(means: Means): Promise<PaddockWindow> {
  const window = await list(means);
  const view = new ListPage(window);
  await view.groupBy('By circuit');
  await expect(view.groups.first()).toBeVisible();
  await window.rows.nth(1).click();
  await window.rows.nth(3).click({ modifiers: ['Shift'] });
  await expect(new SelectionPage(window).said('3 selected')).toBeVisible();
  return window;
}

/** The qualifying and the race of one weekend, side by side. */
async function compared(means: Means): Promise<PaddockWindow> {
  const window = await list(means);
  await window.rows.nth(1).click();
  await window.rows.nth(2).click({ modifiers: ['ControlOrMeta'] });
  await window.page.keyboard.press('F7');
  const { comparison } = new SelectionPage(window);
  await expect(comparison.getByRole('table', { name: 'Fields' })).toContainText('differs');
  await expect(comparison.getByRole('table', { name: 'Laps' })).toBeVisible();
  return window;
}

export const manyStates: readonly State[] = [
  { name: 'groups, some sessions selected', reach: grouped },
  {
    name: 'groups, all closed',
    reach: async (means) => {
      const window = await grouped(means);
      const view = new ListPage(window);
      await view.groupBy('Close all groups');
      await expect(view.closedGroups.first()).toBeVisible();
      await expect(view.groups).toHaveCount(0);
      return window;
    },
  },
  {
    name: 'menu of many sessions',
    reach: async (means) => {
      const window = await grouped(means);
      await window.page.keyboard.press('Shift+F10');
      await expect(window.page.getByRole('menu')).toBeVisible();
      return window;
    },
  },
  { name: 'two sessions compared', reach: compared },
  {
    name: 'two sessions compared, only differences',
    reach: async (means) => {
      const window = await compared(means);
      await new SelectionPage(window).comparison.getByRole('checkbox', { name: 'Only differences' }).check();
      return window;
    },
  },
];
