/** What a broken exchange means: from the codes of Node, OpenSSL, zlib and got to a failure, and whether it may pass. */
import { ReadError, TimeoutError } from 'got';
import { Failure } from '../failure.ts';
import { certificateTrouble } from './certificates.ts';

/** A fault of the network. `passing`: the same question may well succeed when it is asked once more. */
export interface Fault {
  readonly failure: Failure;
  readonly passing: boolean;
  /** For the log. */
  readonly code: string;
  /** It struck before the question could go out, on the way to a proxy: another way may carry. */
  readonly unsent?: true;
}

/** Thrown into got where a fault's meaning is known already; `faultOf` finds it again. */
export class Broken extends Error {
  readonly fault: Fault;

  constructor(fault: Fault) {
    super(fault.failure.message);
    this.name = 'Broken';
    this.fault = fault;
  }
}

const breaks = new Set([
  'ECONNRESET',
  'EPIPE',
  'ECONNABORTED',
  'ERR_STREAM_PREMATURE_CLOSE',
  'ERR_HTTP_CONTENT_LENGTH_MISMATCH',
  'HPE_INVALID_EOF_STATE',
  'Z_BUF_ERROR',
]);

/** An answer that ended before it began. */
export const brokenOff = (code = 'no answer'): Fault => ({
  code,
  passing: true,
  failure: new Failure('unreachable', 'The connection to the server broke off.'),
});

/**
 * A server says only by an alert that it wants a certificate of the client, or another one: RFC 8446, section 6.2. The names
 * are those of OpenSSL and of BoringSSL (Electron's).
 */
const clientAlert =
  /ALERT_(?:(?:TLSV1[0-9]?_)?CERTIFICATE_REQUIRED|BAD_CERTIFICATE|UNSUPPORTED_CERTIFICATE|CERTIFICATE_\w+|UNKNOWN_CA|ACCESS_DENIED)/;

function clientCertificateFault(code: string): Fault | undefined {
  const todo = 'Name the certificate’s file with --client-cert (and its key’s with --client-key), or ask the IT department for one.';
  if (clientAlert.test(code)) {
    const sentence = 'The server wants a client certificate that it knows.';
    return { code, passing: false, failure: new Failure('certificate', sentence, { todo }) };
  }
  if (!code.includes('ALERT_HANDSHAKE_FAILURE')) return undefined;
  const sentence = 'The server broke the TLS handshake off: it wants a client certificate, or no kind of TLS that Paddock speaks.';
  return { code, passing: false, failure: new Failure('certificate', sentence, { todo }) };
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

const stoppedMidway = 'The server stopped in the middle of its answer.';

/** A limit that was passed, by got's name of the phase. `begun`: the head of an answer had come. */
export function timeoutFault(event: string, begun = false): Fault {
  const code = `timeout: ${event}`;
  switch (event) {
    case 'lookup':
    case 'connect':
    case 'secureConnect':
      return { code, passing: false, failure: new Failure('unreachable', 'The server did not take the connection in time.') };
    case 'response':
    case 'socket':
      return { code, passing: true, failure: new Failure('timed-out', begun ? stoppedMidway : undefined) };
    default:
      return {
        code,
        passing: false,
        failure: new Failure('timed-out', begun ? 'The server did not finish its answer in time.' : undefined),
      };
  }
}

const ownCode = (thrown: unknown): string | undefined =>
  typeof thrown === 'object' && thrown !== null && 'code' in thrown && typeof thrown.code === 'string' ? thrown.code : undefined;

/** Trouble in the body comes wrapped: what it was is told by the cause. */
const codeOf = (thrown: unknown): string =>
  (thrown instanceof ReadError ? ownCode(thrown.cause) : undefined) ?? ownCode(thrown) ?? 'unknown';

/** What Node's parser of HTTP refused, by llhttp's code. */
function unparsable(code: string, begun: boolean): Failure {
  if (code === 'HPE_HEADER_OVERFLOW') {
    const sentence = begun
      ? 'The server’s answer ends in more headers than are read.'
      : 'The server’s answer begins with more headers than are read.';
    return new Failure('answer-unreadable', sentence, { todo: 'Ask whether something stands between here and the server.' });
  }
  if (code.endsWith('CONTENT_LENGTH') || code.endsWith('TRANSFER_ENCODING')) {
    return new Failure('answer-unreadable', 'The server’s answer cannot be read: it tells its length in two ways.');
  }
  if (begun) return new Failure('answer-unreadable', 'The server’s answer cannot be read: it is cut into pieces that do not fit.');
  return new Failure('not-this-api', 'What answers at this address is no web server.');
}

/**
 * What was thrown while asking, as a fault. The thrown error itself goes no further: it holds the request with its
 * headers and body, and so the token or the password. `begun`: the head of an answer had come.
 */
export function faultOf(thrown: unknown, begun = false): Fault {
  const broken = thrown instanceof Error && thrown.cause instanceof Broken ? thrown.cause : thrown;
  if (broken instanceof Broken) return broken.fault;
  if (thrown instanceof TimeoutError) return timeoutFault(thrown.event, begun);
  const code = codeOf(thrown);
  const trouble = certificateTrouble(code);
  if (trouble !== undefined) return { code, passing: false, failure: new Failure('certificate', `The server’s certificate ${trouble}.`) };
  const client = clientCertificateFault(code);
  if (client !== undefined) return client;
  if (breaks.has(code)) return brokenOff(code);
  if (code.startsWith('Z_') || code.startsWith('ERR__ERROR_FORMAT') || code.startsWith('ERR_PADDING')) {
    const sentence = 'The server’s answer cannot be read: its compression is damaged.';
    return { code, passing: false, failure: new Failure('answer-unreadable', sentence) };
  }
  if (code.startsWith('HPE_')) return { code, passing: false, failure: unparsable(code, begun) };
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

/** A server that goes on in a protocol that nobody asked for. */
export const otherProtocol = (): Fault => ({
  code: 'upgrade',
  passing: false,
  failure: new Failure('not-this-api', 'What answers at this address speaks something else than the Telemetry Analytics API.'),
});

const sizeInWords = (bytes: number): string =>
  bytes < 1024 * 1024 ? `${Math.ceil(bytes / 1024)} kB` : `${Math.floor(bytes / (1024 * 1024))} MB`;

const fewer = 'For a list, ask for fewer sessions a page with --page-size.';

/** An answer of more bytes than are taken. */
export function tooLarge(largest: number): Fault {
  const sentence = `The server’s answer is larger than the ${sizeInWords(largest)} that are read at most.`;
  return { code: 'too large', passing: false, failure: new Failure('answer-unreadable', sentence, { todo: fewer }) };
}

/** Answers that are each small enough, but not all together. The same question may well find room when others have ended. */
export const tooMuchAtOnce = (): Fault => ({
  code: 'too much at once',
  passing: true,
  failure: new Failure('answer-unreadable', 'The server’s answers are together larger than what is read at once.', { todo: fewer }),
});
