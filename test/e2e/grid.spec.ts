import { expect, test } from './paddock.ts';

const total = 100_000;

test('a list of 100,000: its keys, its orders, its filter', async ({ launch, demo, paddock }) => {
  test.setTimeout(120_000);
  const server = await demo(['--sessions', String(total)]);
  const synced = await paddock(
    ['sync', '--server', server.url, '--user', 'demo', '--password-stdin', '--connection', 'Season2017', '--quiet'],
    { input: 'demo\n' },
  );
  expect(synced).toMatchObject({ code: 0 });
  const { window } = await launch();
  const { keyboard } = window.page;
  const selected = window.rows.and(window.page.locator('[aria-selected=true]'));
  await window.add('Track PC', server.url);
  await window.open('Season2017');
  await expect(window.grid).toHaveAttribute('aria-rowcount', String(total + 1));

  await test.step('Ctrl+End, Ctrl+Home, Page and arrow keys select; few rows are in the page', async () => {
    await window.rows.first().click();
    await expect(window.grid).toBeFocused();
    await keyboard.press('Control+End');
    await expect(selected).toHaveAttribute('aria-rowindex', String(total + 1));
    await expect(selected).toBeInViewport();
    await expect(selected).not.toContainText(/^\s*$/);
    expect(await window.rows.count()).toBeLessThanOrEqual(100);
    await keyboard.press('ArrowUp');
    await expect(selected).toHaveAttribute('aria-rowindex', String(total));
    await keyboard.press('PageUp');
    const paged = Number(await selected.getAttribute('aria-rowindex'));
    expect(paged).toBeLessThan(total - 5);
    await keyboard.press('PageDown');
    await expect(selected).toHaveAttribute('aria-rowindex', String(total));
    await keyboard.press('Control+Home');
    await expect(selected).toHaveAttribute('aria-rowindex', '2');
    await expect(selected).toBeInViewport();
    await expect(selected).toHaveCount(1);
    expect(await window.rows.count()).toBeLessThanOrEqual(100);
  });

  await test.step('the selected row stays a row when it is scrolled away', async () => {
    await window.grid.hover();
    await window.page.mouse.wheel(0, 40_000);
    await expect(window.rows.last()).toHaveAttribute('aria-rowindex', /^\d{4}$/);
    await expect(selected).toHaveAttribute('aria-rowindex', '2');
    expect(await window.rows.count()).toBeLessThanOrEqual(101);
    await keyboard.press('Control+Home');
    await expect(selected).toBeInViewport();
  });

  await test.step('headers sort, by click and by key', async () => {
    await window.header('Identifier').click();
    await expect(window.header('Identifier')).toHaveAttribute('aria-sort', 'ascending');
    await expect(window.header('Recorded')).toHaveAttribute('aria-sort', 'none');
    await window.header('Identifier').click();
    await expect(window.header('Identifier')).toHaveAttribute('aria-sort', 'descending');
    const down = await window.identifiers();
    expect(down).toEqual([...down].sort().reverse());

    await keyboard.press('Control+Home');
    await expect(selected).toHaveAttribute('aria-rowindex', '2');
    await keyboard.press('ArrowUp');
    await expect(window.grid).toHaveAttribute('aria-activedescendant', 'column-0');
    await keyboard.press('Enter');
    await expect(window.header('Recorded')).toHaveAttribute('aria-sort', 'descending');
    await keyboard.press(' ');
    await expect(window.header('Recorded')).toHaveAttribute('aria-sort', 'ascending');
    await keyboard.press('ArrowRight');
    await expect(window.grid).toHaveAttribute('aria-activedescendant', 'column-1');
    await keyboard.press('ArrowLeft');
    await keyboard.press('Enter');
    await expect(window.header('Recorded')).toHaveAttribute('aria-sort', 'descending');
  });

  await test.step('the filter: matches, none, one that cannot be read; Escape', async () => {
    // The demo server's newest session. The rows of the order before stay until those of the new one are here.
    const newest = '171023220758';
    await expect(window.grid.locator('[aria-rowindex="2"] [role=gridcell]').nth(1)).toHaveText(newest);
    await keyboard.press('Control+f');
    await expect(window.filter).toBeFocused();
    await keyboard.type(newest);
    await expect(window.grid).toHaveAttribute('aria-rowcount', '2');
    await expect(window.origin).toContainText('1 of 100,000 sessions');
    await window.filter.fill('sessionType:Race');
    await expect(window.row('Qualifying')).toHaveCount(0);
    await expect(window.row('Race').first()).toBeVisible();
    const races = Number(await window.grid.getAttribute('aria-rowcount'));

    await window.filter.fill('sessionType:Race lapsCount>');
    const alert = window.list.getByRole('alert');
    await expect(alert).toContainText('What “lapsCount” should be is missing');
    await expect(alert).toContainText(/\(character \d+\)/);
    await expect(window.filter).toHaveAttribute('aria-invalid', 'true');
    await expect(window.grid).toHaveAttribute('aria-rowcount', String(races));
    await expect(window.row('Race').first()).toBeVisible();

    await window.filter.fill('no session is called so');
    await expect(alert).toBeHidden();
    await expect(window.grid).toBeVisible();
    await expect(window.grid).toHaveAttribute('aria-rowcount', '1');
    await expect(window.rows).toHaveCount(0);
    await expect(window.said('No session matches the filter.')).toBeVisible();

    await keyboard.press('Escape');
    await expect(window.filter).toHaveValue('');
    await expect(window.filter).toBeFocused();
    await expect(window.grid).toHaveAttribute('aria-rowcount', String(total + 1));
    await keyboard.press('Escape');
    await expect(window.grid).toBeFocused();
  });

  await test.step('F5 reads anew', async () => {
    await keyboard.press('F5');
    await expect(window.list.getByRole('progressbar')).toBeVisible();
    await expect(window.list.getByRole('progressbar')).toBeHidden({ timeout: 45_000 });
    await expect(window.origin).toContainText('Live');
    await expect(window.grid).toHaveAttribute('aria-rowcount', String(total + 1));
  });
});

test('the last of a million rows is reached by Ctrl+End and by the scroll bar, at 100, 150 and 200 %', async ({
  launch,
  demo,
  paddock,
}) => {
  test.setTimeout(180_000);
  const last = '1000001';
  const server = await demo(['--sessions', '1000000']);
  const words = ['sync', '--server', server.url, '--user', 'demo', '--password-stdin', '--connection', 'Season2017', '--quiet'];
  expect(await paddock(words, { input: 'demo\n' })).toMatchObject({ code: 0 });
  await server.stop();
  for (const scale of ['1', '1.5', '2']) {
    const { window, close } = await launch({ words: [`--force-device-scale-factor=${scale}`] });
    await window.open('Season2017');
    const selected = window.rows.and(window.page.locator('[aria-selected=true]'));
    await expect(window.grid).toHaveAttribute('aria-rowcount', last);
    await window.grid.evaluate((grid) => (grid.scrollTop = grid.scrollHeight));
    await expect(window.rows.last()).toHaveAttribute('aria-rowindex', last);
    await expect(window.rows.last()).toBeInViewport({ ratio: 0.9 });
    await window.grid.evaluate((grid) => (grid.scrollTop = 0));
    await expect(window.rows.first()).toHaveAttribute('aria-rowindex', '2');
    await window.rows.first().click();
    await window.page.keyboard.press('Control+End');
    await expect(selected).toHaveAttribute('aria-rowindex', last);
    await expect(selected).toBeInViewport({ ratio: 0.9 });
    expect(await window.rows.count()).toBeLessThanOrEqual(100);
    await close();
  }
});
