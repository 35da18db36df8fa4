/** How every benchmark tells its figures: a median, and a table of what was measured against what is to be reached. */

export interface Row {
  readonly what: string;
  readonly measured: string;
  readonly reach: string;
  readonly met: boolean;
}

/** The middle one; of an even number the higher of the two in the middle. NaN of none. */
export function median(values: readonly number[]): number {
  return values.toSorted((a, b) => a - b)[values.length >> 1] ?? Number.NaN;
}

/** The value that so large a share of them, from 0 to 1, do not exceed. NaN of none. */
export function percentile(values: readonly number[], share: number): number {
  return values.toSorted((a, b) => a - b)[Math.max(0, Math.ceil(values.length * share) - 1)] ?? Number.NaN;
}

/** Prints a table to stdout. */
export function printTable(title: string, rows: readonly Row[]): void {
  const cells = [['', 'measured', 'reach', 'met'], ...rows.map((row) => [row.what, row.measured, row.reach, row.met ? 'yes' : 'no'])];
  const widths = [0, 1, 2, 3].map((column) => Math.max(...cells.map((row) => row[column]?.length ?? 0)));
  process.stdout.write(`\n${title}\n`);
  for (const row of cells)
    process.stdout.write(
      `  ${row
        .map((cell, column) => cell.padEnd(widths[column] ?? 0))
        .join('  ')
        .trimEnd()}\n`,
    );
}
