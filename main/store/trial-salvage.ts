/** For specs: a process that salvages the store in a folder, to be killed. Argument: the folder. Says `done` at its end. */
import { silent } from '../log.ts';
import { createSalvaging } from './salvaging.ts';

const [, , folder = ''] = process.argv;
const { kept } = await createSalvaging({ folder, thread: new URL('store-thread.js', import.meta.url), log: silent }).salvage();
process.stdout.write(`${JSON.stringify(kept.flatMap(({ snapshots }) => snapshots))}\n`);
