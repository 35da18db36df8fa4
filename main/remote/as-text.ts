/**
 * A request as text that asks for it anew: a line for a POSIX shell (`sh`, Git Bash, WSL; not `cmd` and not PowerShell,
 * whose quoting differs), or a Python script with `requests`. Neither ever holds a secret: the token and what a form
 * keeps secret come from the environment, or are asked for. Pure.
 */

export interface RequestAsText {
  readonly method: 'GET' | 'POST';
  readonly url: string;
  readonly headers: Readonly<Record<string, string>>;
  /** Whether it carries the token, which stands for itself as `$PADDOCK_TOKEN`. */
  readonly authorized?: boolean;
  /** Fields of a form; one that is `secret` is read from the named variable of the environment. */
  readonly form?: readonly { readonly name: string; readonly value: string | { readonly secret: string } }[];
}

/** Where the token is read from. */
export const tokenVariable = 'PADDOCK_TOKEN';

/** One word of a POSIX shell, whatever it holds. */
export const shellWord = (text: string): string => (/^[\w./:=@%+,-]+$/.test(text) ? text : `'${text.replaceAll("'", `'\\''`)}'`);

/** Inside double quotes, where a variable is to be put in. */
const insideQuotes = (text: string): string => text.replaceAll(/[\\"$`]/g, String.raw`\$&`);

/** A line for a POSIX shell; the token is `$PADDOCK_TOKEN`. */
export function asCurl({ method, url, headers, authorized = false, form = [] }: RequestAsText): string {
  const words = [
    ...(method === 'GET' ? [] : [`-X ${method}`]),
    // curl takes brackets and braces of an address for patterns.
    ...(/[[\]{}]/.test(url) ? ['--globoff'] : []),
    ...Object.entries(headers).map(([name, value]) => `-H ${shellWord(`${name}: ${value}`)}`),
    ...(authorized ? [`-H "Authorization: Bearer $${tokenVariable}"`] : []),
    ...form.map(({ name, value }) => {
      const told = typeof value === 'string' ? shellWord(`${name}=${value}`) : `"${insideQuotes(name)}=$${value.secret}"`;
      return `--data-urlencode ${told}`;
    }),
  ];
  return ['curl', ...words, shellWord(url)].join(' ');
}

/** JSON's escapes mean the same in a Python string. */
const literal = (text: string): string => JSON.stringify(text);

/** A script for Python 3 with `requests`; the token comes from the environment, else a prompt asks for it. */
export function asPython({ method, url, headers, authorized = false, form = [] }: RequestAsText): string {
  const ask = (variable: string, prompt: string): string => `os.environ.get(${literal(variable)}) or getpass(${literal(`${prompt}: `)})`;
  const secrets = form.some(({ value }) => typeof value !== 'string');
  const told = Object.entries(headers).map(([name, value]) => `${literal(name)}: ${literal(value)}`);
  const all = [...told, ...(authorized ? ['"Authorization": f"Bearer {token}"'] : [])];
  const fields = form.map(({ name, value }) => `${literal(name)}: ${typeof value === 'string' ? literal(value) : ask(value.secret, name)}`);
  return [
    ...(authorized || secrets ? ['import os', 'from getpass import getpass', ''] : []),
    'import requests',
    '',
    ...(authorized ? [`token = ${ask(tokenVariable, 'Token')}`] : []),
    `answer = requests.${method.toLowerCase()}(`,
    `    ${literal(url)},`,
    ...(all.length > 0 ? [`    headers={${all.join(', ')}},`] : []),
    ...(fields.length > 0 ? [`    data={${fields.join(', ')}},`] : []),
    '    timeout=60,',
    ')',
    'answer.raise_for_status()',
    'print(answer.json())',
    '',
  ].join('\n');
}
