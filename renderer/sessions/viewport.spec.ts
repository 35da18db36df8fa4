import { describe, expect, it } from 'vitest';
import { Viewport } from './viewport.svelte.ts';

/** 1,000 rows of 28 px, ten of them seen. */
function viewport(): Viewport {
  const made = new Viewport(
    () => 1000,
    () => 28,
  );
  made.resize({ height: 280, scale: 1 }, undefined);
  return made;
}
const sized = (made: Viewport, rows: number, selected?: number): number => {
  made.resize({ height: rows * 28, scale: 1 }, selected);
  return made.top;
};

describe('a list of another size', () => {
  it('keeps the selected row in sight, and stands where it stood once there is room again', () => {
    const made = viewport();
    made.scrollTo(100);
    expect(sized(made, 5, 109)).toBe(105);
    expect(sized(made, 4, 109)).toBe(106);
    expect(sized(made, 8, 109)).toBe(102);
    expect(sized(made, 10, 109)).toBe(100);
    made.scrollTo(990);
    expect(sized(made, 20)).toBe(980);
    expect(sized(made, 10)).toBe(990);
  });

  it('stays where somebody scrolled meanwhile', () => {
    const made = viewport();
    made.scrollTo(100);
    expect(sized(made, 5, 109)).toBe(105);
    made.scrollTo(106);
    expect(sized(made, 10, 109)).toBe(106);
  });
});
