/** What the status and the first character of an answer mean, as a failure with a sentence for a person. */
import type { FailureCode } from '../../preload/model.ts';
import { Failure, failures, type FailureMore } from '../failure.ts';
import { firstByte } from './bytes.ts';
import type { Reply } from './exchange.ts';
import { serverSaid, type Redactor } from './said.ts';
import { offersWindowsOnly } from './schemes.ts';
import { inWords } from './waits.ts';

export const isMarkup = (reply: Reply): boolean => {
  const type = reply.headers['content-type'];
  return (typeof type === 'string' && /^\s*text\/html\b/i.test(type)) || firstByte(reply.body) === '<';
};

/** Whether the answer is the kind of JSON that this API gives: a list or an object. */
export const isJson = (reply: Reply): boolean => ['[', '{'].includes(firstByte(reply.body));

export const isSuccess = (reply: Reply): boolean => reply.status >= 200 && reply.status < 300;

/** Whether a web page came where there is data: what a proxy or a sign-in page in between gives. */
export const isPage = (reply: Reply): boolean => isMarkup(reply) && (isSuccess(reply) || reply.status === 403);

/** What a server that asks to wait is told by; waits of less than a second are not worth a word. */
function askedToWait({ retryAfter }: Reply, code: FailureCode): string | undefined {
  const telling = (code === 'server-error' || code === 'timed-out') && retryAfter !== undefined && retryAfter >= 1_000;
  return telling ? inWords(retryAfter) : undefined;
}

/** A failure with the status, what the server asks to wait, and its own sentence beside ours. */
export function failureOf(reply: Reply, redactor: Redactor, code: FailureCode, sentence?: string, more?: FailureMore): Failure {
  const { status, retryAfter } = reply;
  const said = serverSaid(reply.body, redactor);
  const wait = askedToWait(reply, code);
  return new Failure(code, wait === undefined ? sentence : `${sentence ?? failures[code].sentence} It asks to wait ${wait}.`, {
    ...(wait !== undefined && { todo: `Try again in ${wait}.` }),
    ...more,
    status,
    ...(retryAfter !== undefined && { retryAfter }),
    ...(said !== undefined && { serverSaid: said }),
  });
}

/** 407 where no proxy was asked: one stands in the way unseen, and what it wants cannot be given to it. */
export function proxyInBetween(reply: Reply, redactor: Redactor): Failure {
  const sentence = offersWindowsOnly(reply.headers['proxy-authenticate'])
    ? 'A proxy in between wants a Windows sign-in (NTLM or Kerberos), which Paddock does not speak.'
    : 'A proxy in between wants a sign-in of its own.';
  return failureOf(reply, redactor, 'unreachable', sentence, {
    todo: 'Set the proxy of this server (--proxy http://host:port), or ask the IT department to let this address through without a sign-in.',
  });
}

/** A status that is no success, in words. 401 never comes here: it is the sign-in's. */
function statusFailure(reply: Reply, redactor: Redactor, missing: Missing): Failure {
  const { status } = reply;
  switch (status) {
    case 403:
      return failureOf(reply, redactor, 'forbidden');
    case 404:
    case 405:
    case 410:
      return failureOf(reply, redactor, missing.code, missing.sentence);
    case 400:
    case 422:
      return failureOf(reply, redactor, 'server-error', 'The server did not accept the question.');
    case 407:
      return proxyInBetween(reply, redactor);
    case 408:
    case 504:
      return failureOf(reply, redactor, 'timed-out', `The server ran out of time (status ${status}).`);
    case 429:
      return failureOf(reply, redactor, 'server-error', 'The server has too many questions to answer at the moment.');
    case 502:
    case 503:
      return failureOf(reply, redactor, 'server-error', `The server is not available at the moment (status ${status}).`);
    default:
      return status >= 500
        ? failureOf(reply, redactor, 'server-error', `The server met an error of its own (status ${status}).`)
        : failureOf(reply, redactor, 'not-this-api');
  }
}

/** What a 404 means for the question that was asked. */
export interface Missing {
  readonly code: FailureCode;
  readonly sentence?: string;
}

/** Passes an answer with data on, which is JSON unless `isData` says otherwise. Fails with what it is instead. */
export function expectData<Answer extends Reply>(
  answer: Answer,
  redactor: Redactor,
  missing: Missing,
  isData: (answer: Reply) => boolean = isJson,
): Answer {
  if (isPage(answer)) throw failureOf(answer, redactor, 'html-answer');
  if (!isSuccess(answer)) throw statusFailure(answer, redactor, missing);
  if (isData(answer)) return answer;
  if (firstByte(answer.body) === '') throw failureOf(answer, redactor, 'answer-unreadable', 'The server’s answer is empty.');
  throw failureOf(answer, redactor, 'not-this-api');
}
