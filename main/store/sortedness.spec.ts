import { describe, expect, it } from 'vitest';
import type { VersionRow } from './record.ts';
import { Sortedness } from './sortedness.ts';

const row = (timeOfRecording: string | null, facetId: number, dated = timeOfRecording !== null): VersionRow => ({
  key: 'k',
  identifier: null,
  timeOfRecording,
  startTime: null,
  endTime: null,
  lapsCount: null,
  serverId: null,
  facetId,
  dated,
  namesId: null,
  details: null,
  extra: null,
  odd: null,
});

describe('a first read', () => {
  it('in the order of the list keeps the facet of each row, over pages and beyond the first thousand', () => {
    const watch = new Sortedness();
    const rows = Array.from({ length: 1500 }, (_, at) => row(`2017-10-23T22:${String(59 - Math.floor(at / 60)).padStart(2, '0')}:00`, at));
    watch.add(rows.slice(0, 1000));
    watch.add(rows.slice(1000));
    expect(watch.facets()).toEqual(Uint32Array.from(rows, ({ facetId }) => facetId));
  });

  it('may have equal times, and rows without a date behind all others', () => {
    const watch = new Sortedness();
    watch.add([row('2017-10-23', 1), row('2017-10-23', 2), row('no date', 3, false), row(null, 4)]);
    expect(watch.facets()).toEqual(Uint32Array.of(1, 2, 3, 4));
  });

  it.each([
    ['an older one before a newer', [row('2016-01-01', 1), row('2017-01-01', 2)]],
    ['one without a date before one that has', [row(null, 1), row('2017-01-01', 2)]],
  ])('with %s has another order than the list', (_name, rows) => {
    const watch = new Sortedness();
    watch.add(rows);
    expect(watch.facets()).toBeUndefined();
    watch.add([row('2015-01-01', 3)]);
    expect(watch.facets()).toBeUndefined();
  });
});
