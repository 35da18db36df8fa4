/** Where a key moves the choice in a list of `total`. Pure. */
export function listMove(key: string, index: number, total: number): number | undefined {
  const page = 10;
  const moves: Record<string, number> = {
    ArrowDown: index + 1,
    ArrowUp: index - 1,
    PageDown: index + page,
    PageUp: index - page,
    Home: 0,
    End: total - 1,
  };
  const next = moves[key];
  return next === undefined || total === 0 ? undefined : Math.min(Math.max(next, 0), total - 1);
}
