/** What takes its time, as main tells it. */
import { isEnded, type ActivityItem } from '../../preload/activity.ts';
import type { Client } from '../api/client.svelte.ts';
import type { Notices } from '../ui/notices.svelte.ts';
import { summary } from './words.ts';

export class Activity {
  readonly #client: Client;
  readonly #notices: Notices;
  #items = $state.raw<readonly ActivityItem[]>([]);

  constructor(client: Client, notices: Notices) {
    this.#client = client;
    this.#notices = notices;
    client.on('activity.changed', ({ items }) => (this.#items = items));
  }

  /** What began before the window did. */
  async load(): Promise<void> {
    this.#items = await this.#client.api.activity.list();
  }

  /** Those that run first, then those that ended, the last first. */
  get items(): readonly ActivityItem[] {
    return this.#items;
  }

  get running(): readonly ActivityItem[] {
    return this.#items.filter((item) => !isEnded(item));
  }

  /** `2 running · 43 % · about 12 s left`; empty where nothing runs. */
  get summary(): string {
    return summary(this.running);
  }

  pause(item: ActivityItem): Promise<unknown> {
    const { activity } = this.#client.api;
    return this.#notices.telling(item.state === 'paused' ? activity.resume(item.id) : activity.pause(item.id));
  }

  cancel({ id }: ActivityItem): Promise<unknown> {
    return this.#notices.telling(this.#client.api.activity.cancel(id));
  }

  clear(): Promise<unknown> {
    return this.#notices.telling(this.#client.api.activity.clear());
  }
}
