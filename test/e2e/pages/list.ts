/** How the list is looked at: its columns and its groups. */
import type { Locator } from '@playwright/test';
import type { PaddockWindow } from '../window.ts';

export class ListPage {
  readonly window: PaddockWindow;

  constructor(window: PaddockWindow) {
    this.window = window;
  }

  /** Names of the columns, from left to right. */
  async columns(): Promise<readonly string[]> {
    return (await this.window.grid.getByRole('columnheader').allInnerTexts()).map((text) => text.trim());
  }

  get columnsDialog(): Locator {
    return this.window.dialog('Columns');
  }

  async groupBy(name: 'By day' | 'By race weekend' | 'By circuit' | 'Close all groups' | 'Open all groups' | 'No groups'): Promise<void> {
    await this.window.list
      .getByRole('button', { name: /^Group/ })
      .first()
      .click();
    await this.window.page.getByRole('menuitem', { name, exact: true }).click();
  }

  /** The lines of groups that are in the page. */
  get groups(): Locator {
    return this.window.grid.getByRole('row').filter({ has: this.window.page.getByRole('button', { expanded: true }) });
  }

  get closedGroups(): Locator {
    return this.window.grid.getByRole('row').filter({ has: this.window.page.getByRole('button', { expanded: false }) });
  }
}
