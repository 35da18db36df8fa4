/** The in-memory main process: the requests of the run. */
import type { Api } from '../../preload/contract.ts';
import type { RequestRow } from '../../preload/requests.ts';

type Answering = <T>(method: string, answer: () => T, ...args: readonly unknown[]) => Promise<T>;

export const fakeRequest = (id: number, more: Partial<RequestRow> = {}): RequestRow => ({
  ...{ id, at: new Date(Date.UTC(2026, 4, 1, 9, 0, id)).toISOString(), method: 'GET' },
  ...{ url: `http://track:8011/api/connections/Season2017/sessions?page=${id}&pageSize=1000`, status: 200, ms: 12, bytes: 200_000 },
  ...{ attempt: 1, work: `Sync of Season2017, page ${id}`, accept: 'application/json', authorized: true },
  ...more,
});

export class FakeRequests {
  rows: readonly RequestRow[] = [];
  readonly api: Api['requests'];

  constructor(answer: Answering) {
    this.api = {
      list: () => answer('requests.list', () => this.rows),
      watch: (on) => answer('requests.watch', () => undefined, on),
      asText: (id, text) => answer('requests.asText', () => `${text} ${id}`, id, text),
    };
  }
}
