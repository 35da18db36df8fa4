/** What is in a session beside its row. Both sides import it. */
import type { FailureShape, Lap, Session, SessionDetail, Source } from './model.ts';

export interface SessionContent {
  readonly source: Source;
  readonly takenAt: string;
  readonly session: Session;
  /** Absent where they were never read. */
  readonly details?: readonly SessionDetail[];
  readonly laps?: readonly Lap[];
  /** Why what is shown is saved and not live. */
  readonly failure?: FailureShape;
}
