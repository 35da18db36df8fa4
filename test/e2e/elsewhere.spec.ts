import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { choosing, expect, test } from './paddock.ts';

test('selected sessions are exported, and no other; a server’s requests are written for Postman', async ({ launch, demo, stage }) => {
  const server = await demo(['--sessions', '60', '--connections', '1']);
  const { app, window } = await launch();
  const { page } = window;
  const folder = stage.folder('files');
  await window.add('Track PC', server.url);
  await window.open('Season2017');
  await expect(window.origin).toContainText('Live');

  await test.step('the rows that are selected, in the order of the list', async () => {
    const identifiers = await window.identifiers();
    await window.rows.nth(1).click();
    await window.rows.nth(3).click({ modifiers: ['ControlOrMeta'] });
    await window.rows.nth(4).click({ modifiers: ['ControlOrMeta'] });
    await choosing(app, join(folder, 'some.csv'));
    await window.rows.nth(4).click({ button: 'right' });
    await page.getByRole('menuitem', { name: /^Export/ }).click();
    const dialog = window.dialog('Export sessions');
    await expect(dialog.getByRole('radio', { name: /^The 3 selected sessions/ })).toBeChecked();
    await dialog.getByRole('button', { name: 'Choose file…' }).click();
    await expect(page.getByText('Exported 3 sessions to')).toBeVisible();
    const [head, ...rows] = readFileSync(join(folder, 'some.csv'), 'utf8').trim().split('\r\n');
    const at = head?.split(',').indexOf('identifier') ?? -1;
    expect(rows.map((row) => row.split(',')[at])).toEqual([1, 3, 4].map((index) => identifiers[index]));
  });

  await test.step('the requests of a server, from its menu and from the palette, without a secret', async () => {
    const file = join(folder, 'track.postman_collection.json');
    await choosing(app, file);
    await window.choose('Track PC', 'Export as a Postman collection…');
    await expect(page.getByText(`The requests are written to ${file}. It holds no secret`)).toBeVisible();
    const text = readFileSync(file, 'utf8');
    expect(JSON.parse(text)).toMatchObject({ info: { name: 'Track PC' } });
    expect(text).toContain('Season2017');
    expect(text).not.toMatch(/Bearer ey|"demo demo"/);
    const other = join(folder, 'other.json');
    await choosing(app, other);
    await page.keyboard.press('Control+k');
    await page.getByRole('combobox').fill('postman');
    await page.keyboard.press('Enter');
    await expect(page.getByText(`The requests are written to ${other}.`)).toBeVisible();
    expect(readFileSync(other, 'utf8')).toBe(text);
  });
});
