/** Run as a process of its own by the spec: moves what was asked for, and is killed meanwhile. */
import { leaveToTell, settleMove } from './moving.ts';

const [home = ''] = process.argv.slice(2);
process.send?.('begins');
leaveToTell(home, await settleMove(home, home));
process.disconnect();
