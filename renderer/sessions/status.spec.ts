import { describe, expect, it } from 'vitest';
import type { OpenedList } from '../../preload/list.ts';
import type { Reach } from '../../preload/servers.ts';
import { fakeServer, fakeSnapshot, offlineFailure } from '../api/season.ts';
import { isDue, provenance } from './provenance.ts';
import { snapshotText } from '../snapshots/words.ts';
import { countText, tellsNews, sourceText } from './status.ts';

const now = Date.UTC(2026, 10, 24, 12, 0, 0);
const before = (ms: number): string => new Date(now - ms).toISOString();
const opened = (ms: number, more: Partial<OpenedList> = {}): OpenedList => ({
  view: 1,
  snapshot: fakeSnapshot(1003, { takenAt: before(ms), number: 2, new: 5, gone: 1 }),
  reading: false,
  total: 1003,
  unfiltered: 1003,
  detailNames: [],
  hasFastest: false,
  rows: [],
  ...more,
});
const unread: OpenedList = { view: 1, reading: false, total: 0, unfiltered: 0, detailNames: [], hasFastest: false, rows: [] };
const live: Reach = { state: 'live', at: before(1000), generation: 'rest' };
const offline: Reach = { state: 'offline', at: before(1000), failure: offlineFailure };
const refused: Reach = { state: 'refused', at: before(1000), failure: offlineFailure };
const said = (list: OpenedList | undefined, reach: Reach): string => sourceText(provenance(list, reach, now), now).text;

describe('where a list comes from', () => {
  it('is live while its server answers and the list was just confirmed', () => {
    expect(said(opened(12_000), live)).toBe('Live, 12 s ago');
  });

  it('is saved once the confirmation is old, or before the server was asked', () => {
    expect(said(opened(3 * 3_600_000), live)).toBe('Saved 3 h ago');
    expect(said(opened(12_000), { state: 'unasked' })).toBe('Saved 12 s ago');
  });

  it('is offline, and how old, where the server cannot be reached', () => {
    expect(said(opened(3 * 3_600_000), offline)).toBe('Offline, saved 3 h ago');
    expect(said(unread, offline)).toBe('Offline, never saved');
    expect(said(opened(60_000), refused)).toBe('Not signed in, saved 1 min ago');
    expect(said(unread, live)).toBe('Not read yet');
  });
});

describe('isDue', () => {
  const row = (reach: Reach, password: 'kept' | 'none' = 'kept') => ({ server: fakeServer('a', { password }), reach });

  it('reads what was never saved, or confirmed more than a minute ago', () => {
    expect(isDue(unread, row({ state: 'unasked' }), now)).toBe(true);
    expect(isDue(opened(61_000), row(live), now)).toBe(true);
    expect(isDue(opened(30_000), row(live), now)).toBe(false);
  });

  it('leaves a server alone that is offline, refused us, or whose password is not known', () => {
    expect(isDue(unread, row(offline), now)).toBe(false);
    expect(isDue(unread, row(refused), now)).toBe(false);
    expect(isDue(unread, row(live, 'none'), now)).toBe(false);
  });
});

describe('counts', () => {
  it('say how many of how many', () => {
    expect(countText(opened(0))).toBe('1,003 sessions');
    expect(countText(opened(0, { total: 12 }))).toBe('12 of 1,003 sessions');
    expect(countText({ ...unread, total: 1, unfiltered: 1 })).toBe('1 session');
  });

  it('mark rows only where that tells them apart', () => {
    expect(tellsNews(fakeSnapshot(10, { number: 2, new: 5 }))).toBe(true);
    expect(tellsNews(fakeSnapshot(10, { number: 2, new: 6 }))).toBe(false);
    expect(tellsNews(fakeSnapshot(10, { number: 1, new: 1 }))).toBe(false);
    expect(tellsNews(undefined)).toBe(false);
  });

  it('tell what a snapshot brought, a first one nothing', () => {
    expect(snapshotText(fakeSnapshot(1003, { number: 2, new: 5, gone: 1 }))).toBe('5 new, 1 gone');
    expect(snapshotText(fakeSnapshot(3, { number: 1, new: 3 }))).toBe('');
  });
});
