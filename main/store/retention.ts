/** Which snapshots may go when a long history is thinned. Pure. */
import type { RetentionPlan } from '../../preload/history.ts';
import type { Snapshot } from '../../preload/model.ts';

/** All of a day, then one an hour for a week, one a day for a month, one a week from then on. */
export const usualPlan: RetentionPlan = { hourlyAfter: 1, dailyAfter: 7, weeklyAfter: 30 };

const hour = 3_600_000;
const day = 24 * hour;

/** How long the stretch is of which one snapshot stays, ms; 0: all stay. */
function stretch(age: number, { hourlyAfter, dailyAfter, weeklyAfter }: RetentionPlan): number {
  if (age >= weeklyAfter * day) return 7 * day;
  if (age >= dailyAfter * day) return day;
  return age >= hourlyAfter * day ? hour : 0;
}

/**
 * Numbers of one connection's snapshots (oldest first) that a plan gives up at a moment (ms since 1970). Of each stretch of
 * time the last complete one stays, or the last where none is complete. Pinned and named ones stay, the first, the newest,
 * the newest complete one, and the one that was looked at last.
 */
export function toThin(snapshots: readonly Snapshot[], plan: RetentionPlan, now: number, lookedAt: number | null): readonly number[] {
  const newestComplete = snapshots.findLast(({ status }) => status === 'complete');
  const stays = ({ number, pinned, name }: Snapshot): boolean =>
    pinned ||
    name !== undefined ||
    number === lookedAt ||
    number === snapshots[0]?.number ||
    number === snapshots.at(-1)?.number ||
    number === newestComplete?.number;
  const kept = new Map<string, Snapshot>();
  const given: number[] = [];
  for (const snapshot of snapshots) {
    if (stays(snapshot)) continue;
    const taken = Date.parse(snapshot.takenAt);
    const length = stretch(now - taken, plan);
    if (length === 0 || Number.isNaN(taken)) continue;
    const name = `${length} ${Math.floor(taken / length)}`;
    const other = kept.get(name);
    if (other === undefined) kept.set(name, snapshot);
    else if (snapshot.status === 'complete' || other.status !== 'complete') {
      given.push(other.number);
      kept.set(name, snapshot);
    } else given.push(snapshot.number);
  }
  return given.sort((one, other) => one - other);
}
