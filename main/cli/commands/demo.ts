/** `demo`: serves the documented API over a generated season until it is ended. */
import type { ExitCode } from '../../failure.ts';
import type { DemoOptions } from '../../source.ts';
import type { Context } from '../context.ts';

export interface DemoCommand extends Omit<DemoOptions, 'faults'> {
  /** `NAME` or `NAME=ARG`, as typed. */
  readonly fault?: readonly string[];
}

const ended = (signal: AbortSignal): Promise<void> =>
  new Promise((resolve) => {
    if (signal.aborted) resolve();
    else signal.addEventListener('abort', () => resolve(), { once: true });
  });

/** Prints the addresses once the server answers; nothing else is ever printed. */
export async function demo({ parts, io, results }: Context, { fault, ...options }: DemoCommand): Promise<ExitCode> {
  const server = await parts.startDemo({ ...options, ...(fault !== undefined && { faults: fault }) });
  try {
    const identity = server.identityUrl === undefined ? '' : `Identity server: ${server.identityUrl}\n`;
    await results.write(`Paddock demo server: ${server.url}\n${identity}`);
    await ended(io.signal);
  } finally {
    await server.close();
  }
  return 0;
}
