/** The in-memory main process' part about many sessions at once: ranges of a list, how they are asked for, keeping them. */
import type { Api, Events } from '../../preload/contract.ts';
import type { KeepResult } from '../../preload/keeping.ts';
import type { IndexRange } from '../../preload/selecting.ts';

export interface FakeSessionsParts {
  /** Keys of an opened view, in its order. */
  readonly keysOf: (view: number) => readonly string[];
  readonly isGone: (view: number, key: string) => boolean;
  readonly answer: <T>(method: string, answer: () => T, ...args: readonly unknown[]) => Promise<T>;
  readonly emit: <Name extends keyof Events>(name: Name, payload: Events[Name]) => void;
}

export class FakeSessions {
  readonly #parts: FakeSessionsParts;
  /** Keys of sessions that were kept. */
  readonly kept = new Set<string>();
  /** Sessions that cannot be kept, each with why. */
  readonly unkeepable = new Map<string, string>();
  /** Holds back what keeping takes until it resolves. */
  gate: Promise<void> = Promise.resolve();
  /** What is selected would be too many ranges in any other order. */
  areTooMany = false;
  /** What was put on the clipboard last. */
  copied = '';

  constructor(parts: FakeSessionsParts) {
    this.#parts = parts;
  }

  get api(): Pick<Api['sessions'], 'keys' | 'moved'> & Pick<Api['session'], 'requests'> & Pick<Api['app'], 'copy'> & Api['keep'] {
    const { answer, keysOf, isGone } = this.#parts;
    const picked = (view: number, ranges: readonly IndexRange[]): readonly string[] => {
      const all = keysOf(view);
      return ranges.flatMap(([from, to]) => all.slice(from, to));
    };
    return {
      keys: (view, ranges, how) => {
        const isLeft = (key: string): boolean => how?.withoutGone === true && isGone(view, key);
        return answer('sessions.keys', () => picked(view, ranges).filter((key) => !isLeft(key)), view, ranges);
      },
      moved: (view, ranges, into) =>
        answer(
          'sessions.moved',
          () => {
            if (this.areTooMany) return null;
            const wanted = new Set(picked(view, ranges));
            return keysOf(into).flatMap((key, at): readonly IndexRange[] => (wanted.has(key) ? [[at, at + 1]] : []));
          },
          ...[view, ranges, into],
        ),
      requests: (id, connection, keys) =>
        answer(
          'session.requests',
          () => ({
            ...{ generation: 'rest', base: 'http://track-pc:8011/api', tokenUrl: 'http://track-pc:8011/token', user: 'demo' },
            sessions: keys.map((key) => {
              const session = `connections/${encodeURIComponent(connection)}/sessions/${encodeURIComponent(key)}`;
              return { key, session, details: `${session}/details`, laps: `${session}/laps` };
            }),
          }),
          ...[id, connection, keys],
        ),
      copy: (text) => answer('app.copy', () => void (this.copied = text), text),
      run: (serverId, connection, keys) => this.#keep(serverId, connection, keys),
      cancel: (id, connection) => answer('keep.cancel', () => undefined, id, connection),
    };
  }

  async #keep(serverId: string, connection: string, keys: readonly string[]): Promise<KeepResult> {
    await this.#parts.answer('keep.run', () => undefined, serverId, connection, keys);
    const counts = { kept: 0, already: 0, failed: 0 };
    const tell = (): void => {
      const done = counts.kept + counts.already + counts.failed;
      this.#parts.emit('keep.progress', { serverId, connection, done, of: keys.length, ...counts, elapsed: 1 });
    };
    tell();
    await this.gate;
    for (const key of keys) {
      counts[this.unkeepable.has(key) ? 'failed' : this.kept.has(key) ? 'already' : 'kept'] += 1;
      if (!this.unkeepable.has(key)) this.kept.add(key);
      tell();
    }
    const failures = [...this.unkeepable].filter(([key]) => keys.includes(key)).map(([key, reason]) => ({ key, reason }));
    const result: KeepResult = { of: keys.length, ...counts, failures, left: 0, ms: 1 };
    this.#parts.emit('keep.ended', { serverId, connection, result });
    return result;
  }
}
