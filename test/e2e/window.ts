/** The window by its roles and names (commands.md, "The window"): what tests look at. */
import type { Locator, Page } from '@playwright/test';
import { CertificateDialog, ServerDialog } from './pages/server-dialogs.ts';

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

  /** All that belongs to the connection that is shown. */
  get list(): Locator {
    return this.page.getByRole('region', { name: /^Sessions of / });
  }

  /** Where the list comes from, and how old it is. */
  get origin(): Locator {
    return this.list.getByRole('status');
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

  tab(name: 'Details' | 'Laps' | 'Parameters' | 'Plot'): Locator {
    return this.page.getByRole('tab', { name, exact: true });
  }

  /** A row of the list by a text in it. */
  row(text: string): Locator {
    return this.rows.filter({ hasText: text });
  }

  /** What the list line says beside its numbers: `text` stands in it by itself. */
  said(text: string): Locator {
    return this.list.getByText(text);
  }

  /** Identifiers of the rows that are there, from top to bottom. */
  async identifiers(): Promise<readonly string[]> {
    return this.rows.locator('[role=gridcell]:nth-child(2)').allInnerTexts();
  }

  /** Types in the list, all keys at once: how long a test takes between two says nothing. */
  async typeInList(text: string): Promise<void> {
    await this.grid.evaluate((grid, keys) => {
      for (const key of keys) grid.dispatchEvent(new KeyboardEvent('keydown', { key, bubbles: true, cancelable: true }));
    }, Array.from(text));
  }

  /** Adds a server by the dialog, and waits for it in the tree. */
  async add(name: string, address: string, { user = 'demo', password = 'demo' } = {}): Promise<void> {
    await this.button('Add server').first().click();
    await this.addServer.fill({ name, address, user, password });
    await this.addServer.connect();
    await this.item(name).waitFor();
  }

  /** Shows a connection's list, and waits for its first row. */
  async open(connection: string): Promise<void> {
    await this.item(connection).click();
    await this.rows.first().waitFor();
  }

  get addServer(): ServerDialog {
    return new ServerDialog(this.page.getByRole('dialog', { name: 'Add server', exact: true }));
  }

  get editServer(): ServerDialog {
    return new ServerDialog(this.page.getByRole('dialog', { name: 'Edit server', exact: true }));
  }

  get certificate(): CertificateDialog {
    return new CertificateDialog(this.dialog('Certificate not trusted'));
  }

  dialog(name: string): Locator {
    return this.page.getByRole('dialog', { name, exact: true });
  }

  /** Chooses from a server's menu. */
  async choose(server: string, item: string): Promise<void> {
    await this.item(server).click({ button: 'right' });
    await this.page.getByRole('menuitem', { name: item, exact: true }).click();
  }

  /** Gives a saved server's password, from its menu. */
  async signIn(server: string, password: string): Promise<void> {
    await this.choose(server, 'Sign in…');
    const dialog = this.dialog(`Sign in to ${server}`);
    await dialog.getByLabel('Password', { exact: true }).fill(password);
    await dialog.getByRole('button', { name: 'Sign in', exact: true }).click();
  }
}

function escaped(text: string): string {
  return text.replace(/[.*+?^${}()|[\]\\]/g, '\\$&');
}
