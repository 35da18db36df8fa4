/**
 * The quarantine: a file from elsewhere is examined in another process, whose time and memory are watched from here and
 * which is killed when it takes more than it may. A process that was killed has told nothing.
 */
import { fork } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import * as v from 'valibot';
import type { FailureCode, FailureShape } from '../../preload/model.ts';
import { Failure, failures } from '../failure.ts';
import type { Examined } from './examine.ts';
import { residentBytes } from './resident.ts';

export interface Question {
  /** The private copy, and where the fresh file goes; absolute. */
  readonly copy: string;
  readonly clean: string;
}

export type Answer =
  | { readonly kind: 'ready' }
  | { readonly kind: 'rows'; readonly rows: number }
  | { readonly kind: 'sound'; readonly examined: Examined }
  | { readonly kind: 'refused'; readonly failure: FailureShape };

/** A process that runs `quarantine-process.ts`. */
export interface QuarantineChild {
  /** Undefined where it could not be started. */
  readonly pid: () => number | undefined;
  readonly send: (question: Question) => void;
  readonly onMessage: (listener: (message: unknown) => void) => void;
  /** Told once, when it has ended or could not be started. */
  readonly onExit: (listener: () => void) => void;
  /** Ends it at once, whatever it does. */
  readonly kill: () => void;
}
export type StartChild = () => QuarantineChild;

/** Above what it holds before it is told of a file. */
export const mostMemory = 256 * 2 ** 20;
/** JavaScript's own part of it. */
export const heapMegabytes = 160;
/** A file may take this long, and a larger one longer. */
const mostTime = 5_000;
const bytesInMostTime = 16 * 2 ** 20;
const startsWithin = 20_000;
const lookEvery = 20;

export interface Limits {
  readonly memory: number;
  /** Milliseconds. */
  readonly time: number;
}

/** What the examination of a file of so many bytes may take. */
export const limitsFor = (bytes: number): Limits => ({
  memory: mostMemory,
  time: mostTime * Math.max(1, bytes / bytesInMostTime),
});

const examined = v.object({
  manifest: v.object({
    product: v.string(),
    productVersion: v.string(),
    createdAt: v.string(),
    what: v.picklist(['list', 'connection', 'server']),
    filter: v.exactOptional(v.string()),
    generation: v.exactOptional(v.string()),
    server: v.exactOptional(v.string()),
    address: v.exactOptional(v.string()),
  }),
  hash: v.pipe(v.string(), v.regex(/^sha256:[0-9a-f]{64}$/)),
  connections: v.array(v.string()),
  snapshots: v.number(),
  sessions: v.number(),
});
const failure = v.object({
  code: v.picklist(Object.keys(failures) as FailureCode[]),
  message: v.string(),
  safe: v.exactOptional(v.string()),
  todo: v.exactOptional(v.string()),
});
const answers = v.variant('kind', [
  v.object({ kind: v.literal('ready') }),
  v.object({ kind: v.literal('rows'), rows: v.number() }),
  v.object({ kind: v.literal('sound'), examined }),
  v.object({ kind: v.literal('refused'), failure }),
]);

export interface ExamineOptions {
  /** Of the file, for how long it may take; other limits where a spec gives them. */
  readonly bytes: number;
  readonly limits?: Limits;
  readonly onRows?: (rows: number) => void;
  readonly signal?: AbortSignal;
}

export interface Quarantine {
  /** One file at a time. Fails with `file-refused`, `cancelled`. */
  examine(question: Question, options: ExamineOptions): Promise<Examined>;
  /** Ends the process; true for all that was asked: none is left behind. */
  close(): Promise<void>;
}

/** One process, in plain Node. @param entry the bundled `quarantine-process.ts` */
export function forkChild(entry: URL): StartChild {
  return () => {
    const child = fork(fileURLToPath(entry), { execArgv: [`--max-old-space-size=${heapMegabytes}`], stdio: 'ignore' });
    return {
      pid: () => child.pid,
      send: (question) => void child.send(question, () => undefined),
      onMessage: (listener) => void child.on('message', listener),
      onExit: (listener) => {
        // `error` where it could not be started, and then no `exit`.
        child.once('error', listener);
        child.once('exit', listener);
      },
      kill: () => void child.kill('SIGKILL'),
    };
  };
}

const tooMuch = (what: string): Failure =>
  new Failure('file-refused', `Reading the file took too much ${what}, as no file does that Paddock wrote.`);

const withdrawn = (): Failure =>
  new Failure('cancelled', undefined, { safe: 'Nothing of the file was taken over.', todo: 'Open it again.' });

/** A process that stands ready for the next file. */
interface Running {
  readonly child: QuarantineChild;
  readonly ended: Promise<void>;
  readonly ready: Promise<void>;
  /** What it holds without a file, bytes. */
  baseline: number | undefined;
  hear: (message: v.InferOutput<typeof answers>) => void;
}

export function createQuarantine(start: StartChild): Quarantine {
  let running: Running | undefined;

  function begin(): Running {
    const child = start();
    const { promise: ended, resolve: onEnd } = deferred();
    const { promise: ready, resolve: onReady } = deferred();
    const made: Running = { child, ended, ready, baseline: undefined, hear: () => undefined };
    child.onExit(() => {
      if (running === made) running = undefined;
      onEnd();
    });
    child.onMessage((message) => {
      const parsed = v.safeParse(answers, message);
      if (!parsed.success) child.kill();
      else if (parsed.output.kind === 'ready') onReady();
      else made.hear(parsed.output);
    });
    running = made;
    return made;
  }

  async function end({ child, ended }: Running): Promise<void> {
    child.kill();
    await ended;
  }

  /** A process that is ready, and what it holds. */
  async function prepared(): Promise<Running> {
    const made = running ?? begin();
    const late = deferred();
    const timer = setTimeout(late.resolve, startsWithin);
    const state = await Promise.race([
      made.ready.then(() => 'ready' as const),
      made.ended.then(() => 'ended' as const),
      late.promise.then(() => 'late' as const),
    ]);
    clearTimeout(timer);
    if (state !== 'ready') {
      await end(made);
      throw new Failure('bug', 'The process that examines files could not be started.');
    }
    made.baseline ??= await residentBytes(made.child.pid() ?? 0);
    return made;
  }

  return {
    async examine(question, { bytes, limits = limitsFor(bytes), onRows, signal }) {
      const made = await prepared();
      if (signal?.aborted === true) throw withdrawn();
      const { child, ended } = made;
      const over = deferred<Failure>();
      const stop = (): void => over.resolve(withdrawn());
      signal?.addEventListener('abort', stop, { once: true });
      const clock = setTimeout(() => over.resolve(tooMuch('time')), limits.time);
      let watching: NodeJS.Timeout | undefined;
      let watched = true;
      const watch = async (): Promise<void> => {
        const resident = await residentBytes(child.pid() ?? 0);
        if (resident !== undefined && resident > (made.baseline ?? 0) + limits.memory) over.resolve(tooMuch('memory'));
        else if (watched) watching = setTimeout(() => void watch(), lookEvery);
      };
      void watch();
      try {
        const answer = await Promise.race([
          new Promise<v.InferOutput<typeof answers>>((resolve) => {
            made.hear = (message) => (message.kind === 'rows' ? onRows?.(message.rows) : resolve(message));
            child.send(question);
          }),
          over.promise,
          ended.then(() => tooMuch('memory')),
        ]);
        if (answer instanceof Failure) {
          await end(made);
          throw answer;
        }
        if (answer.kind === 'refused') throw Failure.revive(answer.failure);
        if (answer.kind !== 'sound') throw new Failure('bug');
        return answer.examined;
      } finally {
        clearTimeout(clock);
        watched = false;
        clearTimeout(watching);
        signal?.removeEventListener('abort', stop);
      }
    },
    async close() {
      if (running !== undefined) await end(running);
    },
  };
}

function deferred<Value = void>(): { readonly promise: Promise<Value>; readonly resolve: (value: Value) => void } {
  let resolve: (value: Value) => void = () => undefined;
  const promise = new Promise<Value>((settle) => (resolve = settle));
  return { promise, resolve };
}
