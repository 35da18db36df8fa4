/** A look at both ends of a JSON text without decoding what lies between. */

const isBlank = (byte: number): boolean => byte === 0x20 || (byte >= 0x09 && byte <= 0x0d);

/** The first character that is neither a blank nor part of a byte order mark; empty where there is none. */
export function firstByte(body: Uint8Array): string {
  const start = body[0] === 0xef && body[1] === 0xbb && body[2] === 0xbf ? 3 : 0;
  for (let at = start; at < body.length; at++) {
    const byte = body[at];
    if (byte !== undefined && !isBlank(byte)) return String.fromCharCode(byte);
  }
  return '';
}

/** The last character that is no blank; empty where there is none. */
export function lastByte(body: Uint8Array): string {
  for (let at = body.length - 1; at >= 0; at--) {
    const byte = body[at];
    if (byte !== undefined && !isBlank(byte)) return String.fromCharCode(byte);
  }
  return '';
}
