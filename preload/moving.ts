/** Moving the data to another folder. Both sides import it. */
import type { FailureShape } from './model.ts';

export interface MovePlan {
  /** Absolute folders. */
  readonly from: string;
  readonly to: string;
  /** What is copied, and what is free where it goes. */
  readonly bytes: number;
  readonly free: number;
  /** What is to be told of the new folder: one on a share, for example. */
  readonly notices: readonly FailureShape[];
}
