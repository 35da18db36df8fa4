import type { ConnectionUsage } from '../../preload/history.ts';

/** What can be forgotten: a connection's, or all that is kept of a server. */
export interface Forgettable {
  /** A place of the store, and its name for people. */
  readonly server: string;
  readonly name: string;
  /** All of the server's where absent. */
  readonly connection?: string;
  readonly connections: readonly ConnectionUsage[];
  readonly bytes: number;
}
