/** The part of the contract about the requests of this run. What is added is told a few times a second at most, and only while the window looks. */
import type { RequestRow } from '../preload/requests.ts';
import type { ApiWithSignal, Emit } from './api.ts';
import { Failure } from './failure.ts';
import { asCurl, asPython, type RequestAsText } from './remote/as-text.ts';
import type { RequestsLog } from './requests.ts';

/** Between two tellings, ms. */
const pause = 250;

/** Values of a form that may be told; the others come from the environment. */
const openFields: Readonly<Record<string, string>> = { grant_type: 'password' };

/** What of a kept request can be asked again. */
export function textOf({ method, url, accept, authorized, fields = [] }: RequestRow): RequestAsText {
  return {
    ...{ method, url, headers: { Accept: accept }, authorized },
    form: fields.map((name) => ({ name, value: openFields[name] ?? { secret: `PADDOCK_${name.toUpperCase()}` } })),
  };
}

export function createRequestsApi({ requests, emit }: { readonly requests: RequestsLog; readonly emit: Emit }): ApiWithSignal['requests'] {
  let waiting: RequestRow[] = [];
  let stop: (() => void) | undefined;
  let timer: NodeJS.Timeout | undefined;

  function tell(): void {
    timer = undefined;
    const rows = waiting;
    waiting = [];
    if (rows.length > 0) emit('requests.added', { rows });
  }

  return {
    list: () => Promise.resolve(requests.list()),
    watch: (on) => {
      stop?.();
      clearTimeout(timer);
      timer = undefined;
      waiting = [];
      stop = on
        ? requests.onAdded((row) => {
            waiting.push(row);
            timer ??= setTimeout(tell, pause);
          })
        : undefined;
      return Promise.resolve();
    },
    asText: (id, text) => {
      const row = requests.list().find((one) => one.id === id);
      if (row === undefined) return Promise.reject(new Failure('not-found', 'This request is not kept any more.'));
      return Promise.resolve(text === 'curl' ? asCurl(textOf(row)) : asPython(textOf(row)));
    },
  };
}
