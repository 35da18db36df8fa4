/**
 * Servers that were never saved under a name: known by their address alone, because somebody read them once with
 * `--server URL`. They stand beside the saved ones, and what was kept of them can be read without a user.
 */
import type { Server } from '../preload/model.ts';

const prefix = 'url:';

/** A server that is known by its normalised address; `user` only where someone signs in for this run. */
export const addressServer = (url: string, user = ''): Server => ({
  id: `${prefix}${url}`,
  name: url,
  url,
  user,
  generation: 'auto',
  readOnly: false,
  demo: false,
  password: 'none',
});

/** The address in the id of such a server; undefined for a saved server's id. */
export const addressOfId = (id: string): string | undefined => (id.startsWith(prefix) ? id.slice(prefix.length) : undefined);
