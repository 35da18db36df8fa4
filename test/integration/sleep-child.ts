/**
 * A process that watches a server as the window does, to be stopped and continued: `URL`. Sends each state of the
 * server's reach, and `gap` when it has noticed that it stood still. Pauses are a hundredth of the real ones.
 */
import { EventEmitter } from 'node:events';
import { silent } from '../../main/log.ts';
import { connect } from '../../main/remote/connect.ts';
import { watchPower } from '../../main/shell/power.ts';
import { createSources } from '../../main/sources.ts';
import { realTiming } from '../../main/watch.ts';
import type { Server } from '../../preload/model.ts';
import { createFakeStore } from '../fakes/store.ts';

const server: Server = {
  ...{ id: 'track', name: 'Track', url: process.argv[2] ?? '', user: 'demo', generation: 'rest' },
  ...{ readOnly: false, demo: false, password: 'run' },
};
const unused = (): Promise<never> => Promise.reject(new Error('not part of this process'));
const sources = createSources({
  servers: { password: () => Promise.resolve('demo') },
  store: createFakeStore(),
  connect,
  ...{ sync: unused, startDemo: unused, log: silent, now: Date.now },
  timing: { ...realTiming, after: (ms, call) => realTiming.after(ms / 100, call) },
});
sources.onReach((_id, { state }) => process.send?.(state));
sources.keepWatch();
watchPower({
  events: new EventEmitter(),
  log: silent,
  onGap: () => {
    process.send?.('gap');
    sources.doubt();
  },
  ...{ beat: 20, gap: 3_000 },
});
process.on('disconnect', () => process.exit());
await sources.connections(server);
