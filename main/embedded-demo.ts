/** The embedded demo server as a server among the others: what it is called, where it is known, who signs in. */
import type { Server } from '../preload/model.ts';

/** Its user and password are no secret: the server is this application, on this machine, over a generated season. */
export const demoCredentials = { user: 'demo', password: 'demo' } as const;

/** Its address is its identity among what is saved; where the port is taken it listens on another. */
export const demoDraft = {
  name: 'Demo server',
  url: 'http://127.0.0.1:18011',
  user: demoCredentials.user,
  generation: 'sqlrace',
  demo: true,
} as const;

/** The demo server without its being saved. */
export const demoServer: Server = { ...demoDraft, id: 'demo', readOnly: false, password: 'none' };
