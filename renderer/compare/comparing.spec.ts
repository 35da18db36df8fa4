import { describe, expect, it } from 'vitest';
import { fakeSession } from '../api/season.ts';
import { fieldPairs, type Pair } from './comparing.ts';

const tokyo = { ...fakeSession(0), timeOfRecording: '2017-10-24T07:07:58.1230000', timeZone: 'Tokyo Standard Time', startTime: '07:07:58' };
const utc = { ...fakeSession(1), timeOfRecording: '2017-10-23T22:07:58.1230000', timeZone: 'UTC' };
const named = (pairs: readonly Pair[], name: string): Pair | undefined => pairs.find((one) => one.name === name);

describe('when two sessions were recorded', () => {
  it('is told by each one’s own clock unless another is chosen', () => {
    expect(named(fieldPairs(tokyo, utc), 'Recorded')).toMatchObject({
      one: '24 Oct 2017 07:07:58',
      other: '23 Oct 2017 22:07:58',
      differs: true,
    });
    expect(named(fieldPairs(tokyo, utc, 'utc'), 'Recorded (UTC)')).toMatchObject({
      ...{ one: '23 Oct 2017 22:07:58', other: '23 Oct 2017 22:07:58' },
      // What the server wrote is not the same.
      differs: true,
    });
  });

  it('differs where the same text means another moment', () => {
    const pairs = fieldPairs({ ...tokyo, timeOfRecording: utc.timeOfRecording }, utc, 'utc');
    expect(named(pairs, 'Recorded (UTC)')).toMatchObject({ one: '23 Oct 2017 13:07:58', differs: true });
    expect(named(fieldPairs(utc, utc, 'utc'), 'Recorded (UTC)')).toMatchObject({ differs: false });
  });

  it('is shown of both as it was written where one clock is not known, and says so; so are times of day', () => {
    const pairs = fieldPairs(tokyo, { ...utc, timeZone: 'Nowhere Time' }, 'utc');
    expect(named(pairs, 'Recorded (as written)')).toMatchObject({ one: '24 Oct 2017 07:07:58', other: '23 Oct 2017 22:07:58' });
    expect(named(pairs, 'Start (as written)')).toMatchObject({ one: '07:07:58' });
  });
});
