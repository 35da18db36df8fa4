/** What comes instead of an answer: statuses, web pages, redirects, sign-ins that are not spoken. */
import type { IncomingMessage } from 'node:http';
import { json, type Answer } from './answer.ts';
import type { Faults } from './faults.ts';
import { hash } from './random.ts';

/** The path before one that was moved here by a redirect within the same origin. */
export const movedPath = '/moved';

const page =
  '<!DOCTYPE html><html><head><title>Sign in to the network</title></head><body><h1>Network access</h1><p>Please accept the terms.</p></body></html>';

/** A connection string as exceptions tell it: its password must not be seen again anywhere. */
const exception = {
  Message: 'An error has occurred.',
  ExceptionMessage:
    'Login failed for user "tapi". Connection: server=SqlRace-RESTAPI\\SQLEXPRESS;Initial Catalog=SQLRACE01;User Id=tapi;Password=demo-secret-sql;',
  ExceptionType: 'System.Data.SqlClient.SqlException',
  StackTrace: '   at System.Data.SqlClient.SqlInternalConnection.OnError(SqlException exception)\r\n   at SqlRace.Query.Open()',
};

/** Whether what is asked for lies within a connection: a client gets as far as the fault. */
export const isWithinConnection = (url: string): boolean => /\/connections\/[^/?]/i.test(url);

/** The 500 of a server that tells everything. */
export const exceptionAnswer = (): Answer => json(exception, 500);

/**
 * Answers that the faults put before everything else; undefined where the question is to be answered.
 *
 * @param now milliseconds since 1970 by the server's clock.
 */
export function createInstead(
  faults: Faults,
  seed: number,
  now: () => number,
): (request: IncomingMessage, number: number) => Answer | undefined {
  const seen = new Set<string>();

  const statusOf = (address: string, number: number): number | undefined => {
    const once = faults.get('fail-once');
    if (once !== undefined && !seen.has(address)) {
      seen.add(address);
      return once;
    }
    if (hash(seed, number, 99) % 100 < (faults.get('flaky') ?? 0)) return 503;
    if (number > (faults.get('fail-after') ?? Infinity)) return 503;
    return isWithinConnection(address) ? (faults.get('fail-pages') ?? faults.get('status')) : faults.get('status');
  };

  const redirectOf = (url: string): number | undefined => {
    const pages = faults.get('redirect-pages');
    if (pages !== undefined) return isWithinConnection(url) ? pages : undefined;
    return faults.get('redirect') ?? (faults.has('redirect-to') ? 307 : undefined);
  };

  const failing = (status: number): Answer => {
    const plain = json({ Message: 'An error has occurred.' }, status);
    const seconds = faults.get('retry-after');
    const dated = faults.get('retry-after-date');
    if (![408, 429, 503].includes(status) || (seconds === undefined && dated === undefined)) return plain;
    const wait = dated === undefined ? `${seconds}` : new Date(now() + dated * 1000).toUTCString();
    return { ...plain, headers: { 'retry-after': wait } };
  };

  return (request, number) => {
    const url = request.url ?? '/';
    const status = statusOf(`${request.method ?? ''} ${url}`, number);
    if (status !== undefined) return failing(status);
    const ntlm = faults.word('ntlm');
    if (ntlm !== undefined) return onlyNtlm(Number(ntlm));
    if (faults.has('html')) return { status: 200, type: 'text/html; charset=utf-8', body: page };
    const redirect = redirectOf(url);
    const location = redirect === undefined ? undefined : locationOf(faults.word('redirect-to'), request.headers.host ?? '', url);
    return redirect === undefined || location === undefined
      ? undefined
      : { status: redirect, type: 'text/plain', body: '', headers: { location } };
  };
}

function onlyNtlm(status: number): Answer {
  const name = status === 407 ? 'proxy-authenticate' : 'www-authenticate';
  return { status, type: 'text/html; charset=utf-8', body: page, headers: { [name]: ['Negotiate', 'NTLM'] } };
}

/** Where a redirect leads; undefined where it already led here. */
function locationOf(where: string | undefined, host: string, url: string): string | undefined {
  const elsewhere = '127.0.0.2:9';
  switch (where) {
    case undefined:
      return `http://${elsewhere}${url}`;
    case 'same':
      return url.startsWith(`${movedPath}/`) ? undefined : movedPath + url;
    case 'loop':
      return url;
    case 'downgrade':
      return `http://${host}${url}`;
    case 'userinfo':
      return `http://${host}@${elsewhere}${url}`;
    default:
      return where.replace(/\/$/, '') + url;
  }
}
