/**
 * Refreshes against a server that changes, fails and lies: none loses or invents a session, calls one gone, or misses one
 * that was recorded since, and where it cannot tell, the list is read in full. `PADDOCK_SEED` and `PADDOCK_RUNS` replay and
 * multiply the runs.
 */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { flawOf, flawOfRefresh, playScenario, type Planner, type Played, type Scenario } from '../../test/fakes/changing.ts';
import { change, faults, honest, manners, numRuns, rarely, seed } from '../../test/fakes/scenarios.ts';
import * as planner from './planner.ts';

const insert = change.map((one) => ({ ...one, what: 'insert' as const }));
/** Most often nothing is taken away: then nothing at all may be missed. */
const changes = fc.oneof(
  { weight: 3, arbitrary: fc.constant<Scenario['changes']>([]) },
  { weight: 3, arbitrary: fc.array(insert, { maxLength: 6 }) },
  fc.array(fc.oneof(insert, change), { maxLength: 4 }),
  fc.array(change, { maxLength: 12 }),
);

const scenario: fc.Arbitrary<Scenario> = fc
  .record({
    sessions: fc.integer({ min: 30, max: 160 }),
    pageSize: fc.integer({ min: 2, max: 5 }),
    manners: fc.oneof({ weight: 3, arbitrary: fc.constant(honest) }, manners),
    changes: rarely<Scenario['changes']>([], changes),
    faults,
    chance: fc.array(fc.nat(97), { maxLength: 40 }),
    kills: rarely<readonly number[]>([], fc.array(fc.nat(40), { maxLength: 3 })),
    cancelAt: rarely<number | null>(null, fc.nat(40)),
    refresh: fc.record({
      changes,
      open: fc.oneof(fc.array(fc.integer({ min: 1, max: 5 }), { maxLength: 3 }), fc.array(fc.nat(120), { maxLength: 2 })),
      obeys: rarely(true, fc.constant(false)),
      alike: rarely(1, fc.integer({ min: 2, max: 8 })),
      chance: fc.nat(1_000_000),
    }),
  })
  .map((one) => ({ ...one, before: { held: one.sessions, lost: 0 } }));

const takesAway = ({ changes: during, refresh }: Scenario): boolean =>
  [...during, ...(refresh?.changes ?? [])].some(({ what }) => what === 'delete');

const flawIn = (one: Scenario, played: Played): string | undefined =>
  played.refreshed ? flawOfRefresh(played, takesAway(one)) : flawOf(played);

// Whatever else the machine does meanwhile.
const timeout = 60_000 + 60 * numRuns;

describe(`the model of a refreshed list (seed ${seed}, ${numRuns} runs)`, () => {
  it(
    'loses nothing, invents nothing, calls nothing gone and misses nothing new',
    () => {
      let enough = 0;
      fc.assert(
        fc.property(scenario, (one) => {
          const played = playScenario(one, planner);
          expect(flawIn(one, played)).toBeUndefined();
          if (played.refreshed) enough += 1;
        }),
        { seed, numRuns },
      );
      // Of those that were read in full the other model knows.
      expect(enough).toBeGreaterThan(numRuns / 10);
    },
    timeout,
  );
});

/** A planner that is told something else than the real one, or ends otherwise, in one way. */
const planted: Readonly<Record<string, Planner>> = {
  'the latest are enough': {
    begin: planner.begin,
    next: (state, event) => {
      const step = planner.next(state, event);
      return step.state.refresh?.stage === 'earliest' ? { state: step.state, asks: [], end: { status: 'complete' } } : step;
    },
  },
  'what comes latest first is taken to obey': {
    begin: planner.begin,
    next: (state, event) => {
      const isTurned = event.kind === 'checked' && event.ask.order?.direction === 'asc' && state.refresh?.stage === 'earliest';
      if (!isTurned) return planner.next(state, event);
      const rows = state.refresh.ground.moments.slice(-event.checked.rows.length).reverse();
      const checked = { ...event.checked, rows: [...rows].map((moment) => ({ moment, is: 'same', open: false }) as const) };
      return planner.next(state, { ...event, checked });
    },
  },
  'open sessions are not looked for': {
    begin: (task) => {
      if (!task.refresh) return planner.begin(task);
      const ground = { ...task.refresh.ground, open: new Float64Array() };
      return planner.begin({ ...task, refresh: { ...task.refresh, ground } });
    },
    next: planner.next,
  },
};

describe('the model of a refreshed list', () => {
  it.each(Object.keys(planted))(
    'catches a planner to which %s',
    (name) => {
      const mutant = planted[name];
      const { failed } = fc.check(
        fc.property(scenario, (one) => {
          expect(mutant && flawIn(one, playScenario(one, mutant))).toBeUndefined();
        }),
        { seed, numRuns: 20_000, endOnFailure: true },
      );
      expect(failed).toBe(true);
    },
    300_000,
  );
});
