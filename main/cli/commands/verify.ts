/** `verify`: checks the whole store and names what is damaged. */
import { asFailure, Failure, type ExitCode } from '../../failure.ts';
import type { Problem } from '../../store/store.ts';
import { answer, type Context } from '../context.ts';

/** A store too damaged to be opened is a finding, not a failure to look. */
async function problemsOf({ parts }: Context): Promise<readonly Problem[]> {
  try {
    return await (await parts.store()).verify();
  } catch (thrown) {
    const failure = asFailure(thrown);
    if (failure.code !== 'store-damaged') throw thrown;
    return [{ code: failure.code, message: failure.message }];
  }
}

export async function verify(context: Context): Promise<ExitCode> {
  const problems = await problemsOf(context);
  await answer<Problem>(context, {
    head: { ok: problems.length === 0 },
    name: 'problems',
    record: ({ code, message }) => ({ code, message }),
    fields: ['code', 'message'],
    columns: [
      { title: 'Problem', cell: ({ code }) => code },
      { title: 'What it is', cell: ({ message }) => message },
    ],
    empty: 'All that is saved is sound.',
    batches: [problems],
  });
  if (problems.length === 0) return 0;
  const failure = new Failure('store-damaged', `Problems were found in what is saved: ${problems.length}.`, {
    safe: 'Nothing was changed.',
    todo: 'Run “paddock store salvage” to keep what is sound; it says before what that is.',
  });
  context.report(failure);
  return failure.exit;
}
