/** The settings as the window goes by them; a change shows at once and is kept. */
import { firstSettings, type Settings, type SettingsChanges } from '../../preload/settings.ts';
import type { Client } from '../api/client.svelte.ts';
import type { Notices } from '../ui/notices.svelte.ts';

/** Height of a row of the list, CSS px. */
const rowHeights = { compact: 28, comfortable: 44 } as const;

export class KeptSettings {
  readonly #client: Client;
  readonly #notices: Notices;
  #all = $state.raw<Settings>(firstSettings);

  constructor(client: Client, notices: Notices) {
    this.#client = client;
    this.#notices = notices;
    client.on('settings.changed', ({ settings }) => {
      this.#all = settings;
    });
  }

  get all(): Settings {
    return this.#all;
  }

  get rowHeight(): number {
    return rowHeights[this.#all.density];
  }

  async load(): Promise<void> {
    this.#all = await this.#client.api.settings.get();
  }

  /** Changes some of them. Rejects with `CallFailure` and stays as it was. */
  async set(changes: SettingsChanges): Promise<void> {
    this.#all = await this.#client.api.settings.change(changes);
  }

  /** Changes some of them; where they cannot be kept, says so and stays as it was. */
  async change(changes: SettingsChanges): Promise<void> {
    await this.#notices.telling(this.set(changes));
  }
}
