import { expect, test } from './paddock.ts';

test('what can go wrong is told in the dialog, what was typed stays, and then it works', async ({ launch, demo }) => {
  const [server, stopped, proxy] = await Promise.all([
    demo(['--user', 'engineer', '--password', 'right 4711']),
    demo(),
    demo(['--fault', 'html']),
  ]);
  await stopped.stop();
  const { window } = await launch();
  const { addServer } = window;
  const alert = addServer.root.getByRole('alert');
  await window.button('Add server').click();
  await expect(addServer.field('Name')).toBeFocused();
  await addServer.fill({ name: 'Track PC', address: server.url, user: 'engineer', password: 'wrong 4711' });
  await addServer.connect();
  await expect(alert).toContainText('refused the user name or the password');
  await expect(addServer.field('Name')).toHaveValue('Track PC');
  await expect(addServer.field('Address')).toHaveValue(server.url);
  await expect(addServer.field('User name')).toHaveValue('engineer');
  await expect(addServer.field('Password')).toHaveValue('wrong 4711');
  await expect(addServer.root).not.toContainText('4711');

  const wrong = [
    [stopped.url, 'Nothing answers at this address and port'],
    [proxy.url, 'web page'],
    [`${server.url}/elsewhere`, 'not the Telemetry Analytics API'],
    ['ftp://track-pc', 'address'],
  ] as const;
  await addServer.field('Password').fill('right 4711');
  for (const [address, sentence] of wrong) {
    await addServer.field('Address').fill(address);
    await addServer.connect();
    await expect(alert).toContainText(sentence);
    await expect(addServer.field('Address')).toHaveValue(address);
    await expect(addServer.field('Password')).toHaveValue('right 4711');
  }

  await addServer.field('Address').fill(server.url);
  await addServer.connect();
  await expect(addServer.root).toBeHidden();
  await expect(window.item('Track PC')).toHaveAttribute('aria-expanded', 'true');
  await expect(window.item('Track PC')).toHaveAccessibleName(/live/);
  await window.open('Season2017');

  await window.button('Add server').click();
  await addServer.fill({ name: 'Track PC', address: server.url, user: 'engineer', password: 'right 4711' });
  await addServer.connect();
  await expect(alert).toContainText('Track PC');
  await expect(alert).toContainText('saved already');
  await window.page.keyboard.press('Escape');
  await expect(addServer.root).toBeHidden();
  await expect(window.button('Add server')).toBeFocused();
  await expect(window.tree.getByRole('treeitem', { level: 1 })).toHaveCount(1);
});

test('plain http is said before the password leaves, and connecting can be given up', async ({ launch, demo }) => {
  const silent = await demo(['--fault', 'hang']);
  const { window } = await launch();
  const { addServer } = window;
  await expect(window.button('Add server')).toBeVisible();
  await window.page.keyboard.press('Control+n');
  await addServer.field('Address').fill('http://track-pc');
  await expect(addServer.root).toContainText('Plain http');
  await expect(addServer.root).toContainText('cross the network unencrypted');
  await addServer.field('Address').fill('https://track-pc');
  await expect(addServer.root).not.toContainText('Plain http');

  await addServer.fill({ name: 'Silent', address: silent.url, user: 'demo', password: 'demo' });
  await addServer.connect();
  await expect(addServer.root.getByRole('status')).toContainText('Connecting');
  await expect(addServer.root.getByRole('button', { name: 'Connect', exact: true })).toBeDisabled();
  await addServer.root.getByRole('button', { name: 'Cancel' }).click();
  // Well before the server's time is over.
  await expect(addServer.root.getByRole('status')).toBeHidden({ timeout: 5000 });
  await expect(addServer.root.getByRole('alert')).toBeHidden();
  await expect(addServer.field('Name')).toHaveValue('Silent');
  await addServer.root.getByRole('button', { name: 'Cancel' }).click();
  await expect(addServer.root).toBeHidden();
  await expect(window.button('Try the demo server')).toBeVisible();
});

for (const generation of ['rest', 'sqlrace', 'influx'] as const) {
  test(`a server of the generation ${generation} is found out by its address alone`, async ({ launch, demo }) => {
    const server = await demo(['--generation', generation]);
    const { window } = await launch();
    const { addServer } = window;
    await window.button('Add server').click();
    await addServer.fill({ name: 'Factory', address: server.url, user: 'demo', password: 'demo' });
    if (server.identityUrl !== undefined) {
      await addServer.root.getByRole('button', { name: 'More options' }).click();
      await addServer.root.getByLabel('Identity Server').fill(server.identityUrl);
    }
    await addServer.connect();
    await window.open('Season2017');
    await expect(window.origin).toContainText('Live');
    await expect(window.origin).toContainText('1,000 sessions');
    await window.rows.nth(3).dblclick();
    const session = window.page.getByRole('region', { name: /^Session \S/ });
    await expect(session.getByRole('status')).toContainText('Live');
    await expect(session.getByRole('table', { name: 'Details' })).toContainText('Circuit');
    await window.tab('Laps').click();
    await expect(window.laps.getByRole('row')).not.toHaveCount(1);
    await expect(window.laps).toContainText(/\d:\d\d\.\d{3}/);
  });
}
