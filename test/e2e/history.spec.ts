import { violations } from './axe.ts';
import { expect, test } from './paddock.ts';

test('snapshots, what is new in them, and own marks', async ({ launch, demo }) => {
  // Each read meets sessions that were recorded, and some that were changed, since the one before.
  const server = await demo(['--sessions', '120', '--fault', 'grow=1', '--fault', 'change=1']);
  const { window } = await launch();
  const { page } = window;
  const { keyboard } = page;
  const look = async (state: string): Promise<void> => {
    for (const colorScheme of ['light', 'dark'] as const) {
      await page.emulateMedia({ colorScheme, reducedMotion: 'reduce' });
      expect(await violations(page), `${state}, ${colorScheme}`).toEqual([]);
    }
  };
  await window.add('Track PC', server.url);
  await window.open('Season2017');
  await expect(window.origin).toContainText('Live');

  await keyboard.press('F5');
  const news = window.list.getByRole('button', { name: 'What’s new', exact: true });
  await expect(news).toBeVisible();
  await news.click();
  await expect(window.state('What’s new')).toContainText(/[1-9]\d* differences? since/);
  await expect(window.rows.first()).toContainText(/new|changed/);
  await window.rows.first().click();
  await keyboard.press('F8');
  await expect(window.difference).toContainText(/is new|has changed|is gone/);
  await look('what’s new');
  await window.state('What’s new').getByRole('button', { name: 'Whole list' }).click();
  await expect(window.state('What’s new')).toBeHidden();

  await window.shownSnapshot('Now').click();
  await expect(window.snapshots.first()).toHaveAccessibleName(/^Now, /);
  await keyboard.press('End');
  await keyboard.press('p');
  await expect(window.snapshots.last()).toHaveAccessibleName(/pinned$/);
  await keyboard.press('F2');
  await keyboard.type('Before the race');
  await keyboard.press('Enter');
  await expect(window.snapshots.last()).toHaveAccessibleName(/^Before the race, /);
  await look('snapshot picker');
  await keyboard.press('Enter');
  await expect(window.state('Older snapshot')).toContainText('As of');
  await expect(window.state('Older snapshot')).toContainText('Before the race');
  await expect(window.grid).toHaveAttribute('aria-rowcount', /12\d/);
  await look('older snapshot');
  await window.grid.focus();
  await keyboard.press('Escape');
  await expect(window.state('Older snapshot')).toBeHidden();

  await window.rows.nth(2).click();
  await keyboard.press('s');
  await expect(window.rows.nth(2).getByRole('img', { name: 'starred' })).toBeVisible();
  await keyboard.press('m');
  const dialog = window.dialog('Mark session');
  await dialog.getByLabel('Note').fill('brake bias');
  await dialog.getByLabel('violet').check();
  await look('marking a session');
  await dialog.getByRole('button', { name: 'Save' }).click();
  await expect(window.rows.nth(2)).toContainText('violet');
  await window.filter.fill('starred: note:brake colour:violet');
  await expect(window.grid).toHaveAttribute('aria-rowcount', '2');
  await window.rows.first().click({ button: 'right' });
  await expect(page.getByRole('menuitem', { name: /^Take the star away/ })).toBeVisible();
  await look('menu of a session');
  await keyboard.press('Escape');
  await keyboard.press('Enter');
  await expect(page.getByRole('region', { name: /^Session \S/ }).getByRole('button', { name: 'Note: brake bias' })).toBeVisible();
});
