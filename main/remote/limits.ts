/** How long the client waits, how often it asks and how much it takes. Nothing it does is without a bound. */

export interface Limits {
  /** Milliseconds for each of: the name's address, the connection, the TLS handshake. */
  readonly connect: number;
  /** Milliseconds from the question sent to the first byte of the answer. */
  readonly firstByte: number;
  /** Milliseconds between two bytes. */
  readonly betweenBytes: number;
  /** Milliseconds for one exchange, however lively its bytes drip. */
  readonly exchange: number;
  /** Milliseconds for one question, all tries, redirects and waiting included. */
  readonly overall: number;
  /** Milliseconds of asking for a short list, after which no further page is begun: with the last one at most so many and `overall`. */
  readonly listing: number;
  /** Milliseconds for all questions of a report together. */
  readonly report: number;
  /** Milliseconds before a second try, at most, where the server asks for nothing; doubled with each further one. */
  readonly pause: number;
  /** Milliseconds that are waited for one question in all: a server that asks for more is not waited for. */
  readonly waiting: number;
  /** Requests for one question that may be repeated. */
  readonly tries: number;
  /** After this many failures in a row nothing is repeated: a server in trouble is not asked the harder for it. */
  readonly failuresInARow: number;
  /** Bytes of an answer after decompression. */
  readonly body: number;
  /** Bytes of a page of sessions after decompression. */
  readonly page: number;
  /** Bytes of an answer that holds a few fields only: a token, what a probe tells. */
  readonly small: number;
  /** Bytes that are read of an answer that is no success: its status tells enough. */
  readonly error: number;
  /** Bytes after decompression of all answers that are under way at once. */
  readonly underWay: number;
  /** Bytes of an answer's headers. */
  readonly headers: number;
}

const seconds = 1_000;
const kibibyte = 1024;
const mebibyte = 1024 * kibibyte;

export const defaultLimits: Limits = {
  connect: 10 * seconds,
  firstByte: 20 * seconds,
  betweenBytes: 20 * seconds,
  exchange: 45 * seconds,
  overall: 60 * seconds,
  listing: 60 * seconds,
  report: 90 * seconds,
  pause: 500,
  waiting: 20 * seconds,
  tries: 4,
  failuresInARow: 12,
  body: 128 * mebibyte,
  page: 64 * mebibyte,
  small: mebibyte,
  error: 64 * kibibyte,
  underWay: 160 * mebibyte,
  headers: 32 * kibibyte,
};
