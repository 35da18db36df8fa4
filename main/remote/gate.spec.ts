import { expect, it, vi } from 'vitest';
import { createGate } from './gate.ts';

/** Work that ends when it is told to. */
function work(): { readonly run: () => Promise<string>; end(): void; readonly begun: boolean } {
  let begun = false;
  let end = (): void => {};
  const ended = new Promise<string>((resolve) => (end = () => resolve('done')));
  const run = (): Promise<string> => {
    begun = true;
    return ended;
  };
  return {
    run,
    end: () => end(),
    get begun() {
      return begun;
    },
  };
}

it('lets so many in at once, the next when one leaves, and forgets who gave up waiting', async () => {
  const gate = createGate(2);
  const all = [work(), work(), work(), work()] as const;
  const stop = new AbortController();
  const [one, two] = all.slice(0, 2).map((each) => gate.run(each.run));
  const third = gate.run(all[2].run, stop.signal);
  const fourth = gate.run(all[3].run);
  await vi.waitFor(() => expect(all.map((each) => each.begun)).toEqual([true, true, false, false]));
  stop.abort();
  await expect(third).rejects.toMatchObject({ code: 'cancelled' });
  all[0].end();
  await one;
  await vi.waitFor(() => expect(all.map((each) => each.begun)).toEqual([true, true, false, true]));
  all[1].end();
  all[3].end();
  expect(await Promise.all([two, fourth])).toEqual(['done', 'done']);
});

it('is left by work that fails', async () => {
  const gate = createGate(1);
  await expect(gate.run(() => Promise.reject(new Error('no')))).rejects.toThrow('no');
  expect(await gate.run(() => Promise.resolve(1))).toBe(1);
  await expect(gate.run(() => Promise.resolve(1), AbortSignal.abort())).rejects.toMatchObject({ code: 'cancelled' });
});
