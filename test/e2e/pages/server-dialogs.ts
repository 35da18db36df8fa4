/** The dialogs in which a server is added, changed and trusted. */
import type { Locator } from '@playwright/test';

/** The question about a certificate, wherever it was begun. */
export class CertificateDialog {
  readonly root: Locator;

  constructor(root: Locator) {
    this.root = root;
  }

  answer(name: 'Trust once' | 'Always trust' | 'Do not connect'): Locator {
    return this.root.getByRole('button', { name, exact: true });
  }
}

export class ServerDialog {
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
    await this.button('Connect').click();
  }

  button(name: 'Connect' | 'Save' | 'Save anyway' | 'Cancel' | 'More options' | 'Look at certificate…'): Locator {
    return this.root.getByRole('button', { name, exact: true });
  }
}
