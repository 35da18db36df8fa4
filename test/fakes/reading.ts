/** A `Store` whose reads work, in memory: pages are decoded, staged, and sealed as a snapshot. */
import type { Session, Snapshot } from '../../preload/model.ts';
import { decodeSessions } from '../../main/remote/wire/index.ts';
import type { OpenRead, PageReceipt, ReadOutcome, ReadRequest, Store } from '../../main/store/store.ts';
import { Staging, type StagedRow } from './staging.ts';
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
  /** Keys of the newest snapshot. */
  held: readonly string[];
  /** How a read begins; the real one waits there for others. */
  onBegin: ((request: ReadRequest) => Promise<void>) | undefined;
}

const rowOf = (session: Session): StagedRow => ({ key: session.key, text: '' });

export function createFakeReading(): FakeReading {
  let order = Promise.resolve();
  let sizes = 0;
  const staging = new Staging();

  const stage = (page: number, pageSize: number, body: Uint8Array, note?: string): PageReceipt => {
    fake.before?.(page);
    const { items, records } = decodeSessions(body);
    fake.pages.length = Math.min(fake.pages.length, page);
    fake.pages[page] = items;
    sizes = pageSize;
    return staging.add(page, items.map(rowOf), records, note, pageSize);
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
    held: [],
    onBegin: undefined,
    store: {
      ...createFakeStore(),
      async beginRead(request): Promise<OpenRead> {
        fake.begun.push(request);
        await fake.onBegin?.(request);
        if (request.fresh) fake.pages.length = 0;
        staging.takeBack(fake.pages.length);
        const pages = staging.staged();
        const sessions = new Set(fake.pages.flat().map(({ key }) => key)).size;
        return {
          read: fake.begun.length,
          ...(pages.length > 0 && { resume: { pageSize: sizes, pages, sessions } }),
          ...(fake.expected !== undefined && { expected: fake.expected }),
        };
      },
      placePage(_read, body, from) {
        const { items, records } = decodeSessions(body);
        if (from !== undefined) fake.pages.length = Math.min(fake.pages.length, from);
        return Promise.resolve(
          staging.place(
            items.map(({ key }) => key),
            records,
            from,
          ),
        );
      },
      missing: () => {
        const met = new Set(fake.pages.flat().map(({ key }) => key));
        const keys = fake.held.filter((key) => !met.has(key));
        return Promise.resolve({ count: keys.length, digest: keys.join(), keys });
      },
      addPage(_read, page, pageSize, body, note) {
        fake.waiting += 1;
        const staged = order.then(() => fake.gate).then(() => stage(page, pageSize, body, note));
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
