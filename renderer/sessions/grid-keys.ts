/** Where keys move in the grid: the selection among the rows, and from header to header. Pure. */

/** Positions are lines. `selected` is nothing where no line has the keys; `first` is the uppermost one seen, `page` how many are seen whole. */
export function gridMove(
  key: string,
  at: { readonly selected: number | undefined; readonly first: number; readonly page: number; readonly total: number },
): number | undefined {
  const { selected, first, page, total } = at;
  const step = Math.max(1, page - 1);
  const from = (by: number): number => (selected === undefined ? first : selected + by);
  const moves: Record<string, number> = {
    ArrowDown: from(1),
    ArrowUp: from(-1),
    PageDown: from(step),
    PageUp: from(-step),
    Home: 0,
    End: total - 1,
  };
  const next = moves[key];
  return next === undefined ? undefined : Math.min(Math.max(next, 0), total - 1);
}

/** Where a key moves among `count` headers. */
export function headerMove(key: string, at: number, count: number): number | undefined {
  const moves: Record<string, number> = { ArrowLeft: at - 1, ArrowRight: at + 1, Home: 0, End: count - 1 };
  const next = moves[key];
  return next === undefined ? undefined : Math.min(Math.max(next, 0), count - 1);
}
