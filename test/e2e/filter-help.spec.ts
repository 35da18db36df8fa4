import { violations } from './axe.ts';
import { FilterBox } from './pages/filter.ts';
import { expect, test } from './paddock.ts';
import { list } from './states/state.ts';

test('the filter offers fields, and values of the list with their counts', async ({ launch, demo }) => {
  test.setTimeout(120_000);
  const window = await list({ launch, demo, atEnd: () => undefined });
  const filter = new FilterBox(window);

  await test.step('a field, then one of its values, by keys alone', async () => {
    await filter.type('typ');
    await filter.take('type:');
    await expect(filter.box).toHaveValue('type:');
    await expect(filter.offer('Race')).toContainText(/\d/);
    expect(await violations(window.page)).toEqual([]);
    await filter.take('Race', 'Tab');
    await expect(filter.box).toHaveValue('type:Race ');
    await expect(filter.box).toBeFocused();
    await expect(filter.offers).toHaveCount(0);
    await expect(window.origin).toContainText(' of ');
  });

  await test.step('the count that was offered is the count of the list', async () => {
    await filter.type('type:Qual');
    const offered = await filter.offers.first().locator('.meta').innerText();
    await filter.take('Qualifying');
    await expect(window.origin).toContainText(`${offered} of `);
  });

  await test.step('what cannot be read is underlined in the box, and told', async () => {
    await filter.box.fill('type:Race lapsCount>x');
    await expect(window.list.getByRole('alert')).toContainText('character 21');
    await expect(filter.box).toHaveAttribute('aria-invalid', 'true');
    expect(await violations(window.page)).toEqual([]);
  });

  await test.step('Escape closes the offers, then clears, then leaves', async () => {
    await filter.type('starr');
    await expect(filter.offers).toHaveCount(1);
    await filter.box.press('Escape');
    await expect(filter.offers).toHaveCount(0);
    await expect(filter.box).toHaveValue('starr');
    await filter.box.press('Escape');
    await expect(filter.box).toHaveValue('');
    await filter.box.press('Escape');
    await expect(window.grid).toBeFocused();
  });
});
