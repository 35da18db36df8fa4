import { describe, expect, it } from 'vitest';
import { createJoined } from './joined.ts';

/** Work that ends when it is told to, or when it is cancelled. */
function controlled(): {
  work: (signal: AbortSignal) => Promise<string>;
  finish: (value: string) => void;
  started: () => number;
  cancelled: () => boolean;
} {
  let started = 0;
  let cancelled = false;
  let finish: (value: string) => void = () => {};
  return {
    work: (signal) =>
      new Promise((resolve, reject) => {
        started += 1;
        finish = resolve;
        signal.addEventListener('abort', () => {
          cancelled = true;
          reject(new Error('stopped'));
        });
      }),
    finish: (value) => finish(value),
    started: () => started,
    cancelled: () => cancelled,
  };
}

describe('joined work', () => {
  it('runs once for all who ask while it runs, and anew after it has ended', async () => {
    const { work, finish, started } = controlled();
    const joined = createJoined<string>('leaves');
    const both = [joined.run('a', work), joined.run('a', work, new AbortController().signal)];
    finish('answer');
    expect(await Promise.all(both)).toEqual(['answer', 'answer']);
    expect(started()).toBe(1);
    void joined.run('a', work).catch(() => undefined);
    expect(started()).toBe(2);
  });

  it('goes on for the others when one gives up', async () => {
    const { work, finish, cancelled } = controlled();
    const joined = createJoined<string>('leaves');
    const leaving = new AbortController();
    const first = joined.run('a', work, leaving.signal);
    const second = joined.run('a', work, new AbortController().signal);
    leaving.abort();
    await expect(first).rejects.toMatchObject({ code: 'cancelled' });
    expect(cancelled()).toBe(false);
    finish('answer');
    expect(await second).toBe('answer');
  });

  it('is cancelled when the last one gives up, who leaves at once', async () => {
    const { work, cancelled } = controlled();
    const leaving = new AbortController();
    const only = createJoined<string>('leaves').run('a', work, leaving.signal);
    leaving.abort();
    await expect(only).rejects.toMatchObject({ code: 'cancelled' });
    expect(cancelled()).toBe(true);
  });

  it('answers the last one what the cancelled work still has to say', async () => {
    const leaving = new AbortController();
    const sealing = (signal: AbortSignal): Promise<string> =>
      new Promise((resolve) => {
        signal.addEventListener('abort', () => resolve('partial'));
      });
    const only = createJoined<string>('stays').run('a', sealing, leaving.signal);
    leaving.abort();
    expect(await only).toBe('partial');
  });

  it('does not start for one who has given up already', async () => {
    const { work, started } = controlled();
    await expect(createJoined<string>('stays').run('a', work, AbortSignal.abort())).rejects.toMatchObject({ code: 'cancelled' });
    expect(started()).toBe(0);
  });

  it('ends when told to, and waits until it has', async () => {
    const { work, cancelled } = controlled();
    const joined = createJoined<string>('leaves');
    const running = joined.run('a', work);
    const refused = expect(running).rejects.toThrow('stopped');
    await joined.end();
    expect(cancelled()).toBe(true);
    await refused;
  });
});
