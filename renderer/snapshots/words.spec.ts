import { describe, expect, it } from 'vitest';
import type { FieldChange } from '../../preload/history.ts';
import { fakeSession } from '../api/season.ts';
import { changeTexts } from './words.ts';

const recorded: FieldChange = { field: 'timeOfRecording', from: '2017-10-23T22:07:58', to: '2017-10-24T07:07:58' };
const row = (...fields: readonly FieldChange[]) =>
  ({ session: { ...fakeSession(0), timeZone: 'Tokyo Standard Time' }, change: { kind: 'changed', fields } }) as const;

describe('both sides of a difference', () => {
  it('tell when by the clock that is chosen, each by the zone that it had', () => {
    expect(changeTexts(recorded, row(recorded), 'session')).toEqual({
      from: '23 Oct 2017 22:07:58',
      to: '24 Oct 2017 07:07:58',
      suffix: '',
    });
    expect(changeTexts(recorded, row(recorded), 'utc')).toEqual({
      from: '23 Oct 2017 13:07:58',
      to: '23 Oct 2017 22:07:58',
      suffix: ' (UTC)',
    });
    const zones = { field: 'timeZone', from: 'UTC', to: 'Tokyo Standard Time' };
    expect(changeTexts(recorded, row(recorded, zones), 'utc').from).toBe('23 Oct 2017 22:07:58');
  });

  it('stay as they were written where one clock is not known, and say that nothing was there', () => {
    const zones = { field: 'timeZone', from: null, to: 'UTC' };
    expect(changeTexts(recorded, row(recorded, zones), 'utc')).toEqual({
      ...{ from: '23 Oct 2017 22:07:58', to: '24 Oct 2017 07:07:58' },
      suffix: ' (as written)',
    });
    expect(changeTexts({ ...recorded, from: null }, row(), 'utc')).toMatchObject({ from: 'nothing', to: '23 Oct 2017 22:07:58' });
    expect(changeTexts({ field: 'lapsCount', from: null, to: 3 }, row(), 'utc')).toEqual({ from: 'nothing', to: '3', suffix: '' });
  });
});
