/**
 * How sessions are asked for elsewhere: lines for a POSIX shell, and a Python script with `requests`. The password is asked
 * for when they run, or taken from the environment; neither it nor a token is in them. Pure.
 */
import type { SessionRequests } from '../../preload/requests-of-session.ts';

/** A text as one word of a POSIX shell. */
const quoted = (text: string): string => `'${text.replaceAll("'", String.raw`'\''`)}'`;

/** A text on one line of a comment. */
const comment = (text: string): string => text.replace(/[\p{Cc}\u2028\u2029]+/gu, ' ');

export function curlText({ base, tokenUrl, user, clientId, sessions }: SessionRequests): string {
  const form = ['grant_type=password', `username=${user}`, ...(clientId === undefined ? [] : [`client_id=${clientId}`])];
  const ask = `printf 'Password of %s: ' ${quoted(user)} >&2; stty -echo; IFS= read -r PADDOCK_PASSWORD; stty echo; echo >&2`;
  return [
    '# The password is asked for, and sent to the server alone; the token stays in this shell.',
    `[ -n "$PADDOCK_PASSWORD" ] || { ${ask}; }`,
    `TOKEN=$(printf %s "$PADDOCK_PASSWORD" | curl -sS ${form.map((pair) => `--data-urlencode ${quoted(pair)}`).join(' ')} \\`,
    `  --data-urlencode password@- ${quoted(tokenUrl)} | sed -n 's/.*"access_token" *: *"\\([^"]*\\)".*/\\1/p')`,
    // Pasted into a shell it must not end that shell; and a token among a program's words is there for all to see.
    '[ -n "$TOKEN" ] || echo \'The server refused the sign-in, or cannot be reached.\' >&2',
    String.raw`paddock_get() { [ -n "$TOKEN" ] && printf 'Authorization: Bearer %s\n' "$TOKEN" | curl -fsS -H @- "$1" && echo; }`,
    ...sessions.flatMap(({ key, session, details, laps }) => [
      '',
      `# Session ${comment(key)}: the session, its details, its laps`,
      ...[session, details, laps].map((path) => `paddock_get ${quoted(`${base}/${path}`)}`),
    ]),
    '',
  ].join('\n');
}

/** A text as a literal of Python, which has JSON's escapes. */
const literal = (text: string): string =>
  JSON.stringify(text).replace(/[\u007f-\u009f\u2028\u2029]/g, (one) => `\\u${one.charCodeAt(0).toString(16).padStart(4, '0')}`);

export function pythonText({ base, tokenUrl, user, clientId, sessions }: SessionRequests): string {
  const form = [
    '    "grant_type": "password",',
    '    "username": USER,',
    '    "password": os.environ.get("PADDOCK_PASSWORD") or getpass.getpass(f"Password of {USER}: "),',
    ...(clientId === undefined ? [] : [`    "client_id": ${literal(clientId)},`]),
  ];
  return [
    '"""Reads sessions with their details and laps. Needs: pip install requests"""',
    'import getpass',
    'import os',
    '',
    'import requests',
    '',
    `BASE = ${literal(base)}`,
    `USER = ${literal(user)}`,
    '',
    '# The password is asked for, unless the environment has it; it is not in this file.',
    `answer = requests.post(${literal(tokenUrl)}, timeout=30, data={`,
    ...form,
    '})',
    'answer.raise_for_status()',
    'http = requests.Session()',
    'http.headers["Authorization"] = "Bearer " + answer.json()["access_token"]',
    '',
    '',
    'def get(path):',
    '    answer = http.get(BASE + "/" + path, timeout=60)',
    '    answer.raise_for_status()',
    '    return answer.json()',
    '',
    '',
    '# By key, where each is asked for: names are percent-encoded.',
    'SESSIONS = {',
    ...sessions.map(({ key, session }) => `    ${literal(key)}: ${literal(session)},`),
    '}',
    'for key, path in SESSIONS.items():',
    '    session = get(path)',
    '    details = get(path + "/details")',
    '    laps = get(path + "/laps")',
    '    print(key, len(details), "details", len(laps), "laps")',
    '',
  ].join('\n');
}
