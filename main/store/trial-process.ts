/** For specs: the store in a process of its own, to be killed or to run as another user. Arguments: what to do, folder. */
import { silent } from '../log.ts';
import { Failure } from '../failure.ts';
import { defaultSort } from '../../preload/model.ts';
import { openStore } from './client.ts';
import { begin, body, connection, season, server } from './trial.ts';

const [, , what = '', folder = ''] = process.argv;
const thread = new URL('store-thread.js', import.meta.url);

async function stage(): Promise<void> {
  const store = await openStore({ folder, thread, log: silent });
  const { read } = await begin(store);
  for (let page = 0; ; page += 1) {
    await store.addPage(read, page, 100, body(season(100, page * 100)));
    process.stdout.write('staged\n');
  }
}

async function attempt(): Promise<{ readonly code: string; readonly total: number }> {
  try {
    const store = await openStore({ folder, thread, log: silent });
    try {
      const { total } = await store.openView({ server, connection, filter: '', sort: defaultSort });
      if (what === 'save') await store.saveConnections(server, { takenAt: '2026-01-01', connections: [] });
      return { code: 'none', total };
    } finally {
      await store.close();
    }
  } catch (thrown) {
    if (thrown instanceof Failure) return { code: thrown.code, total: 0 };
    throw thrown;
  }
}

if (what === 'stage') await stage();
else process.stdout.write(JSON.stringify(await attempt()));
