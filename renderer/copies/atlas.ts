/**
 * What finds a session again in ATLAS: its key and identifier, and the storage it lies in. Only what the server tells of
 * the connection (`DatabaseName`, `ServerName`, `RootPath`; api.md, "Connections") is told; nothing is made up.
 * `ServerName` of a SQLite connection is a whole connection string. Pure.
 */
import type { Connection, Session } from '../../preload/model.ts';

const oneLine = (text: string): string => text.replace(/[\t\r\n]+/g, ' ');

/** Lines `Name: value`; several sessions with an empty line between them. */
export function atlasText(connection: Connection, sessions: readonly Session[]): string {
  const storage = [
    ['Connection', connection.identifier ?? connection.name],
    [connection.isSqlite === true ? 'Connection string' : 'Server', connection.serverName],
    [connection.isSqlite === true ? 'File' : 'Database', connection.databaseName],
    ['Storage path', connection.rootPath],
  ] as const;
  return sessions
    .map((session) =>
      [['Identifier', session.identifier] as const, ['Key', session.key] as const, ...storage]
        .flatMap(([name, value]) => (value === undefined || value === null || value === '' ? [] : [`${name}: ${oneLine(value)}`]))
        .join('\n'),
    )
    .join('\n\n');
}
