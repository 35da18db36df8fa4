/** Numbers and counted nouns as the window writes them: `1,003 sessions`. */

const whole = new Intl.NumberFormat('en-GB', { maximumFractionDigits: 0 });

export const count = (n: number): string => whole.format(n);

export const counted = (n: number, noun: string): string => `${whole.format(n)} ${noun}${n === 1 ? '' : 's'}`;

/** A span of `ms`: `1.4 s`, `2 min 5 s`. */
export function span(ms: number): string {
  if (ms < 10_000) return `${(ms / 1000).toFixed(1)} s`;
  if (ms < 60_000) return `${Math.floor(ms / 1000)} s`;
  return `${Math.floor(ms / 60_000)} min ${Math.floor((ms % 60_000) / 1000)} s`;
}
