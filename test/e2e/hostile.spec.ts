import { expect, test } from './paddock.ts';

test('names from a server stay texts, however hard they are', async ({ launch, demo }) => {
  const server = await demo(['--connections', '9', '--sessions', '2000']);
  const { window } = await launch();
  await window.add('<img src=x onerror=alert(1)>', server.url);
  await expect(window.item('<img src=x onerror=alert(1)>')).toBeVisible();
  const names = ['R&D / Rig #2', '50% wet + mixed', 'Archive? 2008–2015', 'Dörte’s laptop 🏁'];
  for (const name of names) await expect(window.item(name)).toHaveAttribute('aria-setsize', '9');
  const trackside = window.tree.locator('[role=treeitem][aria-label^=" Trackside "]');
  for (const item of [...names.map((name) => window.item(name)), trackside]) {
    await item.click();
    await expect(item).toHaveAttribute('aria-current', 'true');
    await expect(window.origin).toContainText('Live');
    await expect(window.grid).toHaveAttribute('aria-rowcount', '501');
  }

  await window.open('Season2017');
  await expect(window.origin).toContainText('2,000 sessions');
  await window.header('Recorded').click();
  await expect(window.header('Recorded')).toHaveAttribute('aria-sort', 'ascending');
  await window.header('Recorded').click();
  await expect(window.header('Recorded')).toHaveAttribute('aria-sort', 'descending');
  const texts = [
    [414, '<b>bold</b> & "quoted", a\ttab, and a\nsecond line'],
    [533, '👩🏽‍🔧 e\u0301 \u202Eright to left\u202C'],
    [171, 'ملاحظة السائق: اهتزاز في المقود عند السرعة العالية'],
  ] as const;
  const session = window.page.getByRole('region', { name: /^Session \S/ });
  await window.rows.first().click();
  let at = 0;
  for (const [index, text] of [...texts].sort(([a], [b]) => a - b)) {
    for (; at < index; at += 1) await window.page.keyboard.press('ArrowDown');
    await window.page.keyboard.press('Enter');
    await expect(session.getByRole('status')).toContainText('Live');
    const values = session.getByRole('table', { name: 'Details' }).locator('td');
    await expect.poll(() => values.evaluateAll((cells) => cells.map((cell) => cell.textContent))).toContain(text);
    await window.page.keyboard.press('Escape');
  }
  expect(await window.page.locator('b, img, script:not([src])').count()).toBe(0);
});
