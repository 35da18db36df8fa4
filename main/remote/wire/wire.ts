/**
 * What a server's JSON means, field by field: pure functions from bytes to the canonical model (api.md). Each field is
 * recognised by its name and type, not by the generation alone. Used by the client, and by the store's thread, which
 * decodes listings where they are written. A record that cannot be read costs one record.
 */
import type { Connection, Lap, Session, SessionDetail } from '../../../preload/model.ts';

/** What was read of an array (or of one bare object), and how many of its records could not be. */
export interface Decoded<Item> {
  readonly items: readonly Item[];
  /** Records in the answer, readable or not. */
  readonly records: number;
  readonly skipped: number;
}

export type DecodeSessions = (body: Uint8Array) => Decoded<Session>;
export type DecodeConnections = (body: Uint8Array) => Decoded<Connection>;
export type DecodeLaps = (body: Uint8Array) => Decoded<Lap>;
export type DecodeDetails = (body: Uint8Array) => Decoded<SessionDetail>;
