/**
 * Something that a server must allow (adding it, changing it, signing in): tried, and tried again with what the user
 * says to the question that it raised. A question comes only of what the user has started.
 */
import type { CertificateFacts, FailureCode, FailureShape, FurtherSecrets, Trust } from '../../preload/model.ts';
import type { Client } from '../api/client.svelte.ts';
import { shapeOf } from '../api/failure.ts';

/** What the user has said so far to questions of this attempt. */
export interface Said {
  readonly trust?: Trust;
  readonly further: FurtherSecrets;
  /** Save, though the server cannot be reached. */
  readonly anyway: boolean;
}

/** What has to be answered before it can go on. */
export type Question =
  | { readonly about: 'certificate'; readonly facts: CertificateFacts }
  /** `proxy`: its address, where it is known. */
  | { readonly about: 'proxy'; readonly proxy: string | undefined };

/** The question that a failure leaves to the user, if it does. */
export function questionOf(failure: FailureShape | undefined): Question | undefined {
  if (failure?.certificate) return { about: 'certificate', facts: failure.certificate };
  return failure?.code === 'proxy-sign-in' ? { about: 'proxy', proxy: failure.proxy } : undefined;
}

export const questionLabel = ({ about }: Question): string => (about === 'certificate' ? 'Look at certificate…' : 'Proxy sign-in…');

/** Failures that say nothing against what was typed: the server, or the way to it, is not there. */
const unreached: ReadonlySet<FailureCode> = new Set([
  'unreachable',
  'timed-out',
  'certificate',
  'proxy-sign-in',
  'not-this-api',
  'html-answer',
  'server-error',
  'answer-unreadable',
]);

export const isUnreached = (failure: FailureShape | undefined): boolean => failure !== undefined && unreached.has(failure.code);

/** What the parts of a dialog need of an attempt, whatever comes of it. */
export interface Questioning {
  readonly failure: FailureShape | undefined;
  readonly question: Question | undefined;
  trust(trust: Trust): Promise<void>;
  proxySignIn(user: string, password: string): Promise<void>;
  ask(): void;
  decline(): void;
}

export class Attempt<Value> implements Questioning {
  readonly #client: Client;
  readonly #work: (said: Said) => Promise<Value>;
  readonly #done: (value: Value) => unknown;
  #running = $state.raw<Promise<Value>>();
  #failure = $state.raw<FailureShape>();
  #question = $state.raw<Question>();
  #said: Said = { further: {}, anyway: false };

  /** @param work makes the call @param done what follows where it worked; its failure is this attempt's too */
  constructor(client: Client, work: (said: Said) => Promise<Value>, done: (value: Value) => unknown) {
    this.#client = client;
    this.#work = work;
    this.#done = done;
  }

  get isRunning(): boolean {
    return this.#running !== undefined;
  }

  /** Why it did not work. */
  get failure(): FailureShape | undefined {
    return this.#failure;
  }

  /** What the user is being asked. */
  get question(): Question | undefined {
    return this.#question;
  }

  /** Begins afresh, as the user asked; what was said to earlier questions holds on. */
  async start(further: FurtherSecrets = {}, anyway = false): Promise<void> {
    await this.#try({ ...this.#said, further: { ...this.#said.further, ...further }, anyway });
  }

  /** Beside what was trusted before: a server and its Identity Server may each show a certificate. */
  async trust({ fingerprint, keep }: Trust): Promise<void> {
    const { trust: before } = this.#said;
    const all = before === undefined ? fingerprint : `${before.fingerprint} ${fingerprint}`;
    await this.#try({ ...this.#said, trust: { fingerprint: all, keep: keep && before?.keep !== false } });
  }

  async proxySignIn(proxyUser: string, proxyPassword: string): Promise<void> {
    const { clientPassphrase } = this.#said.further;
    const proxy = this.#failure?.proxy;
    const given = { proxyUser, proxyPassword, ...(proxy !== undefined && { proxyAddress: proxy }) };
    await this.#try({ ...this.#said, further: { ...(clientPassphrase !== undefined && { clientPassphrase }), ...given } });
  }

  /** Asks the failure's question once more. */
  ask(): void {
    this.#question = questionOf(this.#failure);
  }

  /** The answer is no: the failure stays told. */
  decline(): void {
    this.#question = undefined;
  }

  /** Gives up the call under way. */
  cancel(): void {
    if (this.#running) this.#client.cancel(this.#running);
  }

  async #try(said: Said): Promise<void> {
    if (this.#running) return;
    this.#said = said;
    this.#failure = undefined;
    this.#question = undefined;
    try {
      this.#running = this.#work(said);
      await this.#done(await this.#running);
    } catch (thrown) {
      const shape = shapeOf(thrown);
      if (shape.code !== 'cancelled') this.#failure = shape;
      this.ask();
    } finally {
      this.#running = undefined;
    }
  }
}
