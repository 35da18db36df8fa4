import { describe, expect, it } from 'vitest';
import { mostEnded } from '../../preload/activity.ts';
import { Failure } from '../failure.ts';
import { createActivity, type Activity, type Task } from './activity.ts';

/** An activity whose work ends when it is told to. */
function begin(activity: Activity, about: Parameters<Activity['run']>[0], signal?: AbortSignal) {
  let task: Task | undefined;
  let finish: (found: string) => void = () => {};
  let fail: (thrown: unknown) => void = () => {};
  const ended = activity.run(
    about,
    (given) =>
      new Promise<string>((resolve, reject) => {
        task = given;
        ({ finish, fail } = { finish: resolve, fail: reject });
      }),
    (found) => ({ found }),
    signal && { signal },
  );
  ended.catch(() => {});
  if (!task) throw new Error('It has not begun.');
  return { task, finish: (found: string) => finish(found), fail: (thrown: unknown) => fail(thrown), ended };
}

const clock = () => {
  let time = Date.UTC(2026, 4, 1);
  return { now: () => time, pass: (ms: number) => void (time += ms) };
};

describe('activity', () => {
  it('tells what runs, how far it is, how fast and how long still, and what it came to', async () => {
    const { now, pass } = clock();
    const activity = createActivity(now);
    const heard: string[] = [];
    activity.onChange((what) => void heard.push(what));
    const { task, finish, ended } = begin(activity, { kind: 'export', title: 'spa.csv', server: 'Track' });
    for (let step = 1; step <= 8; step += 1) {
      pass(250);
      task.progress({ done: step * 100, of: 4_000, bytes: step * 1_000 });
    }
    expect(activity.list()).toMatchObject([
      {
        id: 1,
        kind: 'export',
        title: 'spa.csv',
        server: 'Track',
        state: 'running',
        done: 800,
        of: 4_000,
        rate: 400,
        left: 8_000,
        ms: 2_000,
      },
    ]);
    finish('Written.');
    await ended;
    expect(activity.list()).toMatchObject([{ state: 'done', found: 'Written.', ms: 2_000, endedAt: '2026-05-01T00:00:02.000Z' }]);
    expect(heard).toEqual(['state', ...Array.from({ length: 8 }, () => 'progress'), 'state']);
  });

  it('pauses what can pause, and says of the others that they cannot', async () => {
    const { now, pass } = clock();
    const activity = createActivity(now);
    const sync = begin(activity, { kind: 'sync', title: 'Season2017', pausable: true });
    begin(activity, { kind: 'merge', title: 'a' });
    activity.pause(1);
    expect(activity.list()[0]?.state).toBe('paused');
    let passed = false;
    const waiting = sync.task.pause.passed(sync.task.signal).then(() => (passed = true));
    await Promise.resolve();
    expect(passed).toBe(false);
    pass(60_000);
    activity.resume(1);
    await waiting;
    expect(activity.list()[0]?.state).toBe('running');
    expect(() => activity.pause(2)).toThrow('This cannot be paused.');
    expect(() => activity.pause(3)).toThrow('This has ended already.');
  });

  it('is given up from the list as by whoever asked, a paused one too', async () => {
    const activity = createActivity(() => 0);
    const asked = new AbortController();
    const one = begin(activity, { kind: 'sync', title: 'A', pausable: true });
    const other = begin(activity, { kind: 'export', title: 'B' }, asked.signal);
    activity.pause(1);
    const waiting = one.task.pause.passed(one.task.signal);
    activity.cancel(1);
    await expect(waiting).rejects.toMatchObject({ code: 'cancelled' });
    asked.abort();
    expect(other.task.signal.aborted).toBe(true);
    one.fail(new Failure('cancelled'));
    other.fail(new Failure('file-unwritable'));
    await expect(one.ended).rejects.toThrow();
    await expect(other.ended).rejects.toThrow();
    expect(activity.list().map(({ title, state, failure }) => [title, state, failure?.code])).toEqual([
      ['B', 'failed', 'file-unwritable'],
      ['A', 'cancelled', undefined],
    ]);
  });

  it('keeps the last that ended, until they are cleared', async () => {
    const activity = createActivity(() => 0);
    for (let n = 0; n < mostEnded + 3; n += 1) {
      await activity.run(
        { kind: 'import', title: String(n) },
        () => Promise.resolve(),
        () => ({ found: '' }),
      );
    }
    expect(activity.list()).toHaveLength(mostEnded);
    expect(activity.list()[0]?.title).toBe(String(mostEnded + 2));
    activity.clear();
    expect(activity.list()).toEqual([]);
  });
});
