/** The command palette and the list of shortcuts, by role and name. */
import type { Locator } from '@playwright/test';
import type { PaddockWindow } from '../window.ts';

export class PalettePage {
  readonly #window: PaddockWindow;

  constructor(window: PaddockWindow) {
    this.#window = window;
  }

  get root(): Locator {
    return this.#window.page.getByRole('dialog', { name: 'Command palette', exact: true });
  }

  get field(): Locator {
    return this.root.getByRole('combobox', { name: 'Command or connection', exact: true });
  }

  option(name: string | RegExp): Locator {
    return this.root.getByRole('option', { name });
  }

  /** The one that Enter chooses. */
  get active(): Locator {
    return this.root.locator('[role=option][aria-selected=true]');
  }

  /** How many fit, or why what was chosen cannot be done. */
  get said(): Locator {
    return this.root.getByRole('status');
  }

  async open(): Promise<void> {
    await this.#window.page.keyboard.press('Control+k');
    await this.field.waitFor();
  }

  /** Opens it, types, and does what fits best. */
  async perform(typed: string): Promise<void> {
    await this.open();
    await this.field.fill(typed);
    await this.#window.page.keyboard.press('Enter');
  }

  get shortcuts(): Locator {
    return this.#window.dialog('Keyboard shortcuts');
  }
}
