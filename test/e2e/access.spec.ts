import { violations } from './axe.ts';
import { expect, test } from './paddock.ts';

const race = '171022140426';

test('axe finds nothing wrong in any state of the window, light or dark', async ({ launch, demo }) => {
  const server = await demo();
  const { window } = await launch();
  const { page } = window;
  const { keyboard } = page;

  /** Both themes of one state. */
  async function look(state: string): Promise<void> {
    for (const colorScheme of ['light', 'dark'] as const) {
      await page.emulateMedia({ colorScheme, reducedMotion: 'reduce' });
      expect(await violations(page), `${state}, ${colorScheme}`).toEqual([]);
    }
  }

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
