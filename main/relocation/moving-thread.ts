/** Does a move on a thread of its own, so that meanwhile a window can show how far it is. */
import { parentPort, workerData } from 'node:worker_threads';
import { leaveToTell, settleMove } from './moving.ts';

export interface MovingData {
  /** The default folder, and the one in which the data lies so far; absolute. */
  readonly home: string;
  readonly folder: string;
  /** One 32-bit number in shared memory: other than 0 once the move is to stop. */
  readonly stop: SharedArrayBuffer;
}

const { home, folder, stop } = workerData as MovingData;
const flag = new Int32Array(stop);

async function move(): Promise<void> {
  const settled = await settleMove(home, folder, undefined, {
    onShare: (share) => parentPort?.postMessage(share),
    isStopped: () => Atomics.load(flag, 0) !== 0,
  });
  leaveToTell(home, settled);
}
void move();
