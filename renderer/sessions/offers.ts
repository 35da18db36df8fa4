/** What the filter offers while it is typed: fields with a gloss, words for dates. Pure. */
import { markColours } from '../../preload/history.ts';
import type { FieldValue } from '../../preload/suggestions.ts';
import { count } from '../ui/number.ts';
import { written, type Typed } from './typed.ts';

export interface Offer {
  /** What is read: `driver:`, `Spa`. */
  readonly text: string;
  /** What it means, or how often it occurs. */
  readonly gloss: string;
  /** What is put in. */
  readonly insert: string;
}

interface Known {
  readonly name: string;
  /** The name in JSON, where it is another. */
  readonly json?: string;
  /** What follows the name. */
  readonly sign: ':' | '>' | '<';
  readonly gloss: string;
  /** Takes no value. */
  readonly flag?: true;
}

const known: readonly Known[] = [
  { name: 'type', json: 'sessionType', sign: ':', gloss: 'Session type' },
  { name: 'recorded', json: 'timeOfRecording', sign: ':', gloss: 'Date: today, weekend, -7d, 2017-10' },
  { name: 'laps', json: 'lapsCount', sign: '>', gloss: 'Number of laps' },
  { name: 'fastest', sign: '<', gloss: 'Fastest lap of those kept, 1:47.2' },
  { name: 'identifier', sign: ':', gloss: 'Identifier' },
  { name: 'state', sign: ':', gloss: 'Live or historical' },
  { name: 'starred', sign: ':', gloss: 'Your starred sessions', flag: true },
  { name: 'note', sign: ':', gloss: 'Your notes' },
  { name: 'colour', sign: ':', gloss: 'Your colours' },
  { name: 'kept', sign: ':', gloss: 'Kept offline', flag: true },
  { name: 'live', sign: ':', gloss: 'Being recorded', flag: true },
  { name: 'new', sign: ':', gloss: 'New in this snapshot', flag: true },
  { name: 'changed', sign: ':', gloss: 'Changed in this snapshot', flag: true },
  { name: 'start', json: 'startTime', sign: '>', gloss: 'Time of day it starts' },
  { name: 'end', json: 'endTime', sign: '<', gloss: 'Time of day it ends' },
  { name: 'timeZone', sign: ':', gloss: 'Time zone' },
  { name: 'key', sign: ':', gloss: 'Key' },
];

const begins = (text: string, part: string): boolean => text.toLowerCase().startsWith(part.toLowerCase());
/** At its start or at that of a word in it. */
const beginsWithin = (text: string, part: string): boolean =>
  text.split(/[\s/]+/u).some((word) => begins(word, part)) || begins(text, part);

/** Fields and words of the language that begin as what is typed; details of this list first, but for those that need quotation marks. */
export function fieldOffers({ part }: Pick<Typed, 'part'>, details: readonly string[]): readonly Offer[] {
  const isLower = part === part.toLowerCase();
  const isKnown = (name: string): boolean => known.some((one) => one.name === name.toLowerCase());
  const own = details
    .filter((name) => !isKnown(name) && name !== '' && beginsWithin(name, part))
    .map((name): Offer => {
      const shown = isLower && /^[\w]+$/.test(name) ? name.toLowerCase() : written(name);
      return { text: `${shown}:`, gloss: 'Session detail', insert: `${shown}:` };
    });
  const others = known
    .filter(({ name, json }) => begins(name, part) || (json !== undefined && part !== '' && begins(json, part)))
    .map(({ name, json, sign, gloss, flag }): Offer => {
      const shown = json !== undefined && !begins(name, part) ? json : name;
      return { text: `${shown}${sign}`, gloss, insert: flag ? `${shown}: ` : `${shown}${sign}` };
    });
  // What can be typed as it is comes before what needs quotation marks.
  const isPlain = ({ text }: Offer): boolean => !text.startsWith('"');
  return [...own.filter(isPlain), ...others, ...own.filter((offer) => !isPlain(offer))];
}

const isDate = (field: string): boolean => ['recorded', 'timeofrecording'].includes(field.toLowerCase());

/** Words that stand for dates, and the stretches that are mostly meant. @param now ms since 1970 */
export function dateOffers({ field = '', sign = ':', part }: Typed, now: number): readonly Offer[] {
  if (!isDate(field)) return [];
  const [month = ''] = /^\d+-\d+/.exec(new Date(now).toISOString()) ?? [];
  const words: readonly (readonly [word: string, gloss: string])[] = [
    ...(sign === ':' || sign === '='
      ? ([
          ['today', 'Recorded today'],
          ['weekend', 'The last race weekend, Friday to Sunday'],
          ['-7d', 'The last seven days'],
          ['-30d', 'The last thirty days'],
        ] as const)
      : []),
    [month, 'This month'],
    [month.slice(0, 4), 'This year'],
  ];
  return words.filter(([word]) => begins(word, part)).map(([word, gloss]) => ({ text: word, gloss, insert: `${word} ` }));
}

/** Values as offers; where what is typed is one of them already, only those that go on from it. */
export function valueOffers({ part, field = '', sign = ':' }: Typed, values: readonly FieldValue[]): readonly Offer[] {
  if (sign !== ':' && sign !== '=') return [];
  const isSame = (value: string): boolean => value.toLowerCase() === part.toLowerCase();
  const isWhole = values.some(({ value }) => isSame(value));
  const colours = field.toLowerCase() === 'colour' ? markColours.filter((colour) => !values.some(({ value }) => value === colour)) : [];
  return [
    ...values.map(({ value, count: times }) => ({ value, gloss: count(times) })),
    ...colours.filter((colour) => begins(colour, part)).map((colour) => ({ value: colour, gloss: '0' })),
  ]
    .filter(({ value }) => !isSame(value) && (!isWhole || begins(value, part)))
    .map(({ value, gloss }) => ({ text: value, gloss, insert: `${written(value)} ` }));
}
