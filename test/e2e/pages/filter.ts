/** The filter of the list: what it offers, and its saved ones in the tree. */
import { expect, type Locator } from '@playwright/test';
import type { PaddockWindow } from '../window.ts';

export class FilterBox {
  readonly window: PaddockWindow;

  constructor(window: PaddockWindow) {
    this.window = window;
  }

  get box(): Locator {
    return this.window.filter;
  }

  get offers(): Locator {
    return this.window.page.getByRole('listbox', { name: 'Suggestions' }).getByRole('option');
  }

  offer(text: string): Locator {
    return this.offers.filter({ hasText: text });
  }

  async type(text: string): Promise<void> {
    await this.box.click();
    await this.box.press('Control+A');
    await this.box.pressSequentially(text);
  }

  /** Goes to an offer by the arrow key, and takes it. */
  async take(text: string, key: 'Enter' | 'Tab' = 'Enter'): Promise<void> {
    const wanted = this.offer(text).first();
    await expect(wanted).toBeVisible();
    const many = await this.offers.count();
    for (let at = 0; at < many && (await wanted.getAttribute('aria-selected')) !== 'true'; at += 1) await this.box.press('ArrowDown');
    await this.box.press(key);
  }

  async save(name: string): Promise<void> {
    await this.window.button('Save filter').click();
    const dialog = this.window.dialog('Save filter');
    await dialog.getByLabel('Name', { exact: true }).fill(name);
    await dialog.getByRole('button', { name: 'Save', exact: true }).click();
    await expect(this.window.item(name)).toBeVisible();
  }
}
