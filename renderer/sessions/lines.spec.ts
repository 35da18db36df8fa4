import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { groupOf, lineAt, lineOf, linesOf } from './lines.ts';

const counts = fc.array(fc.record({ count: fc.integer({ min: 1, max: 40 }), isClosed: fc.boolean() }), { minLength: 1, maxLength: 30 });

describe('lines of a list', () => {
  it('are its rows where nothing is put together', () => {
    const lines = linesOf(7);
    expect([lines.total, lineOf(lines, 6), lineAt(lines, 6), groupOf(lines, 6)]).toEqual([7, 6, { kind: 'row', index: 6 }, undefined]);
  });

  it('are each group before its rows, and a closed group alone', () => {
    fc.assert(
      fc.property(counts, (stretches) => {
        let from = 0;
        const expected: unknown[] = [];
        const groups = stretches.map(({ count, isClosed }, at) => {
          const group = { key: `${at}`, from, count };
          expected.push({ kind: 'group', at });
          if (!isClosed) for (let index = from; index < from + count; index += 1) expected.push({ kind: 'row', index });
          from += count;
          return group;
        });
        const closed = new Set(stretches.flatMap(({ isClosed }, at) => (isClosed ? [`${at}`] : [])));
        const lines = linesOf(from, groups, closed);
        expect(lines.total).toBe(expected.length);
        expect(expected.map((_, line) => lineAt(lines, line))).toEqual(expected);
        for (let index = 0; index < from; index += 1) {
          const at = groups.findIndex((group) => index < group.from + group.count);
          expect(groupOf(lines, index)).toBe(at);
          const row = expected.findIndex((line) => JSON.stringify(line) === JSON.stringify({ kind: 'row', index }));
          const head = expected.findIndex((line) => JSON.stringify(line) === JSON.stringify({ kind: 'group', at }));
          expect(lineOf(lines, index)).toBe(row < 0 ? head : row);
        }
      }),
      { numRuns: 50 },
    );
  });
});
