/** The JSON of a session's details, `[{"name","value"}]`: what stands between their values is the same for all with these names. */
import type { KnownTexts } from '../store/dictionary.ts';
import { fold } from '../store/text.ts';
import type { Bytes } from './bytes.ts';
import type { Packed } from './packed.ts';

const quote = 34;
const backslash = 92;
const nothing = new Uint8Array(0);
const encoder = new TextEncoder();
const decoder = new TextDecoder('utf-8', { ignoreBOM: true });

export class DetailsJson {
  readonly #texts: KnownTexts;
  readonly #doubled: boolean;
  readonly #pieces: (readonly Uint8Array[] | undefined)[] = [];

  /** `doubled`: as a cell of CSV, in quotes and with each quote doubled. */
  constructor(texts: KnownTexts, doubled: boolean) {
    this.#texts = texts;
    this.#doubled = doubled;
  }

  /** What stands before each value and after the last; nothing where there are no names. */
  #piecesOf(id: number): readonly Uint8Array[] {
    const heads = this.#texts.names(id).map((name, at) => `${at === 0 ? '[' : '"},'}{"name":${JSON.stringify(name)},"value":"`);
    const pieces = heads.length === 0 ? [] : [...heads, '"}]'];
    return pieces.map((piece) => encoder.encode(this.#doubled ? piece.replaceAll('"', '""') : piece));
  }

  /** Adds the details of row `row`, which stand next; false where it has none. */
  put({ details, names }: Packed, row: number, out: Bytes): boolean {
    const { bytes, at: from } = details;
    const id = names[row] ?? 0;
    if (id === 0) {
      details.skip();
      return false;
    }
    const pieces = (this.#pieces[id] ??= this.#piecesOf(id));
    const to = details.end();
    details.at = to + 1;
    if (pieces.length === 0) {
      out.text('[]');
      return true;
    }
    const doubled = this.#doubled;
    let room = (to - from) * 2 + 2;
    for (const piece of pieces) room += piece.length;
    out.room(room);
    const target = out.bytes;
    let place = out.at;
    if (doubled) {
      target[place] = quote;
      place += 1;
    }
    let piece = 0;
    // Between “[” and “]” values stand in quotes, with commas between them.
    for (let at = from + 1; at < to - 1; at += 1) {
      const before = pieces[piece] ?? nothing;
      for (let byte = 0; byte < before.length; byte += 1) target[place + byte] = before[byte] ?? 0;
      place += before.length;
      piece += 1;
      at += 1;
      for (let unit = bytes[at] ?? quote; unit !== quote; unit = bytes[at] ?? quote) {
        target[place] = unit;
        place += 1;
        at += 1;
        if (unit !== backslash) continue;
        const escaped = bytes[at] ?? 0;
        target[place] = escaped;
        place += 1;
        if (escaped === quote && doubled) {
          target[place] = quote;
          place += 1;
        }
        at += 1;
      }
      at += 1;
    }
    const last = pieces.at(-1) ?? nothing;
    target.set(last, place);
    place += last.length;
    if (doubled) {
      target[place] = quote;
      place += 1;
    }
    out.at = place;
    return true;
  }
}

/** Reads the value of one detail, row after row. */
export function detailReader(texts: KnownTexts, name: string): (packed: Packed, row: number) => string | undefined {
  const wanted = fold(name);
  const places: (number | undefined)[] = [];
  return ({ details, names }, row) => {
    const id = names[row] ?? 0;
    const from = details.at;
    details.skip();
    const place = id === 0 ? -1 : (places[id] ??= texts.names(id).findIndex((known) => fold(known) === wanted));
    if (place < 0) return undefined;
    return (JSON.parse(decoder.decode(details.bytes.subarray(from, details.at - 1))) as readonly string[])[place];
  };
}
