import { proxy, selfSigned, tlsFront } from './fronts.ts';
import { expect, test } from './paddock.ts';

const portOf = (url: string): string => new URL(url).port;

test('a server is edited: tried first, what was typed stays, and saved anyway where it cannot be reached', async ({ launch, demo }) => {
  const server = await demo();
  const { window } = await launch();
  const { editServer } = window;
  await window.add('Track PC', server.url);
  await window.open('Season2017');
  await expect(window.origin).toContainText('Live');

  await window.item('Track PC').click();
  await window.page.keyboard.press('F2');
  await expect(editServer.field('Name')).toBeFocused();
  await expect(editServer.field('Address')).toHaveValue(server.url);
  await expect(editServer.field('Password')).toHaveValue('');
  await editServer.field('Name').fill('Pit wall');
  await editServer.button('Save').click();
  await expect(editServer.root).toBeHidden();
  await expect(window.item('Pit wall')).toBeFocused();
  await expect(window.item('Pit wall')).toHaveAccessibleName(/live/);

  await window.choose('Pit wall', 'Edit…');
  await editServer.field('Password').fill('wrong 4711');
  await editServer.button('Save').click();
  await expect(editServer.alert).toContainText('refused the user name or the password');
  await expect(editServer.alert).not.toContainText('4711');
  await expect(editServer.field('Password')).toHaveValue('wrong 4711');
  await expect(editServer.button('Save anyway')).toBeHidden();

  await editServer.field('Address').fill('http://127.0.0.1:9');
  await editServer.field('Password').fill('demo');
  await editServer.button('Save').click();
  await expect(editServer.alert).toContainText('Nothing answers at this address');
  await expect(editServer.field('Address')).toHaveValue('http://127.0.0.1:9');
  await editServer.button('Save anyway').click();
  await expect(editServer.root).toBeHidden();
  await expect(window.item('Pit wall')).toHaveAccessibleName(/offline/);
  await expect(window.said('this list was never saved')).toBeVisible();
});

test('signing out forgets the password and leaves the list readable; signing in goes on', async ({ launch, demo }) => {
  const server = await demo();
  const { window } = await launch();
  await window.add('Track PC', server.url);
  await window.open('Season2017');
  await expect(window.origin).toContainText('Live');
  const rows = await window.identifiers();

  await window.choose('Track PC', 'Sign out…');
  const dialog = window.dialog('Sign out');
  await expect(dialog).toContainText('Lists that were saved stay on this computer');
  await dialog.getByRole('button', { name: 'Sign out', exact: true }).click();
  await expect(window.item('Track PC')).toHaveAccessibleName('Track PC, signed out');
  await window.page.keyboard.press('F5');
  await expect(window.origin).toContainText('aved');
  expect(await window.identifiers()).toEqual(rows);

  await window.list.getByRole('button', { name: 'Sign in', exact: true }).click();
  const again = window.dialog('Sign in to Track PC');
  await again.getByLabel('Password', { exact: true }).fill('demo');
  await again.getByRole('button', { name: 'Sign in', exact: true }).click();
  await expect(window.item('Track PC')).toHaveAccessibleName('Track PC, live');
  await expect(window.origin).toContainText('Live');
});

test('a certificate that nobody vouches for is asked about, once or always, and again when it changes', async ({ launch, demo }) => {
  const server = await demo();
  const front = await tlsFront(server.url);
  const values = { name: 'Track PC', address: front.url, user: 'demo', password: 'demo' };
  const first = await launch();
  let { window } = first;

  await window.button('Add server').click();
  await window.addServer.fill(values);
  await window.addServer.connect();
  const no = window.certificate.answer('Do not connect');
  await expect(no).toBeFocused();
  await expect(window.certificate.root).toContainText('127.0.0.1');
  await expect(window.certificate.root).toContainText('Paddock test');
  await expect(window.certificate.root).toContainText(front.fingerprint);
  await window.page.keyboard.press('Enter');
  await expect(window.certificate.root).toBeHidden();
  await expect(window.addServer.alert).toContainText('certificate');
  await expect(window.addServer.field('Password')).toHaveValue('demo');
  await expect(window.tree).toBeHidden();
  expect(front.requests).toBe(0);

  await window.addServer.button('Look at certificate…').click();
  await window.page.keyboard.press('Escape');
  await expect(window.certificate.root).toBeHidden();
  await expect(window.addServer.root).toBeVisible();
  expect(front.requests).toBe(0);
  await window.addServer.button('Look at certificate…').click();
  await window.certificate.answer('Trust once').click();
  await window.open('Season2017');
  await expect(window.origin).toContainText('Live');
  expect(front.requests).toBeGreaterThan(0);
  await first.close();

  // Once was for that run.
  const second = await launch();
  ({ window } = second);
  await window.signIn('Track PC', 'demo');
  await window.certificate.answer('Always trust').click();
  await expect(window.item('Track PC')).toHaveAccessibleName('Track PC, live');
  await second.close();

  ({ window } = await launch());
  await window.signIn('Track PC', 'demo');
  await expect(window.item('Track PC')).toHaveAccessibleName('Track PC, live');
  await expect(window.certificate.root).toBeHidden();
  await expect(window.origin).toContainText('Live');

  // Another one in its place is told, and nothing opens by itself.
  await front.close();
  const other = await tlsFront(server.url, selfSigned(), Number(portOf(front.url)));
  await window.page.keyboard.press('F5');
  const look = window.list.getByRole('button', { name: 'Look at certificate…' });
  await expect(look).toBeVisible();
  await expect(window.origin).toContainText('Offline, saved');
  await expect(window.page.getByRole('dialog')).toBeHidden();
  expect(other.requests).toBe(0);
  await look.click();
  await expect(window.certificate.root).toContainText(other.fingerprint);
  await window.certificate.answer('Always trust').click();
  await expect(window.item('Track PC')).toHaveAccessibleName('Track PC, live');
  await expect(window.origin).toContainText('Live');
  await other.close();
});

test('a proxy that wants a user is asked about, and only it gets what was typed', async ({ launch, demo }) => {
  const server = await demo();
  const between = await proxy('me', 'mine');
  const { window } = await launch();
  const { addServer, page } = window;
  await window.button('Add server').click();
  await addServer.fill({ name: 'Factory', address: server.url, user: 'demo', password: 'demo' });
  await addServer.button('More options').click();
  await addServer.root.getByRole('combobox', { name: 'Proxy', exact: true }).selectOption('This one');
  await addServer.root.getByLabel('Proxy address').fill(between.url);
  await addServer.connect();
  const question = window.dialog('Proxy sign-in');
  await expect(question).toContainText(between.url);
  await page.keyboard.press('Escape');
  await expect(question).toBeHidden();
  await expect(addServer.alert).toContainText('proxy');
  expect(between.passed).toBe(0);

  await addServer.root.getByRole('button', { name: 'Proxy sign-in…' }).click();
  await question.getByLabel('User name').fill('me');
  await question.getByLabel('Password').fill('mine');
  await question.getByRole('button', { name: 'Sign in' }).click();
  await window.open('Season2017');
  await expect(window.origin).toContainText('Live');
  expect(between.passed).toBeGreaterThan(2);
  await between.close();
});

test('what was found out about a server is shown, and copied for the IT department without a secret', async ({ launch, demo }) => {
  const server = await demo(['--password', 'secret 4711']);
  const { app, window } = await launch();
  await window.add('Track PC', server.url, { password: 'secret 4711' });
  await window.choose('Track PC', 'Server report…');
  const dialog = window.dialog('Server report');
  const rows = dialog.getByRole('table', { name: 'Server report' }).getByRole('row');
  const generation = dialog.getByRole('row', { name: /^Generation / });
  await expect(generation).toContainText('rest');
  await dialog.getByRole('button', { name: 'Copy', exact: true }).click();
  await expect(dialog.getByRole('status')).toContainText('Copied');
  const copied = await app.evaluate(({ clipboard }) => clipboard.readText());
  expect(copied).toContain('Server report: Track PC');
  const lines = copied.trim().split('\n').slice(3);
  expect(lines).toHaveLength((await rows.count()) - 1);
  expect(copied).toContain(server.url);
  expect(copied).not.toContain('4711');
  await window.page.keyboard.press('Escape');
  await expect(window.item('Track PC')).toBeFocused();

  await server.stop();
  await window.choose('Track PC', 'Server report…');
  await expect(dialog.getByRole('alert')).toContainText('Nothing answers at this address');
  await demo(['--password', 'secret 4711', '--port', portOf(server.url)]);
  await dialog.getByRole('button', { name: 'Try again' }).click();
  await expect(generation).toContainText('rest');
});

test('two users of one server: what each was shown stays apart, without a network too', async ({ launch, demo }) => {
  const his = await demo(['--user', 'his', '--password', 'his', '--sessions', '300']);
  const port = portOf(his.url);
  const { window } = await launch();
  const { editServer } = window;
  const count = (sessions: number): Promise<void> => expect(window.grid).toHaveAttribute('aria-rowcount', String(sessions + 1));
  await window.add('Track PC', his.url, { user: 'his', password: 'his' });
  await window.open('Season2017');
  await count(300);
  const rows = await window.identifiers();
  await his.stop();

  const hers = await demo(['--user', 'hers', '--password', 'hers', '--sessions', '40', '--seed', '7', '--port', port]);
  await window.choose('Track PC', 'Edit…');
  await editServer.field('User name').fill('hers');
  await expect(editServer.root).toContainText('stay on this computer, apart');
  await editServer.button('Save').click();
  await expect(editServer.alert).toContainText('password');
  await editServer.field('Password').fill('hers');
  await editServer.button('Save').click();
  await expect(editServer.root).toBeHidden();
  await count(40);
  await expect(window.origin).toContainText('Live');

  await hers.stop();
  await window.choose('Track PC', 'Edit…');
  await editServer.field('User name').fill('his');
  await editServer.field('Password').fill('his');
  await editServer.button('Save').click();
  await editServer.button('Save anyway').click();
  await expect(editServer.root).toBeHidden();
  await count(300);
  await expect(window.origin).toContainText('Offline, saved');
  expect(await window.identifiers()).toEqual(rows);
});

test('a server that comes back is live again without a click, under the selected row', async ({ launch, demo }) => {
  const server = await demo();
  const { window } = await launch();
  await window.add('Track PC', server.url);
  await window.open('Season2017');
  await expect(window.origin).toContainText('Live');
  const row = window.rows.nth(5);
  await row.click();
  const chosen = await row.innerText();

  await server.stop();
  await window.page.keyboard.press('F5');
  await expect(window.origin).toContainText(/Offline, saved .*trying again/u);
  await demo(['--port', portOf(server.url)]);
  await expect(window.origin).toContainText('Live', { timeout: 40_000 });
  await expect(window.item('Track PC')).toHaveAccessibleName('Track PC, live');
  await expect(window.grid.locator('[role=row][aria-selected=true]')).toHaveText(chosen, { useInnerText: true });
});
