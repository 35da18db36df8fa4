import { describe, expect, it } from 'vitest';
import type { Lap } from '../../preload/model.ts';
import { fastestLap, gap, lapTime, nanoseconds, timeOfDay, timeText } from './lap-time.ts';

describe('lapTime', () => {
  it.each([
    ['00:01:47.2630000', '1:47.263'],
    ['00:01:47', '1:47.000'],
    ['00:00:59.9996', '1:00.000'],
    ['01:02:03.4', '1:02:03.400'],
    [107_263_000_000, '1:47.263'],
    [107_263_000_000n, '1:47.263'],
    [0, '0:00.000'],
    [null, ''],
    ['no time', 'no time'],
    ['-00:00:01', '-00:00:01'],
  ])('%s → "%s"', (time, text) => {
    expect(lapTime(time)).toBe(text);
  });
});

describe('nanoseconds', () => {
  it('keeps seven decimals exact', () => {
    expect(nanoseconds('00:01:47.2630001')).toBe(107_263_000_100n);
  });

  it('keeps integers beyond 2^53 exact', () => {
    expect(nanoseconds(1_508_796_478_123_456_789n)).toBe(1_508_796_478_123_456_789n);
  });
});

describe('timeOfDay', () => {
  it('takes nanoseconds since 1970 and texts alike', () => {
    expect(timeOfDay(1_508_796_478_123_456_789n)).toBe('22:07:58.123');
    expect(timeOfDay('11:19:45.0450000')).toBe('11:19:45.045');
  });
});

describe('timeText', () => {
  it.each([
    ['22:07:58.1230000', '22:07:58.123'],
    ['1970-01-01T22:07:58.1230000Z', '22:07:58.123'],
    ['2017-10-23T22:07:58', '22:07:58'],
    ['later', 'later'],
    [null, ''],
    [undefined, ''],
  ])('%s → "%s"', (text, shown) => {
    expect(timeText(text)).toBe(shown);
  });
});

describe('fastestLap', () => {
  const lap = (time: Lap['lapTime'], countForFastestLap: boolean | null = true): Lap => ({
    number: 1,
    name: '',
    startTime: null,
    endTime: null,
    lapTime: time,
    countForFastestLap,
  });

  it('is the shortest of those that count, in either form', () => {
    expect(fastestLap([lap('00:01:50', false), lap('00:01:49'), lap(107_263_000_000), lap('00:01:48')])).toBe(2);
  });

  it('passes over what does not count, takes no time or has none', () => {
    expect(fastestLap([lap('00:00:10', false), lap(0), lap(null), lap('?'), lap('00:02:00', null)])).toBe(4);
    expect(fastestLap([lap('00:00:10', false)])).toBeUndefined();
  });

  it('says how far the others are behind', () => {
    expect(gap('00:01:47.775', 107_263_000_000n)).toBe('+0.512');
    expect(gap('00:03:00', 107_263_000_000n)).toBe('+1:12.737');
  });
});
