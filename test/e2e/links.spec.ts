import { createServer } from 'node:http';
import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import { violations } from './axe.ts';
import { expect, test } from './paddock.ts';
import { linkTo, LinkQuestion, secondStart } from './pages/links.ts';

const race = '171022140426';

test('a link opens a saved server’s session, from the start, a second start and the clipboard, past the filter', async ({
  launch,
  demo,
  stage,
  userData,
}) => {
  const server = await demo();
  const first = await launch();
  await first.window.add('Track PC', server.url);
  await first.window.open('Season2017');
  await expect(first.window.origin).toContainText('Live');
  await first.window.row(race).click();
  await first.window.page.keyboard.press('Control+k');
  await first.window.page.getByRole('combobox', { name: 'Command or connection' }).fill('copy link');
  await first.window.page.keyboard.press('Enter');
  const link = () => first.app.evaluate(({ clipboard }) => clipboard.readText());
  await expect.poll(link).toMatch(/^paddock:\/\/127\.0\.0\.1%3A\d+\/Season2017\/.+/);
  const copied = await link();
  await first.window.filter.fill('no session is called so');
  await expect(first.window.said('No session matches the filter.')).toBeVisible();

  expect(await secondStart(stage, userData, [copied])).toBe(0);
  await expect(first.window.session(race)).toBeVisible();
  await expect(first.window.filter).toHaveValue('');

  // Nothing of a link is done over a question that is open.
  await first.window.page.keyboard.press('Escape');
  await first.window.page.keyboard.press('Control+n');
  await first.window.addServer.field('Name').fill('half typed');
  expect(await secondStart(stage, userData, [copied])).toBe(0);
  await expect(first.window.addServer.field('Name')).toHaveValue('half typed');
  await expect(first.window.session(race)).toBeHidden();
  await first.window.addServer.button('Cancel').click();
  await expect(first.window.session(race)).toBeVisible();

  expect(await secondStart(stage, userData, ['paddock://Track%20PC/Season1950'])).toBe(0);
  await expect(first.window.page.getByText('The server “Track PC” shows you no connection “Season1950”.')).toBeVisible();
  expect(await secondStart(stage, userData, ['paddock://Track%20PC/Season2017/no-such-key'])).toBe(0);
  await expect(first.window.page.getByText('“Season2017” holds no session with the key “no-such-key”.')).toBeVisible();
  expect(await secondStart(stage, userData, ['paddock://me:secret@pit/x'])).toBe(0);
  await expect(first.window.page.getByText('That link cannot be read.')).toBeVisible();
  await first.close();

  const { window } = await launch({ words: [copied] });
  await expect(window.session(race)).toBeVisible();
});

test('a link to a server that is not saved asks first, and sends it nothing until then', async ({ launch, demo }) => {
  const asked: string[] = [];
  const stranger = createServer((request, response) => {
    asked.push(request.url ?? '');
    response.end();
  });
  stranger.listen(0, '127.0.0.1');
  await once(stranger, 'listening');
  const { port } = stranger.address() as AddressInfo;
  const { window, close } = await launch({ words: [linkTo(`http://127.0.0.1:${port}`, '<img src=x>', 'a')] });
  const question = new LinkQuestion(window);
  await expect(question.root).toContainText(`http://127.0.0.1:${port}`);
  await expect(question.root).toContainText('<img src=x>');
  await expect(question.answer('Do not connect')).toBeFocused();
  expect(await violations(window.page)).toEqual([]);
  await window.page.keyboard.press('Enter');
  await expect(question.root).toBeHidden();
  await expect(window.button('Try the demo server')).toBeVisible();
  expect(asked).toEqual([]);
  await close();
  stranger.close();

  const server = await demo(['--sessions', '60']);
  const other = await launch({ words: ['--server', server.url] });
  const again = new LinkQuestion(other.window);
  await again.answer('Add server…').click();
  await expect(other.window.addServer.field('Address')).toHaveValue(server.url);
  await other.window.addServer.field('User name').fill('demo');
  await other.window.addServer.field('Password').fill('demo');
  await other.window.addServer.connect();
  await expect(other.window.item('Season2017')).toBeVisible();
});
