/** The window's side of the contract: `Api` over the bridge, answers unwrapped, news by name. */
import type { Bridge } from '../../preload/bridge.ts';
import type { Api, Events } from '../../preload/contract.ts';
import { everyProperty } from './every-property.ts';
import { CallFailure } from './failure.ts';

export interface Client {
  /** Every method of the contract; a failure rejects with `CallFailure`. */
  readonly api: Api;
  /** Listens to one kind of news; returns what ends the listening. */
  on<Name extends keyof Events>(name: Name, listener: (payload: Events[Name]) => void): () => void;
  /** Path of a file that the user dropped on the window. */
  pathOf(file: File): string;
  /** Gives up a call: `call` is the promise that a method of `api` returned. It still settles. */
  cancel(call: Promise<unknown>): void;
}

type Method = (...args: readonly unknown[]) => Promise<unknown>;

/** Speaks the contract over `window.paddock`. */
export function connect(bridge: Bridge): Client {
  let last = 0;
  const numbers = new WeakMap<Promise<unknown>, number>();

  const ask = async (call: number, method: string, args: readonly unknown[]): Promise<unknown> => {
    // State proxies cannot be cloned across the bridge; this is the one place that turns them into plain data.
    const answer = await bridge.invoke(call, method, $state.snapshot<readonly unknown[]>(args));
    if (!answer.ok) throw new CallFailure(answer.error);
    return answer.value;
  };
  const methodOf =
    (name: string): Method =>
    (...args) => {
      const call = ++last;
      const asked = ask(call, name, args);
      numbers.set(asked, call);
      return asked;
    };

  return {
    // The proxy has each method of the contract by construction; only main knows whether it exists.
    api: everyProperty<unknown>((service) => everyProperty<Method>((method) => methodOf(`${service}.${method}`))) as unknown as Api,
    on: (name, listener) =>
      bridge.on((told, payload) => {
        if (told === name) listener(payload as Parameters<typeof listener>[0]);
      }),
    pathOf: (file) => bridge.pathOf(file),
    cancel: (call) => {
      const number = numbers.get(call);
      if (number !== undefined) bridge.cancel(number);
    },
  };
}
