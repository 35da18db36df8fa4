/** The in-memory main process' part about searching everything saved. */
import type { SessionRow } from '../../preload/list.ts';
import type { Searched } from '../../preload/search.ts';
import { CallFailure } from './failure.ts';
import type { FakeServer } from './fake.ts';
import { fakeSession } from './season.ts';

/** Looks for a text in every session that is saved. A filter that ends in `>` cannot be read. */
export function fakeSearch(servers: readonly FakeServer[], filter: string, most: number): Searched {
  const wrong = />\s*$/.exec(filter);
  if (wrong) {
    const place = { at: wrong.index, length: 1 };
    throw new CallFailure({ code: 'filter-invalid', message: 'A value is missing after “>”.', place });
  }
  const all = servers.flatMap(({ server, connections }) => connections.map((connection) => ({ serverId: server.id, connection })));
  const searched = all.flatMap(({ serverId, connection: { name, snapshot, hasDetails } }) => {
    if (!snapshot) return [];
    const rows = Array.from({ length: snapshot.sessions }, (_, index): SessionRow => ({
      session: hasDetails === false ? { ...fakeSession(index), details: [] } : fakeSession(index),
    })).filter((row) => JSON.stringify(row).toLowerCase().includes(filter.toLowerCase()));
    return [{ serverId, connection: name, snapshot, total: rows.length, rows: rows.slice(0, most) }];
  });
  return {
    lists: searched.filter(({ total }) => total > 0),
    searched: searched.length,
    sessions: searched.reduce((sum, { snapshot }) => sum + snapshot.sessions, 0),
    unsearched: all
      .filter(({ connection }) => !connection.snapshot)
      .map(({ serverId, connection }) => ({ serverId, connection: connection.name })),
  };
}
