import { EventEmitter } from 'node:events';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { silent } from '../log.ts';
import { watchForBugs } from './bugs.ts';
import { createEnding, onSignals } from './ending.ts';

afterEach(() => void vi.useRealTimers());

describe('the ending', () => {
  it('closes the last opened first, once, and does not stop at one that fails', async () => {
    const closed: string[] = [];
    const ending = createEnding(silent);
    ending.onEnd('store', () => void closed.push('store'));
    ending.onEnd('broken', () => Promise.reject(new Error('no')));
    ending.onEnd('thrown', () => {
      throw new Error('no');
    });
    ending.onEnd('sources', async () => {
      await Promise.resolve();
      closed.push('sources');
    });
    await Promise.all([ending.close(), ending.close()]);
    expect(closed).toEqual(['sources', 'store']);
  });

  it('leaves a part that hangs', async () => {
    vi.useFakeTimers();
    const closed: string[] = [];
    const ending = createEnding(silent);
    ending.onEnd('store', () => void closed.push('store'));
    ending.onEnd('hanging', () => new Promise(() => undefined));
    const closing = ending.close();
    await vi.advanceTimersByTimeAsync(10_000);
    await closing;
    expect(closed).toEqual(['store']);
  });
});

describe('signals', () => {
  it('ask first, and force at a second one that is not the echo of the first', () => {
    const process = new EventEmitter();
    const told: (string | number)[] = [];
    let time = 0;
    onSignals(
      process,
      () => told.push('ask'),
      (code) => told.push(code),
      () => time,
    );
    process.emit('SIGINT');
    time = 20;
    process.emit('SIGINT');
    expect(told).toEqual(['ask']);
    time = 2_000;
    process.emit('SIGTERM');
    expect(told).toEqual(['ask', 143]);
  });
});

describe('a bug that nobody caught', () => {
  it('is logged whole, said once in a plain sentence, and ends the run', () => {
    const process = new EventEmitter();
    const told: string[] = [];
    const logged: unknown[] = [];
    const stop = watchForBugs(
      process,
      { ...silent, error: (_message, more) => logged.push(more) },
      (sentence) => told.push(sentence),
      () => told.push('end'),
    );
    process.emit('uncaughtException', new TypeError('x of undefined'));
    process.emit('unhandledRejection', new Error('and one more'));
    stop('third');
    expect(logged).toEqual([{ error: new TypeError('x of undefined') }, { error: new Error('and one more') }, { error: 'third' }]);
    expect(told).toEqual([expect.stringMatching(/^Paddock met an error of its own\. /), 'end']);
    expect(told.join()).not.toContain('undefined');
  });
});
