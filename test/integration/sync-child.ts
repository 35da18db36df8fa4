/** A sync in a process of its own, to be killed: `URL IDENTITY CONNECTION FOLDER THREAD`. Tells the pages staged, once they are more than ten. */
import { silent } from '../../main/log.ts';
import { connect } from '../../main/remote/connect.ts';
import { openStore } from '../../main/store/client.ts';
import { createSync } from '../../main/sync/runner.ts';

const [url = '', server = '', connection = '', folder = '', thread = ''] = process.argv.slice(2);
const store = await openStore({ folder, thread: new URL(thread), log: silent });
const remote = await connect({ url, generation: 'rest' }, { user: 'demo', password: 'demo' }, { log: silent });
let told = false;
await createSync({ store, log: silent })({ server, connection, pageSize: 20 }, remote, {
  onProgress({ pages }) {
    if (told || pages <= 10) return;
    told = true;
    process.send?.(pages);
  },
});
