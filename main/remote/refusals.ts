/**
 * Why a sign-in was refused. The standard has one word, `invalid_grant`, for a wrong password and for an account that
 * may not sign in (RFC 6749, 5.2), and the API's documents name no others: what the server says beside it is read
 * liberally, and shown in any case.
 */
import type { FailureCode } from '../../preload/model.ts';
import type { Failure } from '../failure.ts';
import { failureOf, isMarkup } from './answers.ts';
import { firstByte } from './bytes.ts';
import type { Reply } from './exchange.ts';
import type { Redactor } from './said.ts';
import { offersWindowsOnly } from './schemes.ts';
import type { JsonObject } from './wire/json.ts';

interface Reason {
  readonly words: RegExp;
  readonly sentence: string;
  readonly todo: string;
}

const administrator = 'Ask the server’s administrator';

/** The first that fits counts. */
const accounts: readonly Reason[] = [
  {
    words:
      /password( of \w+ \w+)? (has |is )?(expired|too old)|expired password|(must|needs? to|has to) change (the|your|its)? ?password|password must be changed/,
    sentence: 'The password has run out and must be changed.',
    todo: 'Change it where passwords of this server are changed, or ask its administrator; then sign in with the new one.',
  },
  {
    words: /\block(ed|ed out|out)\b|too many (failed |invalid )?(attempts|log[io]ns|tries|sign.?ins)/,
    sentence: 'The server has locked this account.',
    todo: `${administrator} to unlock it; more tries may keep it locked.`,
  },
  {
    words: /not (valid |active |enabled |activated )?yet|not valid (before|until)|valid from|becomes valid|before (its|the) valid/,
    sentence: 'This account is not valid yet.',
    todo: `${administrator} from when it is valid.`,
  },
  {
    words: /\b(disabled|deactivated|inactive|suspended|blocked|revoked|not (enabled|active|activated))\b/,
    sentence: 'This account is switched off on the server.',
    todo: `${administrator} to switch it on.`,
  },
  {
    words: /expired|no longer (valid|active)|not valid any ?more|valid (to|until)|has (ended|lapsed)|outside (its|the) valid/,
    sentence: 'This account is not valid any more.',
    todo: `${administrator} to extend it.`,
  },
];

/** Words that speak of what was typed: beside them a word about the account is one possibility among two. */
const credentials =
  /\b(password|credentials?|user ?name)s?\b.*\b(incorrect|invalid|wrong|bad|mismatch|not (valid|correct|match))|\b(incorrect|invalid|wrong|bad) (user ?name|password|credential)/;

const codes: Readonly<Record<string, Pick<Reason, 'sentence' | 'todo'>>> = {
  invalid_client: { sentence: 'The server does not know Paddock’s client id.', todo: 'Check the client id (--client-id).' },
  unauthorized_client: { sentence: 'The server does not let Paddock’s client id sign in.', todo: 'Check the client id (--client-id).' },
};

/** What the server did not understand says nothing about what was typed. */
const misunderstood: Readonly<Record<string, Pick<Reason, 'sentence' | 'todo'> & { readonly code: FailureCode }>> = {
  unsupported_grant_type: {
    code: 'not-this-api',
    sentence: 'The server does not sign in with a user name and a password.',
    todo: `${administrator} how its API is signed in to.`,
  },
  invalid_request: {
    code: 'server-error',
    sentence: 'The server did not understand the sign-in.',
    todo: `${administrator} how its API is signed in to.`,
  },
  invalid_scope: {
    code: 'server-error',
    sentence: 'The server wants the sign-in to name a scope that it did not get.',
    todo: `${administrator} how its API is signed in to.`,
  },
};

/** What the answer says, as words in lower case: `AccountLocked` and `account_locked` are two. */
function wordsOf(said: JsonObject): string {
  const texts = ['error', 'error_description', 'message', 'Message'].map((name) => said[name]);
  return texts
    .filter((text) => typeof text === 'string')
    .join(' ')
    .slice(0, 2_000)
    .replace(/([a-z])([A-Z])/g, '$1 $2')
    .replace(/[\s_-]+/g, ' ')
    .toLowerCase();
}

/**
 * A sign-in that gave no token; `said` is the answer's object, empty where it is none. `sign-in-refused`, with `passwordRefused`
 * where it was the password that was wrong; `html-answer`, `not-this-api`, `server-error` where the sign-in was not judged.
 */
export function refusalOf(answer: Reply, said: JsonObject, redactor: Redactor): Failure {
  const refuse = (sentence?: string, more?: ConstructorParameters<typeof Failure>[2]): Failure =>
    failureOf(answer, redactor, 'sign-in-refused', sentence, more);
  if (answer.status === 401 && offersWindowsOnly(answer.headers['www-authenticate'])) {
    return refuse('The server wants a Windows sign-in (NTLM or Kerberos), which Paddock does not speak.', {
      todo: `${administrator} for an address where a user name and a password sign in.`,
    });
  }
  if (isMarkup(answer) && answer.headers['www-authenticate'] === undefined) return failureOf(answer, redactor, 'html-answer');
  const { error } = said;
  const code = typeof error === 'string' && Object.hasOwn(codes, error) ? codes[error] : undefined;
  if (code) return refuse(code.sentence, { todo: code.todo });
  const words = wordsOf(said);
  const account = credentials.test(words) ? undefined : accounts.find((reason) => reason.words.test(words));
  if (account) return refuse(account.sentence, { todo: account.todo });
  const isWrong =
    error === 'invalid_grant' || credentials.test(words) || (answer.status === 401 && ['{', '[', ''].includes(firstByte(answer.body)));
  if (isWrong) return refuse(undefined, { passwordRefused: true });
  const unclear = typeof error === 'string' && Object.hasOwn(misunderstood, error) ? misunderstood[error] : undefined;
  if (unclear) return failureOf(answer, redactor, unclear.code, unclear.sentence, { todo: unclear.todo });
  return refuse('The server refused the sign-in.', { todo: 'Check the user name and the password, then sign in again.' });
}
