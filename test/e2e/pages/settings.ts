/** The settings of the window, by their roles and names. */
import type { Locator } from '@playwright/test';
import type { PaddockWindow } from '../window.ts';

export class SettingsDialog {
  readonly window: PaddockWindow;
  readonly root: Locator;

  constructor(window: PaddockWindow) {
    this.window = window;
    this.root = window.dialog('Settings');
  }

  async open(): Promise<void> {
    await this.window.page.keyboard.press('Control+,');
    await this.root.waitFor();
  }

  async close(): Promise<void> {
    await this.root.getByRole('button', { name: 'Close', exact: true }).click();
    await this.root.waitFor({ state: 'hidden' });
  }

  /** One of the values of a setting that has them all in sight. */
  choice(setting: string, value: string): Locator {
    return this.root.getByRole('radiogroup', { name: setting, exact: true }).getByRole('radio', { name: value, exact: true });
  }

  select(setting: string): Locator {
    return this.root.getByRole('combobox', { name: setting, exact: true });
  }
}
