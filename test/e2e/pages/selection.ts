/** Many sessions at once: what is selected, its menu, what was copied, two side by side. */
import type { ElectronApplication, Locator } from '@playwright/test';
import type { PaddockWindow } from '../window.ts';

export class SelectionPage {
  readonly #window: PaddockWindow;

  constructor(window: PaddockWindow) {
    this.#window = window;
  }

  get selected(): Locator {
    return this.#window.grid.locator('[role="row"][aria-selected="true"]');
  }

  /** `3 selected` above the list. */
  said(text: string): Locator {
    return this.#window.list.getByRole('status').filter({ hasText: text });
  }

  get comparison(): Locator {
    return this.#window.dialog('Compare two sessions');
  }

  /** Chooses from the menu of what is selected, one entry after the other. */
  async choose(...names: readonly (string | RegExp)[]): Promise<void> {
    const { page } = this.#window;
    await page.keyboard.press('Shift+F10');
    for (const name of names) await page.getByRole('menuitem', { name }).click();
  }
}

export const clipboardOf = (app: ElectronApplication): Promise<string> => app.evaluate(({ clipboard }) => clipboard.readText());
