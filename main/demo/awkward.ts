/** The rare session that is valid and awkward all the same; lists of 200 or more have some, lists of 5,000 all. */
import type { SessionDetail } from '../../preload/model.ts';

/** What an awkward session has instead of the ordinary. */
export interface Awkward {
  readonly key?: string;
  readonly identifier?: string;
  readonly timeOfRecording?: string;
  readonly timeZone?: null;
  /** Instead of a detail of the same name, or beside the others. */
  readonly details?: readonly SessionDetail[];
}

const long = 'Back-to-back comparison of front wing flap angles against the baseline, driver asked for more front end in slow corners. ';

/** By place in every thousand sessions (from the newest). */
const recurring: Readonly<Record<number, Awkward>> = {
  137: { details: [{ name: 'Session Description', value: long.repeat(18).trim() }] },
  171: { details: [{ name: 'Driver Note', value: 'ملاحظة السائق: اهتزاز في المقود عند السرعة العالية' }] },
  185: { identifier: '' },
  193: { timeZone: null },
  311: { details: [{ name: 'Comment', value: '=HYPERLINK("http://example.invalid","wing")' }] },
  414: { details: [{ name: 'Comment', value: '<b>bold</b> & "quoted", a\ttab, and a\nsecond line' }] },
  533: { details: [{ name: 'Comment', value: '👩🏽‍🔧 e\u0301 \u202Eright to left\u202C' }] },
  702: { details: [{ name: 'Session Description', value: '' }] },
};

/** What is awkward about session `index` (0 is the newest) of a list of `size`; mostly nothing. */
export function awkwardness(index: number, size: number): Awkward | undefined {
  if (size < 200 || index < 100) return undefined;
  if (size >= 5000) {
    // No date sorts before the oldest: they stand at the end of a list by time, newest first.
    if (index === size - 1) return { timeOfRecording: '0000-00-00T00:00:00' };
    if (index === size - 2) return { timeOfRecording: '0001-01-01T00:00:00' };
    if (index === 4321) return { key: 'test-session-id', identifier: 'TestSession1' };
  }
  return recurring[index % 1000];
}
