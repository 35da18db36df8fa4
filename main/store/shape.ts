/**
 * Which fields of a session a row holds, and how: two bits a field, packed into one integer that lies with a facet's
 * repeated texts (see the schema). "Plain" values lie in columns of their own; what a column cannot hold is "odd".
 */
export const shapeFields = [
  'identifier',
  'timeOfRecording',
  'timeZone',
  'sessionType',
  'startTime',
  'endTime',
  'lapsCount',
  'id',
  'state',
  'stateRaw',
] as const;
export type ShapeField = (typeof shapeFields)[number];

export const held = { absent: 0, null: 1, plain: 2, odd: 3 } as const;
export type Held = (typeof held)[keyof typeof held];

/** Set where the time of recording is a date of the calendar. */
export const datedBit = 1 << 20;
/** Set where a time holds other characters than times do, so that words may be found in it. */
export const wordyTimeBit = 1 << 21;
/** Set where the identifier is more than digits. */
export const wordyIdentifierBit = 1 << 22;
/** Set where the details' JSON has escapes or is not ASCII, so that SQL cannot search it. */
export const trickyDetailsBit = 1 << 23;

/** How a shape holds the field at `index` of `shapeFields`. */
export function heldAt(shape: number, index: number): Held {
  return ((shape >> (index * 2)) & 3) as Held;
}

const highSurrogate = 0xd800;
const lowSurrogate = 0xdc00;
const kindOf = (unit: number): number => unit & 0xfc00;

/** A text that SQLite gives back as it was: valid Unicode without a NUL. In a loop: every text of a listing passes here. */
export function isPlainText(value: string): boolean {
  for (let at = 0; at < value.length; at += 1) {
    const unit = value.charCodeAt(at);
    if (unit === 0 || kindOf(unit) === lowSurrogate) return false;
    if (kindOf(unit) !== highSurrogate) continue;
    at += 1;
    if (kindOf(value.charCodeAt(at)) !== lowSurrogate) return false;
  }
  return true;
}
