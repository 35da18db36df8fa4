import { describe, expect, it } from 'vitest';
import { playScenario, type Change, type Scenario } from '../../test/fakes/changing.ts';
import { honest } from '../../test/fakes/scenarios.ts';
import type { Ask, Event, Step } from './plan.ts';
import { begin, next } from './planner.ts';
import * as reasons from './reasons.ts';

const sessions = 1_000;
const pageSize = 10;
const pages = sessions / pageSize;

/** A list of 1,000 sessions in pages of 10, refreshed a while after its snapshot. */
function refresh(since: Partial<Scenario['refresh']> = {}, more: Partial<Scenario> = {}) {
  return playScenario(
    {
      sessions,
      pageSize,
      manners: honest,
      changes: [],
      faults: [],
      chance: [],
      kills: [],
      cancelAt: null,
      before: { held: sessions, lost: 0 },
      refresh: { changes: [], open: [], obeys: true, alike: 1, chance: 0, ...since },
      ...more,
    },
    { begin, next },
  );
}

const times = (count: number, change: Omit<Change, 'when'>): readonly Change[] =>
  Array.from({ length: count }, () => ({ when: 0, ...change }));
const staged = (requests: readonly Ask[]): number => requests.filter(({ kind }) => kind === 'stage').length;

describe('a refresh of a list', () => {
  it('that is as it was costs a tenth or so of reading it', () => {
    const { end, refreshed, requests, doubt } = refresh();
    expect(end).toEqual({ status: 'complete' });
    expect(refreshed).toBeDefined();
    expect(doubt).toBeNull();
    expect(requests.length).toBeLessThanOrEqual(pages / 8);
  });

  it('that grew reads the latest pages up to one that it knows', () => {
    const { refreshed, held, requests } = refresh({ changes: times(25, { what: 'insert', where: 0 }).slice(0, 4) });
    expect(refreshed).toBeDefined();
    expect(held.size).toBe(sessions + 4);
    expect(requests.filter(({ page, size, order }) => page === 1 && size === pageSize && order?.direction === 'desc')).toHaveLength(1);
  });

  it('finds what has changed of open sessions, wherever they stand', () => {
    const touched: Change = { when: 0, what: 'touch', where: 619 };
    const { refreshed, held } = refresh({ changes: [touched], open: [620] });
    expect(refreshed).toBeDefined();
    expect(held.get('k620')).toBe('1');
  });

  it('asks other pages each time', () => {
    const of = (chance: number) => refresh({ chance }).requests.map(({ page, size }) => `${page}×${size}`);
    expect(of(1)).not.toEqual(of(400));
  });
});

describe('gives way to a full read, and says why,', () => {
  const fullReadOf = (since: Partial<Scenario['refresh']>, more: Partial<Scenario> = {}) => {
    const played = refresh(since, more);
    expect(played.refreshed).toBeUndefined();
    expect(staged(played.requests)).toBeGreaterThanOrEqual(pages - 10);
    expect(played.end).toEqual({ status: 'complete' });
    return played;
  };

  it('where the order is not obeyed, though the latest come first anyway', () => {
    expect(fullReadOf({ obeys: false }).doubt).toBe(reasons.notLatestFirst);
  });

  it('where something is gone, from the middle or from the end', () => {
    for (const where of [500, 999]) {
      const { doubt, held } = fullReadOf({ changes: [{ when: 0, what: 'delete', where }] });
      expect([reasons.otherLength, reasons.otherPlace]).toContain(doubt);
      expect(held.size).toBe(sessions - 1);
    }
  });

  it('where the latest is gone', () => {
    expect(fullReadOf({ changes: [{ when: 0, what: 'delete', where: 0 }] }).doubt).toBe(reasons.otherPlace);
  });

  it('where as many were added long ago as are gone, on both sides of a page that is looked at', () => {
    // Every fifth that is made stands somewhere in the list.
    const changes: readonly Change[] = [...times(5, { what: 'insert', where: 0 }), { when: 0, what: 'delete', where: 995 }];
    const { doubt, held } = fullReadOf({ changes });
    expect([reasons.otherLength, reasons.otherPlace]).toContain(doubt);
    expect(held.size).toBe(sessions + 4);
  });

  it('where a closed session on a page that is looked at is another', () => {
    const looked = refresh().requests.find(({ page, size }) => page > 1 && size === pageSize);
    const { doubt, held } = fullReadOf({ changes: [{ when: 0, what: 'touch', where: (looked?.page ?? 0) * pageSize + 3 }] });
    expect(doubt).toBe(reasons.otherFields);
    expect([...held.values()].filter((text) => text === '1')).toHaveLength(1);
  });

  it('where half of it would be read anyway', () => {
    expect(
      fullReadOf({ changes: times(4, { what: 'insert', where: 0 }), open: Array.from({ length: pages }, (_, at) => at * 10 + 5) }).doubt,
    ).toBe(reasons.manyOpen);
    const touched = Array.from({ length: 700 }, (_, where): Change => ({ when: 0, what: 'touch', where }));
    expect(fullReadOf({ changes: touched }).doubt).toBe(reasons.muchIsNew);
  });

  it('where pages come longer than asked for', () => {
    const played = refresh({}, { manners: { ...honest, ignores: 'paging' } });
    expect(played).toMatchObject({ doubt: reasons.otherSize, end: { status: 'complete' } });
  });

  it('and says nothing where that costs no more', () => {
    const { doubt, refreshed } = refresh({}, { sessions: 120, before: { held: 120, lost: 0 } });
    expect([doubt, refreshed]).toEqual([null, undefined]);
  });
});

describe('an order', () => {
  const ground = { moments: Float64Array.from({ length: 1000 }, (_, at) => 1000 - at), undated: 0, open: new Float64Array() };
  const begun = (): Step => begin({ pageSize, expected: 1000, refresh: { ground, skipped: 0, chance: 0 } });
  const refuse = (step: Step, status: number): Step => {
    const [ask] = step.asks;
    if (!ask) throw new Error('Nothing is asked.');
    const trouble = { code: status === 404 ? 'not-found' : 'server-error', message: 'No.', status } as const;
    return next(step.state, { kind: 'failed', ask, at: 'network', trouble, idle: 0, waited: 0 } satisfies Event);
  };

  it('is asked for in each spelling where one is refused', () => {
    const steps = [begun()];
    for (const status of [422, 400, 422]) steps.push(refuse(steps.at(-1) ?? begun(), status));
    expect(steps.map(({ asks }) => asks[0]?.order?.spelling)).toEqual(['order', 'orderBy', 'orderby', undefined]);
    expect(steps.at(-1)).toMatchObject({ state: { doubt: reasons.notLatestFirst }, asks: [{ kind: 'stage', page: 0 }] });
  });

  it('is not asked for again where the list itself is not there', () => {
    expect(refuse(begun(), 404)).toMatchObject({ state: { doubt: null }, asks: [{ kind: 'stage' }] });
  });
});
