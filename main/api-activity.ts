/** The part of the contract about what takes its time. Progress is told a few times a second at most, a change of state at once. */
import type { ApiWithSignal, Emit } from './api.ts';
import type { Activity } from './activity/activity.ts';

/** Between two tellings of progress, ms. */
const pause = 250;

export function createActivityApi({ activity, emit }: { readonly activity: Activity; readonly emit: Emit }): ApiWithSignal['activity'] {
  let timer: NodeJS.Timeout | undefined;

  function tell(): void {
    clearTimeout(timer);
    timer = undefined;
    emit('activity.changed', { items: activity.list() });
  }

  activity.onChange((what) => {
    if (what === 'state') tell();
    else timer ??= setTimeout(tell, pause);
  });

  const doing = (what: () => void): Promise<void> => Promise.resolve().then(what);
  return {
    list: () => Promise.resolve(activity.list()),
    pause: (id) => doing(() => activity.pause(id)),
    resume: (id) => doing(() => activity.resume(id)),
    cancel: (id) => doing(() => activity.cancel(id)),
    clear: () => doing(() => activity.clear()),
  };
}
