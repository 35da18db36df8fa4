/** Snapshots of a list, and what differs between two of them. */
import type { Locator } from '@playwright/test';
import type { PaddockWindow } from '../window.ts';

export class HistoryPage {
  readonly #window: PaddockWindow;

  constructor(window: PaddockWindow) {
    this.#window = window;
  }

  /** The button that says which snapshot the list shows, and opens the list of them. */
  shown(text: string): Locator {
    return this.#window.list.getByRole('button', { name: `Snapshot shown: ${text}` });
  }

  /** The snapshots to choose from, newest first. */
  get snapshots(): Locator {
    return this.#window.page.getByRole('listbox', { name: 'Snapshots, newest first' }).getByRole('option');
  }

  /** Says that an older snapshot is shown, or what is compared with what. */
  state(name: 'Older snapshot' | 'What’s new'): Locator {
    return this.#window.page.getByRole('region', { name, exact: true });
  }

  /** How the selected session differs. */
  get difference(): Locator {
    return this.#window.page.getByRole('status', { name: 'Difference' });
  }
}
