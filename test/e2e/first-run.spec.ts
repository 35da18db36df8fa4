import { whereabouts } from './pages/focus.ts';
import { expect, test } from './paddock.ts';

/** A race of the demo's season with a driver, a circuit and laps. */
const race = '171022140426';

test('from an empty first run to the laps of a session, and back to the list', async ({ launch }) => {
  const { window } = await launch();
  await window.button('Try the demo server').click();

  const server = window.item('Demo server');
  await expect(server).toHaveAttribute('aria-level', '1');
  await expect(server).toHaveAttribute('aria-expanded', 'true');
  await expect(server).toHaveAttribute('aria-setsize', '1');
  await expect(server).toHaveAttribute('aria-posinset', '1');
  const names = ['Season2017', 'Live Session Cache'];
  for (const [at, name] of names.entries()) {
    await expect(window.item(name)).toHaveAttribute('aria-level', '2');
    await expect(window.item(name)).toHaveAttribute('aria-setsize', String(names.length));
    await expect(window.item(name)).toHaveAttribute('aria-posinset', String(at + 1));
  }

  await window.open('Season2017');
  await expect(window.origin).toContainText(/Live, \d+ s ago/);
  await expect(window.origin).toContainText('1,000 sessions');
  await expect(window.grid).toHaveAttribute('aria-rowcount', '1001');
  await expect(window.rows.first()).toHaveAttribute('aria-rowindex', '2');
  await expect(window.header('Recorded')).toHaveAttribute('aria-sort', 'descending');

  await window.row(race).dblclick();
  const session = window.session(race);
  await expect(session.getByRole('status')).toContainText('Live');
  for (const name of ['Details', 'Laps', 'Parameters', 'Plot'] as const) await expect(window.tab(name)).toBeVisible();
  await expect(window.tab('Details')).toHaveAttribute('aria-selected', 'true');
  await expect(session.getByRole('table', { name: 'Details' })).toContainText('Circuit');
  await window.tab('Laps').click();
  await expect(window.laps).toContainText('Out Lap');
  await expect(window.laps).toContainText('Fastest');

  await window.page.keyboard.press('Escape');
  await expect(session).toBeHidden();
  await expect(window.grid).toBeFocused();
  await expect(window.row(race)).toHaveAttribute('aria-selected', 'true');
});

test('by the keyboard alone: the demo server, a connection, a session, and Tab through the window', async ({ launch }) => {
  const { window } = await launch();
  const { keyboard } = window.page;
  await expect(window.button('Try the demo server')).toBeVisible();
  await keyboard.press('Tab');
  await expect(window.button('Add server')).toBeFocused();
  await keyboard.press('Tab');
  await expect(window.button('Try the demo server')).toBeFocused();
  await keyboard.press('Enter');

  await expect(window.item('Demo server')).toBeFocused();
  await expect(window.item('Live Session Cache')).toBeVisible();
  await keyboard.press('ArrowLeft');
  await expect(window.item('Demo server')).toHaveAttribute('aria-expanded', 'false');
  await expect(window.item('Season2017')).toBeHidden();
  await keyboard.press('ArrowRight');
  await expect(window.item('Demo server')).toHaveAttribute('aria-expanded', 'true');
  await keyboard.press('End');
  await expect(window.item('Live Session Cache')).toBeFocused();
  await keyboard.press('ArrowUp');
  await expect(window.item('Season2017')).toBeFocused();
  await expect(window.item('Season2017')).toHaveAttribute('aria-selected', 'true');
  await keyboard.press('Enter');
  await expect(window.origin).toContainText('Live');
  await expect(window.rows.first()).toBeVisible();
  await expect(window.item('Season2017')).toBeFocused();

  const round: string[] = [];
  for (let here = await whereabouts(window.page); round.length < 20 && !(round.length > 1 && here === round[0]);) {
    round.push(here);
    await keyboard.press('Tab');
    here = await whereabouts(window.page);
  }
  expect(round.filter((place) => place === 'Connections')).toHaveLength(1);
  expect(round.filter((place) => place === 'Sessions')).toHaveLength(1);
  while ((await whereabouts(window.page)) !== 'Sessions') await keyboard.press('Tab');

  const selected = window.rows.and(window.page.locator('[aria-selected=true]'));
  await expect(selected).toHaveAttribute('aria-rowindex', '2');
  await keyboard.press('ArrowDown');
  await keyboard.press('ArrowDown');
  await expect(selected).toHaveAttribute('aria-rowindex', '4');
  await expect(window.grid).toHaveAttribute('aria-activedescendant', (await selected.getAttribute('id')) ?? '');
  await keyboard.press('Enter');
  const session = window.page.getByRole('region', { name: /^Session \S/ });
  await expect(session).toBeVisible();
  await expect(window.tab('Details')).toBeFocused();
  await keyboard.press('ArrowRight');
  await expect(window.tab('Laps')).toBeFocused();
  await expect(window.tab('Laps')).toHaveAttribute('aria-selected', 'true');
  await keyboard.press('Escape');
  await expect(session).toBeHidden();
  await expect(window.grid).toBeFocused();
  await expect(selected).toHaveAttribute('aria-rowindex', '4');
  await keyboard.press('Shift+Tab');
  expect(await whereabouts(window.page)).not.toBe('Sessions');
});
