import { describe, expect, it } from 'vitest';
import { fakeSession } from '../api/season.ts';
import { tableRow } from '../copies/table.ts';
import { columnsFor, stateText } from './columns.ts';

const labels = (names: readonly string[]): readonly string[] => columnsFor(names).map((column) => column.label);

describe('columnsFor', () => {
  it('shows columns of details only where they occur, in any case', () => {
    expect(labels([])).toEqual(['Recorded', 'Identifier', 'Type', 'Laps', 'State']);
    expect(labels(['driver', 'Unit Data Source'])).toEqual(['Recorded', 'Identifier', 'Type', 'Driver', 'Laps', 'State']);
  });
});

describe('stateText', () => {
  const session = fakeSession(1);

  it('shows the server’s own word, and a number without inventing a meaning', () => {
    expect(stateText({ ...session, state: 'unknown', stateRaw: 'Frozen' })).toBe('Frozen');
    expect(stateText({ ...session, state: 'unknown', stateRaw: 2 })).toBe('State 2');
  });
});

describe('copied', () => {
  it('is one line of cells between tabs, the time with its seven decimals', () => {
    const session = { ...fakeSession(0), sessionType: 'Free\tpractice\n1' };
    expect(tableRow(columnsFor([]), { session })).toBe('2017-10-23T22:07:58.1230000\t171023220758\tFree practice 1\t0\tLive');
  });
});
