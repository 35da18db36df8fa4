/**
 * One sync in a process of its own, whose memory is then known: `URL CONNECTION FOLDER THREAD`. Tells how it ended and the most
 * memory that the process ever held, in bytes.
 */
import { asFailure } from '../../main/failure.ts';
import { silent } from '../../main/log.ts';
import { connect } from '../../main/remote/connect.ts';
import { openStore } from '../../main/store/client.ts';
import { createSync } from '../../main/sync/runner.ts';

export interface Measured {
  readonly ended: string;
  /** Why it was not complete. */
  readonly why: string;
  readonly peak: number;
}

const [url = '', connection = '', folder = '', thread = ''] = process.argv.slice(2);
const store = await openStore({ folder, thread: new URL(thread), log: silent });
const remote = await connect({ url, generation: 'rest' }, { user: 'demo', password: 'demo' }, { log: silent });
const sync = createSync({ store, log: silent });
const { ended, why } = await sync({ server: url, connection, pageSize: 100 }, remote).then(
  ({ status, reason = '' }) => ({ ended: status, why: reason }),
  (thrown: unknown) => ({ ended: asFailure(thrown).code, why: asFailure(thrown).message }),
);
remote.close();
await store.close();
const measured: Measured = { ended, why, peak: process.resourceUsage().maxRSS * 1024 };
process.send?.(measured);
process.disconnect();
