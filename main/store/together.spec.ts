/** Many processes on one store: each gets its turn, one reads a connection at a time and the others say that they wait. */
import { expect, it } from 'vitest';
import { storeThread } from '../../test/setup/threads.ts';
import { defaultSort } from '../../preload/model.ts';
import { runWork } from './spec-work.ts';
import { connection, inFolder, rounds, roundSize, server, withStore } from './trial.ts';

it('eight command lines and a window lose nothing, and a process that was killed holds nobody up', { timeout: 120_000 }, async () => {
  await inFolder(async (folder) => {
    await withStore(folder, storeThread, async (store) => {
      // One of each pair takes over what the other, killed while it reads, leaves: also its lease.
      const names = ['a', 'b', 'c', 'd', connection, connection];
      const working = { over: false };
      const ending = Promise.all([
        ...names.map((name) => runWork(folder, { connection: name })),
        ...['a', 'b'].map((name) => runWork(folder, { connection: name, killAfter: 2 })),
      ]).finally(() => (working.over = true));
      const totals = new Set<number>();
      while (!working.over) {
        for (const { connection: name } of await store.snapshots(server)) {
          const { view, total } = await store.openView({ server, connection: name, filter: '', sort: defaultSort });
          totals.add(total);
          await store.closeView(view);
        }
      }
      const ended = await ending;
      for (const { said, killed } of ended) {
        expect(said.filter(({ did }) => did === 'failed')).toEqual([]);
        if (!killed) expect(said.at(-1)).toEqual({ did: 'done' });
      }
      // Readers saw whole snapshots and nothing else.
      expect([...totals]).toEqual([roundSize]);
      for (const name of new Set(names)) {
        const numbers = (await store.snapshots(server, name)).map(({ number }) => number);
        expect(numbers.slice(0, rounds)).toEqual(Array.from({ length: rounds }, (_, at) => at + 1));
      }
      expect(await store.verify()).toEqual([]);
    });
  });
});
