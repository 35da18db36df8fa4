import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { linkText, parseLink } from './links.ts';

describe('links', () => {
  it.each([
    ['paddock://Track%20PC', { server: 'Track PC' }],
    ['paddock://Track%20PC/', { server: 'Track PC' }],
    ['PADDOCK://pit:8011/Season2017', { server: 'pit:8011', connection: 'Season2017' }],
    ['paddock://pit%3A8011%2Fapi/Season2017/67ad-8a', { server: 'pit:8011/api', connection: 'Season2017', session: '67ad-8a' }],
    ['paddock://https%3A%2F%2Fpit/a%2Fb', { server: 'https://pit', connection: 'a/b' }],
    ['paddock://%D8%B3%D8%A8%D8%A7/%3Cb%3E', { server: 'سبا', connection: '<b>' }],
  ])('%s is read', (text, link) => {
    expect(parseLink(text)).toEqual(link);
  });

  it.each([
    '',
    'paddock:',
    'paddock://',
    'paddock:///Season2017',
    'paddock:pit',
    'http://pit/Season2017',
    ' paddock://pit',
    'paddock://pit Season',
    'paddock://pit/a/b/c',
    'paddock://pit//b',
    'paddock://me:secret@pit/Season2017',
    'paddock://pit/a?token=1',
    'paddock://pit/a#b',
    'paddock://pit\\a',
    'paddock://pit/%',
    'paddock://pit/%zz',
    'paddock://pit/%ff',
    'paddock://pit/a%00b',
    'paddock://pit/a%0Ab',
    'paddock://pit/\u202e',
    'paddock://pit/ä',
    'paddock://pit\n',
    `paddock://${'a'.repeat(8_000)}`,
    '--inspect=paddock://pit',
    'javascript:paddock://pit',
  ])('%j is no link', (text) => {
    expect(parseLink(text)).toBeUndefined();
  });

  const part = fc.string({ unit: 'grapheme', minLength: 1, maxLength: 60 }).filter((text) => !/\p{Cc}/u.test(text));
  it('what is written is read again, whatever the names', () => {
    fc.assert(
      fc.property(part, part, part, (server, connection, session) => {
        expect(parseLink(linkText({ server, connection, session }))).toEqual({ server, connection, session });
      }),
    );
  });

  it('nothing makes the reading throw', () => {
    fc.assert(fc.property(fc.string({ unit: 'binary', maxLength: 40 }), (text) => void parseLink(`paddock://${text}`)));
  });
});
