/** The foot of the window and its panel, by roles and names. */
import type { Locator, Page } from '@playwright/test';

export class BottomPage {
  readonly page: Page;

  constructor(page: Page) {
    this.page = page;
  }

  get tabs(): Locator {
    return this.page.getByRole('tablist', { name: 'Panel' });
  }

  tab(name: 'Activity' | 'Requests'): Locator {
    return this.tabs.getByRole('tab', { name, exact: true });
  }

  /** The button at the foot that opens a tab; its name goes on with what runs. */
  opener(name: 'Activity' | 'Requests'): Locator {
    return this.page.getByRole('contentinfo', { name: 'Status bar' }).getByRole('button', { name: new RegExp(`^${name}`) });
  }

  get entries(): Locator {
    return this.page.getByRole('list', { name: 'Activity' }).getByRole('listitem');
  }

  get requests(): Locator {
    return this.page.getByRole('grid', { name: 'Requests' });
  }

  /** Rows of requests, the header left out. */
  get rows(): Locator {
    return this.requests.locator('[role="row"][aria-selected]');
  }

  get request(): Locator {
    return this.page.getByRole('region', { name: 'Request', exact: true });
  }
}
