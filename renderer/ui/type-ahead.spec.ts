import { describe, expect, it } from 'vitest';
import { TypeAhead, type Typed } from './type-ahead.ts';

const key = (pressed: string, timeStamp: number, more: Partial<Typed> = {}): Typed => ({
  ...{ key: pressed, ctrlKey: false, metaKey: false, altKey: false, isComposing: false, timeStamp },
  ...more,
});

describe('a text that is typed to go to a name', () => {
  it('grows with each key for a second', () => {
    const ahead = new TypeAhead();
    expect(ahead.take(key('m', 0))).toEqual({ text: 'm', isGrown: false });
    expect(ahead.take(key('o', 999))).toEqual({ text: 'mo', isGrown: true });
    expect(ahead.take(key(' ', 1_900))).toEqual({ text: 'mo ', isGrown: true });
    expect(ahead.take(key('n', 2_900))).toEqual({ text: 'n', isGrown: false });
  });

  it('goes on to the next name by the same letter again', () => {
    const ahead = new TypeAhead();
    for (const at of [0, 10, 20]) expect(ahead.take(key('🏁', at))).toEqual({ text: '🏁', isGrown: false });
    expect(ahead.take(key('a', 30))).toEqual({ text: '🏁🏁🏁a', isGrown: true });
  });

  it('is ended by what writes nothing, and begun by no blank', () => {
    const ahead = new TypeAhead();
    expect(ahead.take(key(' ', 0))).toBeUndefined();
    ahead.take(key('m', 10));
    for (const other of [
      key('ArrowDown', 20),
      key('a', 20, { ctrlKey: true }),
      key('a', 20, { isComposing: true }),
      key('e', 20, { altKey: true }),
    ])
      expect(ahead.take(other)).toBeUndefined();
    expect(ahead.take(key('o', 30))).toEqual({ text: 'o', isGrown: false });
  });

  it('grows by capital letters, too', () => {
    const ahead = new TypeAhead();
    ahead.take(key('H', 0));
    expect(ahead.take(key('Shift', 100))).toBeUndefined();
    expect(ahead.take(key('A', 110))).toEqual({ text: 'HA', isGrown: true });
  });

  it('takes what AltGr writes', () => {
    const altGr = { ctrlKey: true, altKey: true, getModifierState: (name: string): boolean => name === 'AltGraph' };
    expect(new TypeAhead().take(key('@', 0, altGr))).toEqual({ text: '@', isGrown: false });
  });
});
