import { describe, expect, it } from 'vitest';
import { createTable, harmless, widthOf, type Column } from './table.ts';

type Row = readonly [string, string];
const columns: readonly Column<Row>[] = [
  { title: 'Name', cell: ([name]) => name },
  { title: 'Laps', cell: ([, laps]) => laps, right: true },
];

describe('tables', () => {
  it('align, numbers at the right', () => {
    const text = createTable(columns).lines([
      ['a', '7'],
      ['longer', '123'],
    ]);
    expect(text).toBe('Name    Laps\na          7\nlonger   123\n');
  });

  it('keep the widths of the first rows for those that follow', () => {
    const table = createTable(columns);
    table.lines([['four', '1']]);
    expect(table.lines([['a', '22']])).toBe('a       22\n');
  });

  it('are cut to a terminal and nowhere else', () => {
    const rows: Row[] = [['x'.repeat(30), '1']];
    expect(createTable(columns, 10).lines(rows).split('\n')[1]).toBe(`${'x'.repeat(9)}…`);
    expect(createTable(columns).lines(rows)).toContain('x'.repeat(30));
  });

  it('count wide and combining characters as a terminal does', () => {
    expect([widthOf('日本'), widthOf('e\u0301'), widthOf('abc'), widthOf('é')]).toEqual([4, 1, 3, 1]);
  });

  it('show controls and direction marks as what they are not', () => {
    expect(harmless('a\u001B[31mb\nc\u202Ed\u2028e\uD800')).toBe('a\uFFFD[31mb\uFFFDc\uFFFDd\uFFFDe\uFFFD');
    expect(harmless('Käse 日本 🏎️')).toBe('Käse 日本 🏎️');
  });
});
