/** A sync in a process of its own, to be measured: `URL CONNECTION FOLDER THREAD`. Tells how it ended and the most memory it took, bytes. */
import { readFileSync } from 'node:fs';
import { asFailure } from '../../main/failure.ts';
import { silent } from '../../main/log.ts';
import { connect } from '../../main/remote/connect.ts';
import { openStore } from '../../main/store/client.ts';
import { createSync } from '../../main/sync/runner.ts';

export interface Measured {
  /** `complete`, `partial`, or the code of the failure. */
  readonly ended: string;
  /** What is told to the user. */
  readonly message: string;
  readonly most: number;
}

const [url = '', connection = '', folder = '', thread = ''] = process.argv.slice(2);

async function read(): Promise<Omit<Measured, 'most'>> {
  const store = await openStore({ folder, thread: new URL(thread), log: silent });
  try {
    const remote = await connect({ url, generation: 'rest' }, { user: 'demo', password: 'demo' }, { log: silent });
    const result = await createSync({ store, log: silent })({ server: url, connection }, remote);
    remote.close();
    return { ended: result.status, message: result.reason ?? '' };
  } catch (thrown) {
    const { code, message } = asFailure(thrown);
    return { ended: code, message };
  } finally {
    await store.close();
  }
}

/** Of this process alone, where the system tells: `maxRSS` begins with what the parent had when it forked. */
function most(): number {
  try {
    return Number(/^VmHWM:\s+(\d+)/m.exec(readFileSync('/proc/self/status', 'latin1'))?.[1]) * 1024;
  } catch {
    return process.resourceUsage().maxRSS * 1024;
  }
}

const ended = await read();
const measured: Measured = { ...ended, most: most() };
process.send?.(measured, () => process.exit());
