/** How wide a column has to be for what it shows now. */

/** Left and right of a cell, CSS px in all. */
const padding = 18;

/** Width of the widest cell of a column among the rows in the page, its header too, CSS px. @param at place of the column */
export function fittingWidth(grid: HTMLElement, at: number): number {
  const cells = [
    ...grid.querySelectorAll<HTMLElement>(
      `[role=columnheader]:nth-child(${at + 1}), [aria-selected] > [role=gridcell]:nth-child(${at + 1})`,
    ),
  ];
  return Math.max(0, ...cells.map((cell) => padding + needed(cell)));
}

function needed(cell: HTMLElement): number {
  const style = getComputedStyle(cell);
  const sides = parseFloat(style.paddingInlineStart) + parseFloat(style.paddingInlineEnd);
  const parts = [...cell.children].filter((part): part is HTMLElement | SVGElement => getComputedStyle(part).position !== 'absolute');
  const gaps = Math.max(0, parts.length - 1) * (parseFloat(style.columnGap) || 0);
  // What is cut off still has its whole width as `scrollWidth`.
  const widths = parts.map((part) => Math.max(part.scrollWidth, part.getBoundingClientRect().width));
  return widths.reduce((sum, width) => sum + width, gaps) + sides - (padding - 2);
}
