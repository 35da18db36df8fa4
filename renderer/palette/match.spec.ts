import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { actionIds, factsOf } from '../../preload/actions.ts';
import { match, ranked } from './match.ts';

const choices = actionIds.map((id) => ({ id, text: factsOf(id).title }));
const best = (query: string, recent: readonly string[] = []): string | undefined => ranked(query, choices, recent)[0]?.choice.id;

describe('what fits what was typed', () => {
  it.each([
    ['rwl', 'read-all'],
    ['refresh', 'refresh'],
    ['REF', 'refresh'],
    ['add', 'add-server'],
    ['server add', 'add-server'],
    ['dark', 'theme-dark'],
    ['stor', 'storage'],
    ['nd', 'next-difference'],
    ['star', 'star'],
  ])('%s means %s first', (query, id) => {
    expect(best(query)).toBe(id);
  });

  it('fits no text that lacks a letter, or a word', () => {
    expect(match('zz', 'Refresh')).toBeUndefined();
    expect(match('hser', 'Refresh')).toBeUndefined();
    expect(match('add xyz', 'Add server…')).toBeUndefined();
  });

  it('says where the letters stand, in code points', () => {
    expect(match('ls', '🏁 Live Session Cache')?.at).toEqual([2, 7]);
    expect(match('2017', 'Season2017')?.at).toEqual([6, 7, 8, 9]);
    expect(match('', 'Refresh')).toMatchObject({ at: [] });
  });

  it('lets the order of what was chosen lately decide where nothing is typed, and little else', () => {
    expect(ranked('', choices, ['storage', 'star']).map(({ choice }) => choice.id)).toEqual([
      'storage',
      'star',
      ...actionIds.filter((id) => id !== 'storage' && id !== 'star'),
    ]);
    expect(best('theme')).toBe('theme-system');
    expect(best('theme', ['theme-light'])).toBe('theme-light');
    expect(best('refresh', ['theme-dark'])).toBe('refresh');
  });

  it('finds every text by any of its parts, and marks what was typed', () => {
    const text = fc.string({ unit: 'grapheme', minLength: 1, maxLength: 40 });
    fc.assert(
      fc.property(text, fc.array(fc.boolean(), { minLength: 40, maxLength: 40 }), (whole, taken) => {
        const letters = Array.from(whole);
        const query = letters.filter((letter, at) => taken[at] && !/\s/u.test(letter)).join('');
        const found = match(query, whole);
        // Letter by letter: a Σ at the end of a word is another one when the word is lowered as a whole.
        const lowered = (all: readonly string[]): string => all.map((letter) => letter.toLowerCase()).join('');
        expect(lowered(found?.at.map((at) => letters[at] ?? '') ?? [])).toBe(lowered(Array.from(query)));
      }),
      { numRuns: 300, examples: [['ﬀΣ ', Array.from({ length: 40 }, () => true)]] },
    );
  });
});
