/** Exports, backups and files that come in, as the window asks for them; and the store's places by name. */
import { describe, expect, it } from 'vitest';
import type { ExportRequest } from '../preload/travel.ts';
import { createActivity } from './activity/activity.ts';
import { createFakeServers } from '../test/fakes/servers.ts';
import { createFakeStore } from '../test/fakes/store.ts';
import { createStorageApi, placeName } from './api-storage.ts';
import { createTravelApi } from './api-travel.ts';
import { fileName, withEnding, type FileQuestions } from './files.ts';
import type { Imports } from './imports.ts';
import { placeOf } from './place.ts';
import type { Servers } from './servers/servers.ts';
import type { ExportRequest as StoreExport } from './travel/export.ts';

const sort = { field: 'timeOfRecording', direction: 'desc' } as const;
const draft = { name: 'Track/PC', url: 'http://track', user: 'engineer' };

async function house(chosen: string | undefined, servers: Servers = createFakeServers()) {
  const server = await servers.add(draft);
  const proposed: string[] = [];
  const exports: StoreExport[] = [];
  const told: unknown[] = [];
  const store = createFakeStore();
  store.export = (request) => {
    exports.push(request);
    return Promise.resolve({ connections: 1, sessions: 3, bytes: 10 });
  };
  const files: FileQuestions = {
    toSave: ({ name, extension }) => {
      proposed.push(`${name}.${extension}`);
      return Promise.resolve(chosen);
    },
    toFolder: () => Promise.resolve(chosen),
    toOpen: () => Promise.resolve(chosen),
  };
  const imports: Imports = {
    open: (file) =>
      Promise.resolve({ server: { ...server, id: file, readOnly: true }, connections: ['A'], already: false, address: server.url }),
    merge: () => Promise.resolve({ snapshots: 0, sessions: 0, marks: 0, conflicts: [] }),
  };
  const activity = createActivity(() => 0);
  const parts = { servers, store, files, activity, emit: (name: string, payload: unknown) => void told.push([name, payload]) };
  const travel = createTravelApi({
    ...parts,
    ...{ imports, version: '1.2.3', sources: { place: (of) => Promise.resolve(placeOf(of)) }, serverOf: (id) => servers.get(id) },
  });
  const unused = (): Promise<never> => Promise.reject(new Error('not asked for here'));
  const storage = createStorageApi({ ...parts, salvaging: { offer: unused, salvage: unused }, changed: () => Promise.resolve() });
  return { server, servers, store, travel, storage, proposed, exports, told, activity };
}

describe('an export', () => {
  const request = (serverId: string, more: Partial<ExportRequest> = {}): ExportRequest => ({
    ...{ scope: 'list', format: 'csv', serverId, connection: 'Season2017', filter: 'laps>5', sort, withAddress: false },
    ...more,
  });

  it('of the list takes its snapshot, filter and columns; its file gets the ending of its format', async () => {
    const { travel, server, exports, proposed, told } = await house('/out/races');
    const asked = request(server.id, { snapshot: 2, columns: ['identifier'] });
    expect(await travel.export(asked)).toEqual({ file: '/out/races.csv', sessions: 3, bytes: 10 });
    expect(proposed).toEqual(['Season2017.csv']);
    expect(exports).toMatchObject([
      { server: 'http://track engineer', connection: 'Season2017', snapshot: 2, filter: 'laps>5', columns: ['identifier'] },
    ]);
    expect(exports[0]?.origin).not.toHaveProperty('address');
    expect(told).toEqual([['travel.progress', { kind: 'export', file: 'races.csv', done: 0 }]]);
  });

  it('of a server takes all of it, and its address only where that is asked for', async () => {
    const { travel, server, exports, proposed } = await house('/out/all.paddock');
    await travel.export(request(server.id, { scope: 'server', format: 'paddock', snapshot: 2, withAddress: true }));
    expect(proposed).toEqual(['Track PC.paddock']);
    expect(exports[0]).toMatchObject({ filter: '', file: '/out/all.paddock', origin: { server: 'Track/PC', address: 'http://track' } });
    expect(exports[0]).not.toHaveProperty('connection');
    expect(exports[0]).not.toHaveProperty('snapshot');
  });

  it('is nothing where no file was chosen', async () => {
    const { travel, storage, server, exports } = await house(undefined);
    expect(await travel.export(request(server.id))).toBeNull();
    expect(await travel.import()).toBeNull();
    expect(await storage.backup()).toBeNull();
    expect(exports).toEqual([]);
  });
});

describe('a file that comes in', () => {
  it('says which saved server it came from', async () => {
    const { travel, server } = await house('/stick/spa.paddock');
    expect(await travel.import()).toMatchObject({ connections: ['A'], of: { serverId: server.id, name: 'Track/PC' } });
  });
});

describe('what the store has', () => {
  it('is called by the names of its servers', async () => {
    const { servers, store, storage, server } = await house(undefined);
    expect(placeName(servers, placeOf(server))).toBe('Track/PC');
    expect(placeName(servers, 'http://gone eve')).toBe('eve at http://gone');
    store.problems = [{ code: 'content', message: 'Snapshot 3 is damaged.', server: placeOf(server) }];
    expect(await storage.verify()).toMatchObject([{ server: 'Track/PC' }]);
  });
});

describe('names of files', () => {
  it('hold nothing that a system refuses', () => {
    expect(fileName('a/b\\c:d\u0000')).toBe('a b c d');
    expect(fileName('///')).toBe('sessions');
    expect(withEnding('/a/B.CSV', 'csv')).toBe('/a/B.CSV');
  });
});
