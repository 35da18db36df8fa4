/** The in-memory main process: what takes its time. */
import type { ActivityItem } from '../../preload/activity.ts';
import type { Api } from '../../preload/contract.ts';

type Answering = <T>(method: string, answer: () => T, ...args: readonly unknown[]) => Promise<T>;

export const fakeActivity = (id: number, more: Partial<ActivityItem> = {}): ActivityItem => ({
  ...{ id, kind: 'sync', title: 'Season2017', server: 'Track PC', state: 'running', done: 400, of: 1_000, sessions: true },
  ...{ startedAt: '2026-05-01T09:00:00.000Z', ms: 2_000, pausable: true },
  ...more,
});

export class FakeActivity {
  items: readonly ActivityItem[] = [];
  readonly api: Api['activity'];

  constructor(answer: Answering) {
    this.api = {
      list: () => answer('activity.list', () => this.items),
      pause: (id) => answer('activity.pause', () => undefined, id),
      resume: (id) => answer('activity.resume', () => undefined, id),
      cancel: (id) => answer('activity.cancel', () => undefined, id),
      clear: () => answer('activity.clear', () => undefined),
    };
  }
}
