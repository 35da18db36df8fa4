/** Memory that is written to from the front and grows. */
export class Bytes {
  bytes: Uint8Array;
  at = 0;
  readonly #encoder = new TextEncoder();

  constructor(size: number) {
    this.bytes = new Uint8Array(size);
  }

  /** Makes room for so many bytes more. */
  room(more: number): void {
    if (this.at + more <= this.bytes.length) return;
    const grown = new Uint8Array(Math.max(this.bytes.length * 2, this.at + more));
    grown.set(this.bytes.subarray(0, this.at));
    this.bytes = grown;
  }

  /** These need no room made before. */
  put(bytes: Uint8Array): void {
    this.room(bytes.length);
    this.bytes.set(bytes, this.at);
    this.at += bytes.length;
  }

  text(text: string): void {
    this.room(text.length * 3);
    this.at += this.#encoder.encodeInto(text, this.bytes.subarray(this.at)).written;
  }

  /** What was written; good until the next writing. */
  written(): Uint8Array {
    return this.bytes.subarray(0, this.at);
  }

  clear(): void {
    this.at = 0;
  }
}

const hex = new Uint8Array(512);
const digits = '0123456789abcdef';
for (let byte = 0; byte < 256; byte += 1) {
  hex[byte * 2] = digits.charCodeAt(byte >> 4);
  hex[byte * 2 + 1] = digits.charCodeAt(byte & 15);
}
const dash = 45;
export const guidLength = 36;

/** Writes 16 bytes as a GUID's 36 characters. */
export function putGuid(guids: Uint8Array, from: number, to: Uint8Array, at: number): void {
  let place = at;
  for (let byte = 0; byte < 16; byte += 1) {
    if (byte === 4 || byte === 6 || byte === 8 || byte === 10) {
      to[place] = dash;
      place += 1;
    }
    const pair = (guids[from + byte] ?? 0) * 2;
    to[place] = hex[pair] ?? 0;
    to[place + 1] = hex[pair + 1] ?? 0;
    place += 2;
  }
}
