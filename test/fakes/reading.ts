/** A `Store` whose reads work, in memory: pages are decoded, staged, and sealed as a snapshot. */
import type { Session, Snapshot } from '../../preload/model.ts';
import { decodeSessions } from '../../main/remote/wire/index.ts';
import type { OpenRead, PageReceipt, ReadOutcome, ReadRequest, StagedPage, Store } from '../../main/store/store.ts';
import { createFakeStore } from './store.ts';

export interface FakeReading {
  readonly store: Store;
  /** The sessions of each staged page. */
  readonly pages: (readonly Session[])[];
  readonly begun: ReadRequest[];
  readonly sealed: ReadOutcome[];
  /** What `endRead` was told of keeping the checkpoint. */
  readonly ended: boolean[];
  /** Pages handed over and not yet staged. */
  waiting: number;
  /** Set, each page waits for it before it is staged. */
  gate: Promise<void> | undefined;
  /** Called before each page is staged; what it throws, `addPage` fails with. */
  before: ((page: number) => void) | undefined;
  /** The next read finds nothing different. */
  confirms: boolean;
  expected: number | undefined;
  /** How a read begins; the real one waits there for others. */
  onBegin: ((request: ReadRequest) => Promise<void>) | undefined;
}

const digestOf = (sessions: readonly Session[]): string => JSON.stringify(sessions.map(({ key }) => key));

export function createFakeReading(): FakeReading {
  let order = Promise.resolve();
  let sizes = 0;

  const stage = (page: number, pageSize: number, body: Uint8Array): PageReceipt => {
    fake.before?.(page);
    const { items, records, skipped } = decodeSessions(body);
    fake.pages.length = Math.min(fake.pages.length, page);
    const known = new Set(fake.pages.flat().map(({ key }) => key));
    const fresh = new Set(items.map(({ key }) => key).filter((key) => !known.has(key))).size;
    fake.pages[page] = items;
    sizes = pageSize;
    const ends = { firstKey: items[0]?.key ?? null, lastKey: items.at(-1)?.key ?? null };
    return { records, rows: items.length, fresh, skipped, ...ends, digest: digestOf(items) };
  };

  const fake: FakeReading = {
    pages: [],
    begun: [],
    sealed: [],
    ended: [],
    waiting: 0,
    gate: undefined,
    before: undefined,
    confirms: false,
    expected: undefined,
    onBegin: undefined,
    store: {
      ...createFakeStore(),
      async beginRead(request): Promise<OpenRead> {
        fake.begun.push(request);
        await fake.onBegin?.(request);
        if (request.fresh) fake.pages.length = 0;
        const pages: StagedPage[] = fake.pages.map((page, index) => ({ page: index, rows: page.length, digest: digestOf(page) }));
        const sessions = new Set(fake.pages.flat().map(({ key }) => key)).size;
        return {
          read: fake.begun.length,
          ...(pages.length > 0 && { resume: { pageSize: sizes, pages, sessions } }),
          ...(fake.expected !== undefined && { expected: fake.expected }),
        };
      },
      addPage(_read, page, pageSize, body) {
        fake.waiting += 1;
        const staged = order.then(() => fake.gate).then(() => stage(page, pageSize, body));
        const settled = (): void => void (fake.waiting -= 1);
        order = staged.then(settled, settled);
        return staged;
      },
      seal(_read, outcome) {
        fake.sealed.push(outcome);
        const sessions = new Set(fake.pages.flat().map(({ key }) => key)).size;
        const snapshot: Snapshot = {
          connection: fake.begun.at(-1)?.connection ?? '',
          number: 7,
          takenAt: outcome.endedAt,
          status: outcome.status,
          sessions,
          new: sessions,
          changed: 0,
          gone: 0,
          skipped: 0,
          pinned: false,
        };
        if (!outcome.keepCheckpoint) fake.pages.length = 0;
        return Promise.resolve({ snapshot, confirmed: fake.confirms });
      },
      endRead(_read, keep) {
        fake.ended.push(keep);
        return Promise.resolve();
      },
    },
  };
  return fake;
}
