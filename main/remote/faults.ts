/** What a broken exchange means: from the codes of Node, OpenSSL, zlib and got to a failure, and whether it may pass. */
import { ReadError, TimeoutError } from 'got';
import { Failure } from '../failure.ts';

/** A fault of the network. `passing`: the same question may well succeed when it is asked once more. */
export interface Fault {
  readonly failure: Failure;
  readonly passing: boolean;
  /** For the log. */
  readonly code: string;
}

const certificateCodes = new Set([
  'DEPTH_ZERO_SELF_SIGNED_CERT',
  'SELF_SIGNED_CERT_IN_CHAIN',
  'UNABLE_TO_VERIFY_LEAF_SIGNATURE',
  'UNABLE_TO_GET_ISSUER_CERT',
  'UNABLE_TO_GET_ISSUER_CERT_LOCALLY',
  'HOSTNAME_MISMATCH',
  'INVALID_CA',
  'INVALID_PURPOSE',
]);

const breaks = new Set([
  'ECONNRESET',
  'EPIPE',
  'ECONNABORTED',
  'ERR_STREAM_PREMATURE_CLOSE',
  'ERR_HTTP_CONTENT_LENGTH_MISMATCH',
  'HPE_INVALID_EOF_STATE',
  'Z_BUF_ERROR',
]);

const brokeOff = 'The connection to the server broke off.';

function certificateSentence(code: string): string | undefined {
  switch (code) {
    case 'CERT_HAS_EXPIRED':
      return 'The server’s certificate has expired.';
    case 'CERT_NOT_YET_VALID':
      return 'The server’s certificate is not valid yet; perhaps a clock is wrong.';
    case 'ERR_TLS_CERT_ALTNAME_INVALID':
    case 'HOSTNAME_MISMATCH':
      return 'The server’s certificate is for another host.';
    case 'DEPTH_ZERO_SELF_SIGNED_CERT':
      return 'The server’s certificate is signed by nobody but itself.';
    default:
      return code.startsWith('CERT_') || code.startsWith('ERR_TLS_CERT_') || certificateCodes.has(code)
        ? 'The server’s certificate is not trusted: its authority is not known here.'
        : undefined;
  }
}

function networkSentence(code: string): string {
  switch (code) {
    case 'ENOTFOUND':
    case 'EAI_AGAIN':
    case 'EAI_FAIL':
      return 'No host of this name can be found.';
    case 'ECONNREFUSED':
      return 'Nothing answers at this address and port.';
    case 'EHOSTUNREACH':
    case 'ENETUNREACH':
    case 'EHOSTDOWN':
    case 'ENETDOWN':
    case 'EADDRNOTAVAIL':
      return 'There is no way to the server on this network.';
    default:
      return 'The server cannot be reached.';
  }
}

function timeoutFault(event: string): Fault {
  const code = `timeout: ${event}`;
  switch (event) {
    case 'lookup':
    case 'connect':
    case 'secureConnect':
      return { code, passing: false, failure: new Failure('unreachable', 'The server did not take the connection in time.') };
    case 'response':
    case 'socket':
      return { code, passing: true, failure: new Failure('timed-out') };
    default:
      return { code, passing: false, failure: new Failure('timed-out', 'The server did not finish its answer in time.') };
  }
}

const ownCode = (thrown: unknown): string | undefined =>
  typeof thrown === 'object' && thrown !== null && 'code' in thrown && typeof thrown.code === 'string' ? thrown.code : undefined;

/** Trouble in the body comes wrapped: what it was is told by the cause. */
const codeOf = (thrown: unknown): string =>
  (thrown instanceof ReadError ? ownCode(thrown.cause) : undefined) ?? ownCode(thrown) ?? 'unknown';

/**
 * What was thrown while asking, as a fault. The thrown error itself goes no further: it holds the request with its
 * headers and body, and so the token or the password.
 */
export function faultOf(thrown: unknown): Fault {
  if (thrown instanceof TimeoutError) return timeoutFault(thrown.event);
  const code = codeOf(thrown);
  const certificate = certificateSentence(code);
  if (certificate !== undefined) return { code, passing: false, failure: new Failure('certificate', certificate) };
  if (breaks.has(code)) return { code, passing: true, failure: new Failure('unreachable', brokeOff) };
  if (code.startsWith('Z_') || code.startsWith('ERR__ERROR_FORMAT') || code.startsWith('ERR_PADDING')) {
    const sentence = 'The server’s answer cannot be read: its compression is damaged.';
    return { code, passing: false, failure: new Failure('answer-unreadable', sentence) };
  }
  if (code.startsWith('HPE_')) {
    return { code, passing: false, failure: new Failure('not-this-api', 'What answers at this address is no web server.') };
  }
  if (code === 'EPROTO' || code.startsWith('ERR_SSL_')) {
    const sentence = 'What answers at this address does not speak https as Paddock does.';
    const todo = 'Check whether the address begins with http:// and not https://, and its port.';
    return { code, passing: false, failure: new Failure('not-this-api', sentence, { todo }) };
  }
  return { code, passing: false, failure: new Failure('unreachable', networkSentence(code)) };
}

/** An answer that ended before it was whole, though the connection was closed in good order. */
export const truncated = (): Fault => ({
  code: 'truncated',
  passing: true,
  failure: new Failure('answer-unreadable', 'The server’s answer ended in the middle.'),
});

/** An answer of more bytes than are taken. */
export function tooLarge(largest: number): Fault {
  const sentence = `The server’s answer is larger than the ${Math.floor(largest / (1024 * 1024))} MB that are read at most.`;
  const todo = 'Ask for fewer sessions a page with --page-size.';
  return { code: 'too large', passing: false, failure: new Failure('answer-unreadable', sentence, { todo }) };
}
