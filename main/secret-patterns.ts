/**
 * By what surrounds it a secret is known in any text: headers, names of fields, connection strings, addresses with a user in
 * them. One table for what is logged and for what a server says.
 */

/** Names whose values are secrets; also as a part of a name (`access_token`, `sqlPassword`). */
const secretName = 'password|passwd|pwd|passphrase|token|secret|authorization|cookie|credential|(?:api|account|access|private)[-_ ]?key';
/** Between a name and its value; encoded, in an address within a text. */
const sign = String.raw`\s*(?:[:=]|%3[ad])\s*`;
const named = String.raw`["']?[\w.-]{0,40}(?:${secretName})[\w.-]{0,40}["']?${sign}`;

/** What is found, and what of it stays; `§` is the mark. */
const patterns: readonly (readonly [RegExp, string])[] = [
  // Authorization: Bearer abc · "authorization":"Basic abc"
  [/(\b(?:proxy-)?authorization\b["']?\s*[:=]\s*["']?)(?:(?:bearer|basic|digest|negotiate|ntlm)\s+)?[^\s"',;}]+/gi, '$1§'],
  // Bearer abc, but not the words of a sentence: “Basic authentication”
  [/(\b(?:bearer|basic)\s+)(?!(?:authentication|authorization|tokens?|schemes?|credentials?|realm)\b(?![.=+/]))[\w.~+/=-]{6,}/gi, '$1§'],
  // http://user:password@host · user@host
  [/([a-z][a-z0-9+.-]{0,30}:\/\/)[^\s/?#"'<>]*@/gi, '$1§@'],
  // "password":"…" with escapes inside; password="…"; Password='…'
  [new RegExp(String.raw`(${named})"(?:[^"\\]|\\.)*(?:"|$)`, 'gi'), '$1"§"'],
  [new RegExp(String.raw`(${named})'(?:[^'\\]|\\.)*(?:'|$)`, 'gi'), "$1'§'"],
  // \"Password\":\"…\" within a text that was made JSON before
  [new RegExp(String.raw`(\\"[\w.-]{0,40}(?:${secretName})[\w.-]{0,40}\\"\s*:\s*)\\".*?\\"`, 'gi'), '$1\\"§\\"'],
  // Password=…; of a connection string may hold blanks, up to the semicolon
  [/(\b(?:password|pwd)\s*=\s*)(?!["'[])[^;&"'\r\n]*/gi, '$1§'],
  // token=… · password: … · refresh_token=…& up to a blank
  [new RegExp(String.raw`(${named})(?!["'[\\])[^\s;,&"'}]+`, 'gi'), '$1§'],
];

/** The text with `mark` in the place of each secret. A mark holds no `$`. */
export const withoutSecrets = (text: string, mark: string): string =>
  patterns.reduce((rest, [pattern, kept]) => rest.replace(pattern, kept.replace('§', mark)), text);
