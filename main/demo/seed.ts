/**
 * What the users' own document shows, to the letter: two connections and the first two sessions of the one. Strings that
 * the document wraps are joined with the blank at which they were wrapped.
 */

export interface ConnectionFacts {
  readonly name: string;
  readonly serverName: string;
  readonly isSqlite: boolean;
  readonly databaseName: string;
  readonly rootPath: string | null;
}

const cache = 'C:\\Users\\AdminRestApi\\AppData\\Local\\McLaren Applied Technologies\\ATLAS 10\\SQL Race\\LiveSessionCache.ssn2';

export const season2017: ConnectionFacts = {
  name: 'Season2017',
  serverName: 'SqlRace-RESTAPI\\SQLEXPRESS',
  isSqlite: false,
  databaseName: 'SQLRACE01',
  rootPath: 'C:\\SQLRace_Filestream',
};

export const liveSessionCache: ConnectionFacts = {
  name: 'Live Session Cache',
  serverName: `DbEngine=SQLite;Data Source=${cache};PRAGMA journal_mode=WAL;`,
  isSqlite: true,
  databaseName: cache,
  rootPath: null,
};

export interface SeedSession {
  readonly key: string;
  readonly identifier: string;
  readonly timeOfRecording: string;
  readonly id: number;
}

/** Newest first. Both are of type `SessionType`, zone UTC, state 2, without laps, from 00:00:00 to 00:00:00. */
export const seedSessions: readonly SeedSession[] = [
  {
    key: '67ad8a93-6ba7-4c5d-9947-9c0e963ccf9e',
    identifier: '171023220758',
    timeOfRecording: '2017-10-23T22:07:58.3646176',
    id: 1301,
  },
  {
    key: '0661d026-271d-4f2a-a255-b977438a10fe',
    identifier: '171023220700',
    timeOfRecording: '2017-10-23T22:07:00.0236738',
    id: 1296,
  },
];
