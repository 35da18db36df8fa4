/** The window by its roles and names (commands.md, "The window"): what tests look at. */
import type { Locator, Page } from '@playwright/test';

export class PaddockWindow {
  readonly page: Page;

  constructor(page: Page) {
    this.page = page;
  }

  get tree(): Locator {
    return this.page.getByRole('tree', { name: 'Connections', exact: true });
  }

  /** An item of the tree by the beginning of its name. */
  item(name: string): Locator {
    return this.tree.getByRole('treeitem', { name: new RegExp(`^${escaped(name)}`) });
  }

  get grid(): Locator {
    return this.page.getByRole('grid', { name: 'Sessions', exact: true });
  }

  /** Rows that are shown, the header left out. */
  get rows(): Locator {
    return this.grid.locator('[role="row"][aria-selected]');
  }

  header(name: string): Locator {
    return this.grid.getByRole('columnheader', { name });
  }

  get filter(): Locator {
    return this.page.getByRole('searchbox', { name: 'Filter sessions', exact: true });
  }

  get status(): Locator {
    return this.page.getByRole('status');
  }

  button(name: string): Locator {
    return this.page.getByRole('button', { name, exact: true });
  }

  /** The region of an opened session. */
  session(identifier: string): Locator {
    return this.page.getByRole('region', { name: `Session ${identifier}`, exact: true });
  }

  get laps(): Locator {
    return this.page.getByRole('grid', { name: 'Laps' }).or(this.page.getByRole('table', { name: 'Laps' }));
  }

  get addServer(): AddServerDialog {
    return new AddServerDialog(this.page.getByRole('dialog', { name: 'Add server', exact: true }));
  }
}

export class AddServerDialog {
  readonly root: Locator;

  constructor(root: Locator) {
    this.root = root;
  }

  field(name: 'Name' | 'Address' | 'User name' | 'Password'): Locator {
    return this.root.getByLabel(name, { exact: true });
  }

  get alert(): Locator {
    return this.root.getByRole('alert');
  }

  async fill(values: { readonly name: string; readonly address: string; readonly user: string; readonly password: string }): Promise<void> {
    await this.field('Name').fill(values.name);
    await this.field('Address').fill(values.address);
    await this.field('User name').fill(values.user);
    await this.field('Password').fill(values.password);
  }

  async connect(): Promise<void> {
    await this.root.getByRole('button', { name: 'Connect', exact: true }).click();
  }
}

function escaped(text: string): string {
  return text.replace(/[.*+?^${}()|[\]\\]/g, '\\$&');
}
