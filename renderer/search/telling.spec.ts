import { describe, expect, it } from 'vitest';
import { pieces, tellingDetail, wordsOf } from './telling.ts';

describe('the words of a filter', () => {
  it('are what it looks for, without fields, signs and what must not be there', () => {
    expect(wordsOf('HAM driver:VET|bot "free practice" laps>5 -spa -type:race 22:07')).toEqual([
      'ham',
      'vet',
      'bot',
      'free practice',
      '5',
      '22:07',
    ]);
    expect(wordsOf('circuit:"Spa ""2"""')).toEqual(['spa "2"']);
    expect(wordsOf(' | ')).toEqual([]);
  });
});

describe('why a session was found', () => {
  it('is marked in its texts, the longest word where several begin', () => {
    expect(pieces('Sir HAMilton', ['ham', 'hamil', 'x'])).toEqual([
      { text: 'Sir ', isWord: false },
      { text: 'HAMil', isWord: true },
      { text: 'ton', isWord: false },
    ]);
    expect(pieces('', ['a'])).toEqual([]);
    // One letter becomes two in lower case.
    expect(pieces('İstanbul', ['stan'])).toEqual([{ text: 'İstanbul', isWord: false }]);
  });

  it('is a detail where no text that is shown tells it', () => {
    const details = [
      { name: 'Driver', value: 'HAM' },
      { name: 'Car', value: 'W08' },
    ];
    const session = { key: 'k', details, extra: {} };
    expect(tellingDetail(session, ['ham', 'w0'], ['HAM'])).toEqual(details[1]);
    expect(tellingDetail(session, ['ham'], ['HAM'])).toBeUndefined();
  });
});
