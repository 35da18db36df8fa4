import { describe, expect, it } from 'vitest';
import type { ColumnChoice } from '../../preload/list.ts';
import { changed, movedBefore, movedBy, placed, sides, widthsOf } from './column-choices.ts';
import { columnsOf } from './columns.ts';

const columns = columnsOf({ detailNames: ['Driver', 'Run', 'driver'], hasFastest: true });
const shown = (choices: readonly ColumnChoice[]): readonly string[] =>
  placed(columns, choices)
    .filter(({ isShown }) => isShown)
    .map(({ column }) => column.label);
const usual = ['Recorded', 'Identifier', 'Type', 'Driver', 'Laps', 'Fastest', 'State'];

describe('columns that were chosen', () => {
  it('are the usual ones at first, each detail once', () => {
    expect(shown([])).toEqual(usual);
    expect(placed(columns, []).map(({ column }) => column.label)).toEqual([...usual, 'Start', 'End', 'Time zone', 'Key', 'Id', 'Run']);
  });

  it('are hidden, shown and moved, and one hidden in between does not matter', () => {
    const without = changed(columns, [], 'sessionType', { hidden: true });
    expect(shown(without)).toEqual(usual.filter((label) => label !== 'Type'));
    const fields = ['timeOfRecording', 'identifier', 'detail:Driver', 'lapsCount', 'fastest', 'state'];
    const moved = movedBy(columns, without, 'detail:Driver', -1, fields);
    expect(shown(moved)).toEqual(['Recorded', 'Driver', 'Identifier', 'Laps', 'Fastest', 'State']);
    expect(shown(movedBy(columns, moved, 'timeOfRecording', 1, ['timeOfRecording', 'detail:Driver']))[0]).toBe('Driver');
    expect(movedBy(columns, without, 'timeOfRecording', -1, fields)).toBe(without);
    expect(shown(movedBefore(columns, [], 'state', 'timeOfRecording'))[0]).toBe('State');
    expect(shown(movedBefore(columns, [], 'timeOfRecording', undefined)).at(-1)).toBe('Recorded');
    expect(shown(changed(columns, [], 'detail:Run', { hidden: false })).at(-1)).toBe('Run');
  });

  it('keep their places for a list that has other details', () => {
    const choices = movedBefore(columns, [], 'detail:Driver', 'timeOfRecording');
    const others = columnsOf({ detailNames: ['Tyre'], hasFastest: true });
    const there = changed(others, choices, 'detail:Tyre', { hidden: false });
    expect(placed(others, there).find(({ column }) => column.label === 'Tyre')?.isShown).toBe(true);
    expect(shown(there)[0]).toBe('Driver');
  });
});

describe('widths', () => {
  const wide = placed(columns, []).filter(({ isShown }) => isShown);
  const sum = (widths: readonly number[]): number => widths.reduce((all, width) => all + width, 0);

  it('fill the room to the pixel, yield down to the least before they need more, and stop at the most', () => {
    for (const room of [620, 640, 901, 1000, 1030]) expect(sum(widthsOf(wide, room))).toBe(room);
    expect(widthsOf(wide, 300)).toEqual(wide.map(({ column }) => column.least ?? column.width));
    expect(widthsOf(wide, 4000)).toEqual(wide.map(({ column }) => column.most ?? column.width));
  });

  it('of a narrow list let every usual column be seen, with the fastest lap in the place of the state', () => {
    // A window of 900 px with a tree as wide as it may be there, and a scroll bar.
    const room = 900 - 261 - 15 - sides;
    for (const hasFastest of [false, true]) {
      const narrow = columnsOf({ detailNames: ['Driver', 'Car', 'Circuit'], hasFastest, isNarrow: true });
      const seen = placed(narrow, []).filter(({ isShown }) => isShown);
      expect(sum(widthsOf(seen, room))).toBe(room);
      expect(seen.map(({ column }) => column.label).slice(-2)).toEqual(hasFastest ? ['Laps', 'Fastest'] : ['Laps', 'State']);
    }
  });

  it('that were set stay, whatever room there is', () => {
    const set = placed(columns, changed(columns, [], 'identifier', { width: 333 })).filter(({ isShown }) => isShown);
    expect(widthsOf(set, 1600)[1]).toBe(333);
    expect(placed(columns, changed(columns, [], 'identifier', { width: 3 }))[1]?.width).toBe(48);
  });
});
