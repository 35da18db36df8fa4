/** Sentences that several commands say. */
import type { CertificateFacts, FailureShape, Server } from '../../preload/model.ts';
import { addressOfId } from '../address-server.ts';
import { Failure } from '../failure.ts';
import { trustedWith } from '../servers/entry.ts';
import type { Context } from './context.ts';

/** A failure as sentences of one line: what happened, what the server said, what is safe, what to do. */
export function sentences({ message, serverSaid, safe, todo }: FailureShape): string {
  const said = serverSaid === undefined ? undefined : `The server said: “${serverSaid}”.`;
  return [message, said, safe, todo].filter((sentence) => sentence !== undefined && sentence !== '').join(' ');
}

/** A word as a shell reads it. */
const quoted = (word: string): string => (/^[\w.:/@-]+$/.test(word) ? word : `'${word.replaceAll("'", "'\\''")}'`);

/** The command that says more of a server: it changes the saved one, or saves one that was known by its address alone. */
function commandFor(server: Server, options: string): string {
  const isSaved = addressOfId(server.id) === undefined;
  const user = server.user === '' ? 'USER' : quoted(server.user);
  return isSaved
    ? `paddock server edit ${quoted(server.name)} ${options}`
    : `paddock server add NAME --url ${quoted(server.url)} --user ${user} ${options}`;
}

/** What a refused certificate says of itself, a line each. */
const factLines = ({ host, fingerprint, subject, issuer, validFrom, validTo }: CertificateFacts): readonly string[] => [
  `  shown by             ${host}`,
  `  SHA-256 fingerprint  ${fingerprint}`,
  `  subject              ${subject}`,
  `  issuer               ${issuer}`,
  `  valid                ${validFrom} to ${validTo}`,
];

/** What helps where a failure leaves something to decide: nothing is decided here. */
export function remedyLines({ certificate, code }: FailureShape, server: Server | undefined): readonly string[] {
  if (certificate !== undefined) {
    const trusted = server && trustedWith(certificate.fingerprint, server).replaceAll(/(^| )(?=.)/g, '$1--trust ');
    const command = server && trusted && commandFor(server, trusted);
    const trust = command === undefined ? [] : ['If its administrator confirms this fingerprint, it can be trusted:', `  ${command}`];
    return [certificate.problem, ...factLines(certificate), ...trust];
  }
  if (code === 'proxy-sign-in' && server !== undefined) {
    return ['What signs in to it is kept by:', `  ${commandFor(server, '--proxy-user USER --proxy-password-stdin')}`];
  }
  return [];
}

/** What is to be done differs where there is no window. */
export function forCommandLine(failure: Failure): Failure {
  const { code, message, more } = failure;
  if (code === 'password-missing') return new Failure(code, message, { todo: 'Give --password-stdin (and --user USER with an address).' });
  // What can be done about these two follows on lines of its own.
  if (more.certificate !== undefined || code === 'proxy-sign-in') return new Failure(code, message, { ...more, todo: '' });
  return failure;
}

/** Says that what is printed was saved, how old it is, and why the server did not answer. */
export function savedInstead({ messages }: Context, server: Server, failure: Failure | FailureShape, takenAt: string | undefined): void {
  messages.say(`${failure.message} What is shown was saved${takenAt === undefined ? '' : ` at ${takenAt}`}.`);
  const shape = failure instanceof Failure ? failure.shape() : failure;
  for (const line of remedyLines(shape, server)) messages.say(line);
}
