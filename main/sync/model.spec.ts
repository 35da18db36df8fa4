/**
 * The planner against a server that changes, fails and lies, in any order of events: what is complete holds exactly what it
 * promises, what is partial says so. `PADDOCK_SEED` and `PADDOCK_RUNS` replay and multiply the runs.
 */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { flawOf, playScenario, type Planner, type Scenario } from '../../test/fakes/changing.ts';
import { change, faults, honest, manners, numRuns, rarely, seed } from '../../test/fakes/scenarios.ts';
import { rowsAtMost } from '../store/store.ts';
import * as planner from './planner.ts';

const scenario: fc.Arbitrary<Scenario> = fc
  .record({
    sessions: fc.nat(70),
    pageSize: fc.integer({ min: 1, max: 15 }),
    manners,
    changes: fc.oneof(fc.array(change, { maxLength: 4 }), fc.array(change, { maxLength: 25 })),
    faults,
    chance: fc.array(fc.nat(97), { maxLength: 40 }),
    kills: rarely<readonly number[]>([], fc.array(fc.nat(40), { maxLength: 3 })),
    cancelAt: rarely<number | null>(null, fc.nat(40)),
    before: fc.option(fc.record({ held: fc.nat(70), lost: fc.nat(4) })),
  })
  // Of a handful of sessions in any order the order may look kept by chance alone, and no client can tell.
  .map((one) => (one.manners.shuffles ? { ...one, sessions: one.sessions + 30 } : one));

// Whatever else the machine does meanwhile.
const timeout = 60_000 + 60 * numRuns;

describe(`the model of a changing server (seed ${seed}, ${numRuns} runs)`, () => {
  it(
    'is never told complete what is not, nor gone what was there',
    () => {
      fc.assert(
        fc.property(scenario, (one) => {
          expect(flawOf(playScenario(one, planner))).toBeUndefined();
        }),
        { seed, numRuns },
      );
    },
    timeout,
  );

  it(
    'costs at most three times its pages, and is whole, where it is still',
    () => {
      fc.assert(
        fc.property(
          fc.record({
            sessions: fc.nat(150),
            pageSize: fc.integer({ min: 3, max: 40 }),
            beyond: manners.map(({ beyond }) => beyond),
            // Smaller pages than these prove nothing but by being read twice.
            cap: rarely(Infinity, fc.integer({ min: 8, max: 20 })),
            chance: fc.array(fc.nat(97), { maxLength: 40 }),
            knows: fc.boolean(),
          }),
          ({ sessions, pageSize, beyond, cap, chance, knows }) => {
            const still: Scenario = {
              sessions,
              pageSize,
              manners: { ...honest, beyond, cap },
              changes: [],
              faults: [],
              chance,
              kills: [],
              cancelAt: null,
              before: knows ? { held: sessions, lost: 0 } : null,
            };
            const { end, requests, held } = playScenario(still, planner);
            expect(end).toEqual({ status: 'complete' });
            expect(held.size).toBe(sessions);
            const pages = Math.ceil(sessions / Math.min(pageSize, cap));
            expect(requests.length).toBeLessThanOrEqual(Math.max(3 * pages, 1.5 * pages + 24));
          },
        ),
        { seed, numRuns },
      );
    },
    timeout,
  );
});

/** A planner that is told or says something else than the real one, in one way. */
const planted: Readonly<Record<string, Planner>> = {
  'pages are not shown to hang together': {
    begin: planner.begin,
    next: (state, event) =>
      planner.next(state, event.kind === 'staged' ? { ...event, receipt: { ...event.receipt, overlaps: true } } : event),
  },
  'what is missing is gone without a question': {
    begin: planner.begin,
    next: (state, event) => {
      const step = planner.next(state, event);
      return step.compare ? { state: step.state, asks: [], end: { status: 'complete' } } : step;
    },
  },
  'what is found by key is gone all the same': {
    begin: planner.begin,
    next: (state, event) =>
      planner.next(state, event.kind === 'answered' && event.ask.key !== state.check?.keys[0] ? { ...event, found: false } : event),
  },
  'the first short page is the end': {
    begin: planner.begin,
    next: (state, event) => {
      const step = planner.next(state, event);
      const isShort = event.kind === 'staged' && event.ask.era === state.era && event.receipt.records < event.ask.size;
      return isShort ? { state: step.state, asks: [], end: { status: 'complete' } } : step;
    },
  },
  'a failure is an empty page': {
    begin: planner.begin,
    next: (state, event) => {
      if (event.kind !== 'failed' || event.ask.kind !== 'proof') return planner.next(state, event);
      const { ask } = event;
      const arrived = planner.next(state, { kind: 'arrived', ask, ms: 1, bytes: 0 });
      const places = ask.about.flatMap(({ after }) => {
        const rows = state.marks.get(after)?.trail.last?.rows ?? 1;
        return [after * rowsAtMost + rows - 1, (after + 1) * rowsAtMost];
      });
      const placed = planner.next(arrived.state, { kind: 'placed', ask, placed: { records: 0, distinct: 0, places } });
      return { ...placed, asks: [...arrived.asks, ...placed.asks] };
    },
  },
  'attempts are not counted': {
    begin: planner.begin,
    next: (state, event) =>
      planner.next({ ...state, failures: 0 }, event.kind === 'failed' ? { ...event, ask: { ...event.ask, tries: 0 } } : event),
  },
  'what was staged before a kill is taken for proven': {
    begin: (task) => {
      const pages = task.resume?.pages.map((page, slot) => ({ ...page, overlaps: slot > 0 }));
      return planner.begin(task.resume && pages ? { ...task, resume: { ...task.resume, pages } } : task);
    },
    next: planner.next,
  },
};

describe('the model of a changing server', () => {
  it.each(Object.keys(planted))(
    'catches a planner in which %s',
    (name) => {
      const mutant = planted[name];
      const { failed } = fc.check(
        fc.property(scenario, (one) => {
          expect(mutant && flawOf(playScenario(one, mutant))).toBeUndefined();
        }),
        { seed, numRuns: 20_000, endOnFailure: true },
      );
      expect(failed).toBe(true);
    },
    300_000,
  );
});
