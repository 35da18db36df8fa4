/** How long the client waits and how much it takes. Nothing it does is without a bound. */

export interface Limits {
  /** Milliseconds for each of: the name's address, the connection, the TLS handshake. */
  readonly connect: number;
  /** Milliseconds from the question sent to the first byte of the answer. */
  readonly firstByte: number;
  /** Milliseconds between two bytes. */
  readonly betweenBytes: number;
  /** Milliseconds for one question, second try and waiting included. */
  readonly overall: number;
  /** Milliseconds before the second try, at most as much again by chance. */
  readonly pause: number;
  /** The longest wait in milliseconds that a server may ask for. */
  readonly longestWait: number;
  /** Bytes of an answer after decompression. */
  readonly body: number;
  /** Bytes of a page of sessions after decompression. */
  readonly page: number;
}

const seconds = 1_000;
const mebibyte = 1024 * 1024;

export const defaultLimits: Limits = {
  connect: 10 * seconds,
  firstByte: 20 * seconds,
  betweenBytes: 20 * seconds,
  overall: 45 * seconds,
  pause: 250,
  longestWait: 10 * seconds,
  body: 256 * mebibyte,
  page: 64 * mebibyte,
};
