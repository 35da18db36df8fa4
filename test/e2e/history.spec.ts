import { HistoryPage } from './pages/history.ts';
import { expect, test } from './paddock.ts';

test('snapshots, what is new in them, and own marks', async ({ launch, demo }) => {
  // Each read meets sessions that were recorded, and some that were changed, since the one before.
  const server = await demo(['--sessions', '120', '--fault', 'grow=1', '--fault', 'change=1']);
  const { window } = await launch();
  const { page } = window;
  const { keyboard } = page;
  const history = new HistoryPage(window);
  await window.add('Track PC', server.url);
  await window.open('Season2017');
  await expect(window.origin).toContainText('Live');

  await keyboard.press('F5');
  const news = window.list.getByRole('button', { name: 'What’s new', exact: true });
  await expect(news).toBeVisible();
  await news.click();
  await expect(history.state('What’s new')).toContainText(/[1-9]\d* differences? since/);
  await expect(window.rows.first()).toContainText(/new|changed/);
  await window.rows.first().click();
  await keyboard.press('F8');
  await expect(history.difference).toContainText(/is new|has changed|is gone/);
  await history.state('What’s new').getByRole('button', { name: 'Whole list' }).click();
  await expect(history.state('What’s new')).toBeHidden();

  await history.shown('Now').click();
  await expect(history.snapshots.first()).toHaveAccessibleName(/^Now, /);
  await keyboard.press('End');
  await keyboard.press('p');
  await expect(history.snapshots.last()).toHaveAccessibleName(/pinned$/);
  await keyboard.press('F2');
  await keyboard.type('Before the race');
  await keyboard.press('Enter');
  await expect(history.snapshots.last()).toHaveAccessibleName(/^Before the race, /);
  await keyboard.press('Enter');
  await expect(history.state('Older snapshot')).toContainText('As of');
  await expect(history.state('Older snapshot')).toContainText('Before the race');
  await expect(window.grid).toHaveAttribute('aria-rowcount', /12\d/);
  await window.grid.focus();
  await keyboard.press('Escape');
  await expect(history.state('Older snapshot')).toBeHidden();

  await window.rows.nth(2).click();
  await keyboard.press('Control+d');
  await expect(window.rows.nth(2).getByRole('img', { name: 'starred' })).toBeVisible();
  await keyboard.press('Control+Shift+m');
  const dialog = window.dialog('Mark session');
  await dialog.getByLabel('Note').fill('brake bias');
  await dialog.getByLabel('violet').check();
  await dialog.getByRole('button', { name: 'Save' }).click();
  await expect(window.rows.nth(2)).toContainText('violet');
  await window.filter.fill('starred: note:brake colour:violet');
  await expect(window.grid).toHaveAttribute('aria-rowcount', '2');
  await window.rows.first().click({ button: 'right' });
  await expect(page.getByRole('menuitem', { name: /^Take the star away/ })).toBeVisible();
  await keyboard.press('Escape');
  await keyboard.press('Enter');
  await expect(page.getByRole('region', { name: /^Session \S/ }).getByRole('button', { name: 'Note: brake bias' })).toBeVisible();
});
