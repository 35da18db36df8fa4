/**
 * For specs: a process that takes one snapshot after another and says in lines of JSON what was acknowledged to it, so that it can
 * be killed, or have its system calls fail, at any of them. Arguments: folder, connection. What fails is told, then what is saved is
 * read, then it is tried again.
 */
import { asFailure } from '../failure.ts';
import { defaultSort } from '../../preload/model.ts';
import { silent } from '../log.ts';
import { openStore, type OpenedStore } from './client.ts';
import { roundBody, roundPage, rounds, roundSize, server } from './trial.ts';

const [, , folder = '', connection = ''] = process.argv;
const thread = new URL('store-thread.js', import.meta.url);
const mostTries = 3;

/** What the process says of itself. */
export type Said =
  | { readonly did: 'staged'; readonly round: number; readonly page: number }
  | { readonly did: 'sealed'; readonly round: number }
  | { readonly did: 'failed'; readonly code: string; readonly message: string }
  | { readonly did: 'read'; readonly total: number }
  | { readonly did: 'waits' | 'gave up' | 'done' };

const say = (said: Said): void => void process.stdout.write(`${JSON.stringify(said)}\n`);

async function tried<Result>(work: () => Promise<Result>, store?: OpenedStore): Promise<Result> {
  for (let tries = 1; ; tries += 1) {
    try {
      return await work();
    } catch (thrown) {
      const { code, message } = asFailure(thrown);
      say({ did: 'failed', code, message: code === 'bug' ? String(thrown) : message });
      if (store !== undefined) await read(store);
      if (tries < mostTries) continue;
      say({ did: 'gave up' });
      process.exit(6);
    }
  }
}

async function read(store: OpenedStore): Promise<void> {
  try {
    const { view, total } = await store.openView({ server, connection, filter: '', sort: defaultSort });
    say({ did: 'read', total });
    await store.closeView(view);
  } catch (thrown) {
    const { code, message } = asFailure(thrown);
    if (code !== 'never-saved') say({ did: 'failed', code, message });
  }
}

const store = await tried(() => openStore({ folder, thread, log: silent }));
for (;;) {
  const request = { server, connection, generation: 'rest', startedAt: '2026-01-01T09:59:00.000Z', fresh: false } as const;
  const { read: number, resume } = await tried(() => store.beginRead({ ...request, onWait: () => say({ did: 'waits' }) }), store);
  // Counted once it is its turn: what another one staged belongs to the round that comes next.
  const round = ((await tried(() => store.snapshots(server, connection))).at(-1)?.number ?? 0) + 1;
  if (round > rounds) {
    await tried(() => store.endRead(number, false));
    break;
  }
  for (let page = resume?.pages.length ?? 0; page * roundPage < roundSize; page += 1) {
    await tried(() => store.addPage(number, page, roundPage, roundBody(round, page)), store);
    say({ did: 'staged', round, page });
  }
  await tried(() => store.seal(number, { status: 'complete', endedAt: `2026-01-01T1${round}:00:00.000Z`, keepCheckpoint: false }), store);
  say({ did: 'sealed', round });
}
await tried(() => store.settled());
await store.close().catch((thrown: unknown) => say({ did: 'failed', code: asFailure(thrown).code, message: String(thrown) }));
say({ did: 'done' });
