import { describe, expect, it } from 'vitest';
import type { ActivityItem } from '../../preload/activity.ts';
import { barOf, listOf, noteOf } from './progress.ts';

const item = (more: Partial<ActivityItem> = {}): ActivityItem => ({
  ...{ id: 1, kind: 'sync', title: 'Season2017', state: 'running', done: 25, of: 100, sessions: true },
  ...{ startedAt: '2026-05-01T09:00:00.000Z', ms: 60_000, pausable: true },
  ...more,
});
const without = ({ id, kind, title, state, done, sessions, startedAt, ms, pausable }: ActivityItem): ActivityItem => ({
  ...{ id, kind, title, state, done, sessions, startedAt, ms, pausable },
});

describe('the bar on the taskbar', () => {
  it('is the mean of all that run, without an end where one has none, and goes with the last', () => {
    expect(barOf([item(), item({ id: 2, done: 75 })])).toEqual({ value: 0.5, mode: 'normal' });
    expect(barOf([item(), without(item())])).toEqual({ value: 2, mode: 'indeterminate' });
    expect(barOf([item({ state: 'done' })])).toEqual({ value: -1, mode: 'none' });
  });

  it('is paused where all are, and red until it is seen where something failed', () => {
    expect(barOf([item({ state: 'paused' })])).toEqual({ value: 0.25, mode: 'paused' });
    expect(barOf([item({ state: 'paused' }), item({ id: 2 })]).mode).toBe('normal');
    expect(barOf([item({ state: 'failed' })], true)).toEqual({ value: 1, mode: 'error' });
  });
});

describe('the list that a click on it shows', () => {
  const ended = (more: Partial<ActivityItem> = {}): ActivityItem => item({ state: 'done', server: 'Track PC', ...more });

  it('is the one that all of it is about', () => {
    expect(listOf([ended()])).toEqual({ server: 'Track PC', connection: 'Season2017' });
    expect(listOf([ended(), ended({ id: 2, kind: 'keep' })])).toEqual({ server: 'Track PC', connection: 'Season2017' });
    expect(listOf([ended(), ended({ id: 2, title: 'Archive', state: 'cancelled' })])?.connection).toBe('Season2017');
  });

  it('is none where it is about several, or a file', () => {
    expect(listOf([ended(), ended({ id: 2, title: 'Archive' })])).toBeUndefined();
    expect(listOf([ended({ kind: 'export', title: 'spa.csv' })])).toBeUndefined();
    expect(listOf([ended(), ended({ id: 2, kind: 'export', title: 'spa.csv' })])).toBeUndefined();
    expect(listOf([])).toBeUndefined();
  });
});

describe('the notification at the end', () => {
  const ended = (more: Partial<ActivityItem>): ActivityItem => item({ state: 'done', found: '12 new; 1,003 sessions.', ...more });

  it('tells one thing by its sentence, several by their number, and what went wrong', () => {
    expect(noteOf([ended({})])).toEqual({ title: 'The list was read', body: 'Season2017: 12 new; 1,003 sessions.' });
    expect(noteOf([ended({}), ended({ id: 2, kind: 'export' })])?.body).toBe('All of it was done.');
    expect(noteOf([ended({}), ended({ id: 2, state: 'partial' })])?.body).toBe('1 of them could not be done whole.');
    const failure = { code: 'store-full', message: 'The disk is full.' } as const;
    expect(noteOf([ended({ state: 'failed', failure })])).toEqual({
      title: 'Not all could be done',
      body: 'Season2017: The disk is full.',
    });
  });

  it('is none for what nobody waits for', () => {
    expect(noteOf([])).toBeUndefined();
    expect(noteOf([ended({ quiet: true })])).toBeUndefined();
    expect(noteOf([ended({ ms: 3_000 })])).toBeUndefined();
    expect(noteOf([ended({ state: 'cancelled' })])).toBeUndefined();
    expect(noteOf([ended({ kind: 'export', ms: 3_000 })])?.title).toBe('The export is written');
  });
});
