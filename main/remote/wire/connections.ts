/**
 * Connections: named `FriendlyName` on rest, `Identifier` on v1. Fields that hold a server's secrets
 * (`sqlServerConnectionString`, `influxDbDetails`) end here.
 */
import type { Connection, Exact } from '../../../preload/model.ts';
import { isObject, readRecords, type JsonObject } from './json.ts';
import { cutCredentials, cutSecrets } from './secrets.ts';
import type { Decoded, DecodeConnections } from './wire.ts';

type Draft = { -readonly [Field in keyof Connection]: Connection[Field] };

/** A text or null under either spelling; absent where it is of another type. */
function text(record: JsonObject, pascal: string, camel: string, cut = cutSecrets): string | null | undefined {
  const value = record[pascal] ?? record[camel] ?? (pascal in record || camel in record ? null : undefined);
  if (typeof value === 'string') return cut(value);
  return value === null ? null : undefined;
}

function toConnection(record: Exact): Connection | undefined {
  if (!isObject(record)) return undefined;
  const identifier = text(record, 'Identifier', 'identifier', cutCredentials);
  const friendly = text(record, 'FriendlyName', 'friendlyName', cutCredentials);
  // An empty name is none: it cannot be asked for.
  const name = [friendly, identifier].find((candidate) => typeof candidate === 'string' && candidate !== '');
  if (typeof name !== 'string') return undefined;

  const connection: Draft = { name };
  const serverName = text(record, 'ServerName', 'serverName');
  if (serverName !== undefined) connection.serverName = serverName;
  const isSqlite = record['IsSqlite'] ?? record['isSqlite'];
  if (typeof isSqlite === 'boolean') connection.isSqlite = isSqlite;
  const databaseName = text(record, 'DatabaseName', 'databaseName');
  if (databaseName !== undefined) connection.databaseName = databaseName;
  if (identifier !== undefined) connection.identifier = identifier;
  const rootPath = text(record, 'RootPath', 'rootPath');
  if (rootPath !== undefined) connection.rootPath = rootPath;
  return connection;
}

/** Reads an answer about a server's connections, in the server's order. */
export const decodeConnections: DecodeConnections = (body): Decoded<Connection> => {
  const records = readRecords(body);
  const items = records.map(toConnection).filter((connection) => connection !== undefined);
  return { items, records: records.length, skipped: records.length - items.length };
};
