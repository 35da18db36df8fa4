/**
 * The one wrapper that every call from the window passes: who asks, what is asked, the answer as a value, cancelling.
 * Expected failures become codes and sentences; a bug is logged whole and shown briefly.
 */
import type { IpcMain } from 'electron';
import * as v from 'valibot';
import { channels, type Answer } from '../../preload/bridge.ts';
import type { ApiWithSignal } from '../api.ts';
import { asFailure, Failure } from '../failure.ts';
import type { Log } from '../log.ts';
import type { Ask } from '../source.ts';
import type { Audience, Calls } from './audience.ts';
import { schemas, type Method } from './ipc-schemas.ts';

export interface IpcParts {
  readonly ipcMain: Pick<IpcMain, 'handle' | 'on'>;
  readonly audience: Pick<Audience, 'callsOf'>;
  /** Each method takes a trailing `{signal}`, aborted when the window cancels the call or goes. Calls wait for one that is being made. */
  readonly api: ApiWithSignal | Promise<ApiWithSignal>;
  readonly log: Log;
}

/** Serves the contract to the audience. Arguments are never logged: one may be a password. */
export function serveIpc({ ipcMain, audience, api, log }: IpcParts): void {
  let made: ApiWithSignal | undefined;
  if (!(api instanceof Promise)) made = api;

  async function waiting(signal: AbortSignal): Promise<ApiWithSignal> {
    made = await api;
    signal.throwIfAborted();
    return made;
  }

  async function answer(calls: Calls, call: number, method: Method, args: readonly unknown[]): Promise<Answer> {
    const abort = new AbortController();
    calls.set(call, abort);
    try {
      return {
        ok: true,
        value: await methodOf(made ?? (await waiting(abort.signal)), method)(...args, { signal: abort.signal } satisfies Ask),
      };
    } catch (thrown) {
      return failed(method, abort.signal.aborted && isAbort(thrown) ? new Failure('cancelled') : asFailure(thrown));
    } finally {
      calls.delete(call);
    }
  }

  function failed(method: string, failure: Failure): Answer {
    if (failure.code === 'bug') log.error('A call of the window failed', { method, error: failure.cause ?? failure });
    else log.info('A call of the window was answered with a failure', { method, code: failure.code, message: failure.message });
    return { ok: false, error: failure.shape() };
  }

  ipcMain.handle(channels.invoke, (event, call: unknown, method: unknown, args: unknown): Answer | Promise<Answer> => {
    const calls = audience.callsOf(event);
    if (calls === undefined) {
      log.warn('A call from a page that is not ours was refused');
      return { ok: false, error: new Failure('bug').shape() };
    }
    if (!isCallNumber(call) || calls.has(call) || !isMethod(method)) {
      log.error('A call of the window names no method, or a number in use');
      return { ok: false, error: new Failure('bug').shape() };
    }
    const checked = v.safeParse(schemas[method], args);
    if (!checked.success) {
      const places = checked.issues.map((issue) => v.getDotPath(issue) ?? 'arguments');
      log.error('A call of the window does not fit the contract', { method, places });
      return { ok: false, error: new Failure('bug').shape() };
    }
    return answer(calls, call, method, checked.output);
  });

  ipcMain.on(channels.cancel, (event, call: unknown) => {
    if (isCallNumber(call)) audience.callsOf(event)?.get(call)?.abort();
  });
}

/** The types were checked by the schema of the method's name. */
function methodOf(api: ApiWithSignal, method: Method): (...args: readonly unknown[]) => Promise<unknown> {
  const [service, name] = method.split('.') as [keyof ApiWithSignal, string];
  const run = (api[service] as Readonly<Record<string, (...args: readonly unknown[]) => Promise<unknown>>>)[name];
  if (run === undefined) throw new TypeError(`${method} is not implemented`);
  return run;
}

function isCallNumber(value: unknown): value is number {
  return typeof value === 'number' && Number.isSafeInteger(value);
}

function isMethod(value: unknown): value is Method {
  return typeof value === 'string' && Object.hasOwn(schemas, value);
}

function isAbort(thrown: unknown): boolean {
  return thrown instanceof Error && thrown.name === 'AbortError';
}
