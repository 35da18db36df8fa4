/** The search over every saved list. */
import type { Locator, Page } from '@playwright/test';
import type { PaddockWindow } from '../window.ts';

export class SearchDialog {
  readonly #page: Page;

  constructor(window: PaddockWindow) {
    this.#page = window.page;
  }

  get root(): Locator {
    return this.#page.getByRole('dialog', { name: 'Search everywhere', exact: true });
  }

  get field(): Locator {
    return this.root.getByRole('combobox', { name: 'Search sessions everywhere', exact: true });
  }

  /** How many were found, or what would be looked through. */
  get said(): Locator {
    return this.root.getByRole('status');
  }

  /** What was found in one list, by the beginning of its connection's name. */
  group(connection: string): Locator {
    return this.root.getByRole('group', { name: connection });
  }

  get options(): Locator {
    return this.root.getByRole('option');
  }

  /** The option that Enter takes. */
  get active(): Locator {
    return this.root.getByRole('option', { selected: true });
  }

  /** Opens it by its key. */
  async open(): Promise<void> {
    await this.#page.keyboard.press('Control+Shift+F');
    await this.field.waitFor();
  }
}
