/** Sentences that several commands say. */
import type { FailureShape } from '../../preload/model.ts';
import type { Failure } from '../failure.ts';
import type { Context } from './context.ts';

/** A failure as sentences of one line: what happened, what the server said, what is safe, what to do. */
export function sentences({ message, serverSaid, safe, todo }: FailureShape): string {
  const said = serverSaid === undefined ? undefined : `The server said: “${serverSaid}”.`;
  return [message, said, safe, todo].filter((sentence) => sentence !== undefined && sentence !== '').join(' ');
}

/** Says that what is printed was saved, how old it is, and why the server did not answer. */
export function savedInstead({ messages }: Context, failure: Failure | FailureShape, takenAt: string | undefined): void {
  messages.say(`${failure.message} What is shown was saved${takenAt === undefined ? '' : ` at ${takenAt}`}.`);
}
