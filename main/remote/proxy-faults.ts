/** What a proxy's refusal means, told as the proxy's and never as the server's. */
import { Failure, type FailureMore } from '../failure.ts';
import { faultOf, type Fault } from './faults.ts';
import type { Proxy } from './proxy.ts';

const check = 'Check the proxy settings of the system, or those of this server (--proxy ADDRESS, or --proxy none).';

const sentenceOf = (code: string): string => {
  switch (code) {
    case 'ENOTFOUND':
    case 'EAI_AGAIN':
    case 'EAI_FAIL':
      return 'no host of this name can be found';
    case 'ECONNREFUSED':
      return 'nothing answers there';
    case 'timeout: lookup':
    case 'timeout: connect':
    case 'timeout: secureConnect':
    case 'timeout: tunnel':
      return 'it does not answer in time';
    case 'ECONNRESET':
    case 'EPIPE':
      return 'it broke the connection off';
    default:
      return code.startsWith('HPE_') || code.startsWith('ERR_SSL') || code === 'EPROTO'
        ? 'what answers there is no such proxy'
        : 'there is no way to it';
  }
};

/** The way to the proxy is not there, so that nothing was sent. `thrown`: what the connection to it failed with. */
export function unreachableProxy(proxy: Proxy, thrown: unknown): Fault {
  const { code, failure, passing } = faultOf(thrown);
  if (failure.code === 'certificate') {
    const sentence = failure.message.replace('The server’s certificate', `The certificate of the proxy ${proxy.address}`);
    return { code, passing: false, unsent: true, failure: new Failure('certificate', sentence, { todo: check }) };
  }
  const sentence = `The proxy ${proxy.address} cannot be used: ${sentenceOf(code)}.`;
  return { code: `proxy: ${code}`, passing, unsent: true, failure: new Failure('unreachable', sentence, { todo: check }) };
}

/** The schemes that a proxy offers (RFC 9110, 11.7.1), by their names. */
function schemesOf(header: string | string[] | undefined): readonly string[] {
  const text = (Array.isArray(header) ? header.join(', ') : (header ?? '')).replace(/"(?:[^"\\]|\\.)*"/g, '""');
  // A scheme is a word that begins the value, or follows a comma, and is followed by no "=".
  return [...text.matchAll(/(?:^|,)\s*([A-Za-z][\w-]*)(?=\s*(?:,|$)|\s+[^\s=])/g)].map((match) => match[1] ?? '');
}

function signIn(proxy: Proxy, header: string | string[] | undefined): Fault {
  const schemes = schemesOf(header);
  const basic = schemes.some((scheme) => scheme.toLowerCase() === 'basic');
  const code = 'proxy: 407';
  if (basic) {
    const sentence = proxy.credentials
      ? `The proxy ${proxy.address} refused the user name or the password for it.`
      : `The proxy ${proxy.address} wants a user name and a password.`;
    return { code, passing: false, failure: new Failure('proxy-sign-in', sentence, { proxy: proxy.address, status: 407 }) };
  }
  const offered = [...new Set(schemes)].filter((scheme) => /^[\w-]{1,20}$/.test(scheme)).slice(0, 4);
  const sentence = `The proxy ${proxy.address} wants a sign-in by ${offered.join(' or ') || 'a method that it does not name'}, which Paddock does not speak.`;
  const todo =
    'Set a local relay that speaks it as the proxy of this server, or ask the IT department to let this server’s address through without a sign-in.';
  return { code, passing: false, failure: new Failure('unreachable', sentence, { todo, status: 407 }) };
}

export interface ProxyAnswer {
  readonly status: number;
  readonly headers: Readonly<Record<string, string | string[] | undefined>>;
  /** The body is a web page. */
  readonly page: boolean;
}

const passing = new Set([408, 429, 500, 502, 503, 504]);

/** What a proxy answered in the server's stead. @param host the server's name, with its port */
export function refusedByProxy(proxy: Proxy, { status, headers, page }: ProxyAnswer, host: string): Fault {
  if (status === 407) return signIn(proxy, headers['proxy-authenticate']);
  const what =
    status === 403 || status === 405
      ? `does not let Paddock through to ${host}`
      : status === 502 || status === 503 || status === 504
        ? `cannot reach ${host}`
        : `does not carry Paddock to ${host}`;
  const sentence = `The proxy ${proxy.address} ${what}${page ? ' and answers with a web page' : ''} (status ${status}).`;
  const todo = `Ask the IT department to let this address through. ${check}`;
  const more: FailureMore = { todo, status };
  return {
    code: `proxy: ${status}`,
    passing: passing.has(status),
    failure: new Failure(page ? 'html-answer' : 'unreachable', sentence, more),
  };
}

/** The list of proxies holds none that is spoken. */
export function unspokenProxy(name: string): Fault {
  const sentence = `The way to this server leads through a proxy of a kind that Paddock does not speak: ${name}.`;
  const todo = 'Set an http proxy for this server (--proxy http://host:port), or go without one (--proxy none).';
  return { code: 'proxy: unspoken', passing: false, unsent: true, failure: new Failure('unreachable', sentence, { todo }) };
}

/** The fault of the last way, which is the server's own, with the word that the proxies before it failed too. */
export function besides(fault: Fault, proxies: readonly string[]): Fault {
  if (proxies.length === 0) return fault;
  const { code, message, more } = fault.failure;
  const sentence = `${message} Before that, the proxy ${proxies.join(' and the proxy ')} could not be used either.`;
  return { ...fault, failure: new Failure(code, sentence, more) };
}
