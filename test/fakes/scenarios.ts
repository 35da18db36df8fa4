/** What is left to chance in the models of a changing server. `PADDOCK_SEED` and `PADDOCK_RUNS` replay and multiply the runs. */
import fc from 'fast-check';
import type { Change, Fault, Manners } from './changing.ts';

export const seed = Number(process.env['PADDOCK_SEED'] ?? 20_171_023);
export const numRuns = Number(process.env['PADDOCK_RUNS'] ?? 1_000);

export const honest: Manners = {
  cap: Infinity,
  beyond: 'empty',
  ignores: 'nothing',
  shuffles: false,
  emptyOnce: -1,
  bad: 0,
  twice: [],
  keys: 'honest',
  hidden: 0,
};

export const rarely = <Value>(usual: Value, ...others: readonly fc.Arbitrary<Value>[]): fc.Arbitrary<Value> =>
  fc.oneof({ weight: 6, arbitrary: fc.constant(usual) }, ...others.map((arbitrary) => ({ weight: 1, arbitrary })));

export const manners: fc.Arbitrary<Manners> = fc.record({
  cap: rarely(Infinity, fc.integer({ min: 3, max: 20 })),
  beyond: rarely<Manners['beyond']>('empty', fc.constantFrom('last', 'refused')),
  ignores: rarely<Manners['ignores']>('nothing', fc.constantFrom('page', 'paging', 'size')),
  shuffles: rarely(false, fc.constant(true)),
  emptyOnce: rarely(-1, fc.nat(8)),
  bad: rarely(0, fc.integer({ min: 2, max: 20 })),
  twice: rarely<readonly number[]>([], fc.array(fc.nat(50), { maxLength: 2 })),
  keys: rarely<Manners['keys']>('honest', fc.constantFrom('all found', 'none found', 'refused')),
  hidden: rarely(0, fc.integer({ min: 1, max: 3 })),
});

export const change: fc.Arbitrary<Change> = fc.record({
  when: fc.nat(60),
  what: fc.constantFrom('insert', 'delete', 'delete', 'touch'),
  where: fc.nat(200),
});

export const faults = fc.oneof(
  { weight: 3, arbitrary: fc.constant<readonly Fault[]>([]) },
  fc.array(fc.constantFrom<Fault>('none', 'none', 'none', 'none', 'none', 'none', 'busy', 'broken', 'cut', 'asks to wait'), {
    minLength: 1,
    maxLength: 40,
  }),
);
