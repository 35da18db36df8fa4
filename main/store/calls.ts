/** Calls to a thread and their answers, as messages. Failures cross as their shape, anything else that is thrown as a bug. */
import type { MessagePort, Worker } from 'node:worker_threads';
import type { FailureShape } from '../../preload/model.ts';
import { Failure } from '../failure.ts';

interface Call {
  readonly call: number;
  readonly verb: string;
  readonly args: readonly unknown[];
}
type Reply =
  { readonly call: number; readonly value: unknown } | { readonly call: number; readonly failure: FailureShape; readonly trace?: string };

/** For a thread that drops memory which V8 does not see as its own: only where it looks often does it give that back in time. */
export const smallYoung = { maxYoungGenerationSizeMb: 8 };

/** An answer whose buffers go over to who asked: copying them would double them. */
export class HandedOver {
  readonly value: unknown;
  readonly buffers: readonly ArrayBuffer[];

  constructor(value: unknown, buffers: readonly ArrayBuffer[]) {
    this.value = value;
    this.buffers = buffers;
  }
}

/** A thread's verbs by their names. One that answers a promise lets the thread hear of other calls meanwhile. */
export type Verbs = Readonly<Record<string, (...args: never[]) => unknown>>;

/** Answers calls on a thread's side. `explain` makes a failure of whatever a verb throws. */
export function serve(port: MessagePort, verbs: Verbs, explain: (thrown: unknown) => Failure): void {
  const refuse = (call: number, thrown: unknown): void => {
    const failure = explain(thrown);
    const { cause } = failure;
    const trace = cause instanceof Error ? cause.stack : undefined;
    port.postMessage({ call, failure: failure.shape(), ...(trace !== undefined && { trace }) } satisfies Reply);
  };
  port.on('message', ({ call, verb, args }: Call) => {
    const answer = (value: unknown): void => {
      if (value instanceof HandedOver) port.postMessage({ call, value: value.value } satisfies Reply, value.buffers);
      else port.postMessage({ call, value } satisfies Reply);
    };
    try {
      const work = verbs[verb];
      if (work === undefined) throw new RangeError(`no verb ${verb}`);
      const value = work(...(args as never[]));
      if (!(value instanceof Promise)) answer(value);
      else value.then(answer).catch((thrown: unknown) => refuse(call, thrown));
    } catch (thrown) {
      refuse(call, thrown);
    }
  });
}

/** The other side of a thread. */
export class Line {
  readonly #worker: Worker;
  readonly #waiting = new Map<number, { resolve: (value: unknown) => void; reject: (reason: unknown) => void }>();
  #last = 0;
  #broken: Failure | undefined;

  constructor(worker: Worker, onTrace: (message: string, trace: string) => void) {
    this.#worker = worker;
    worker.on('message', (reply: Reply) => {
      const waiting = this.#waiting.get(reply.call);
      this.#waiting.delete(reply.call);
      // An idle thread does not keep the process alive.
      if (this.#waiting.size === 0) worker.unref();
      if ('value' in reply) waiting?.resolve(reply.value);
      else {
        if (reply.trace !== undefined) onTrace(reply.failure.message, reply.trace);
        waiting?.reject(Failure.revive(reply.failure));
      }
    });
    worker.on('error', (thrown) => this.#break(new Failure('bug', undefined, { cause: thrown })));
    worker.on('exit', () => this.#break(new Failure('bug', 'The thread of the snapshots has ended.')));
    worker.unref();
  }

  #break(failure: Failure): void {
    this.#broken ??= failure;
    for (const { reject } of this.#waiting.values()) reject(failure);
    this.#waiting.clear();
  }

  /** True while no answer is awaited. */
  get idle(): boolean {
    return this.#waiting.size === 0;
  }

  call(verb: string, args: readonly unknown[], transfer: readonly ArrayBuffer[] = []): Promise<unknown> {
    return new Promise((resolve, reject) => {
      if (this.#broken !== undefined) {
        reject(this.#broken);
        return;
      }
      this.#last += 1;
      this.#waiting.set(this.#last, { resolve, reject });
      this.#worker.ref();
      this.#worker.postMessage({ call: this.#last, verb, args } satisfies Call, transfer);
    });
  }

  async end(): Promise<void> {
    await this.#worker.terminate();
  }
}
