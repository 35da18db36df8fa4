/**
 * Takes secrets out of a text before it is logged: by their surroundings (headers, names of fields, connection
 * strings, addresses with a user in them) and by their value, once it was registered.
 */
import { inspect } from 'node:util';

export interface Redactor {
  /** The text without secrets. */
  redact(text: string): string;
  /** From now on this value is taken out wherever it stands, as it is and in its usual encodings. */
  register(secret: string): void;
}

const mark = '[removed]';

/** Names whose values are secrets; also as a part of a name (`access_token`, `sqlPassword`). */
const secretName = 'password|passwd|pwd|passphrase|token|secret|authorization|cookie|credential|api[-_]?key';

const patterns: readonly (readonly [RegExp, string])[] = [
  // Authorization: Bearer abc · "authorization":"Basic abc"
  [/(\b(?:proxy-)?authorization\b["']?\s*[:=]\s*["']?)(?:(?:bearer|basic|digest|negotiate|ntlm)\s+)?[^\s"',;}]+/gi, `$1${mark}`],
  [/(\b(?:bearer|basic)\s+)[\w.~+/=-]{6,}/gi, `$1${mark}`],
  // http://user:password@host · user@host
  [/([a-z][a-z0-9+.-]*:\/\/)[^\s/?#"'<>]*@/gi, `$1${mark}@`],
  // "password":"…" with escapes inside; password="…"; Password='…'
  [new RegExp(`(["']?[\\w.-]*(?:${secretName})[\\w.-]*["']?\\s*[:=]\\s*)"(?:[^"\\\\]|\\\\.)*(?:"|$)`, 'gi'), `$1"${mark}"`],
  [new RegExp(`(["']?[\\w.-]*(?:${secretName})[\\w.-]*["']?\\s*[:=]\\s*)'(?:[^'\\\\]|\\\\.)*(?:'|$)`, 'gi'), `$1'${mark}'`],
  // \"Password\":\"…\" within a text that was made JSON before
  [new RegExp(`(\\\\"[\\w.-]*(?:${secretName})[\\w.-]*\\\\"\\s*:\\s*)\\\\".*?\\\\"`, 'gi'), `$1\\"${mark}\\"`],
  // Password=…; of a connection string may hold blanks, up to the semicolon
  [/(\b(?:password|pwd)\s*=\s*)(?!["'[])[^;&"'\r\n]*/gi, `$1${mark}`],
  // token=… · password: … · refresh_token=…& up to a blank
  [new RegExp(`(["']?[\\w.-]*(?:${secretName})[\\w.-]*["']?\\s*[:=]\\s*)(?!["'[\\\\])[^\\s;,&"'}]+`, 'gi'), `$1${mark}`],
];

export function createRedactor(): Redactor {
  const values = new Set<string>();
  let anyValue: RegExp | undefined;

  return {
    redact(text) {
      const byValue = anyValue === undefined ? text : text.replace(anyValue, mark);
      return patterns.reduce((rest, [pattern, replacement]) => rest.replace(pattern, replacement), byValue);
    },
    register(secret) {
      if (secret === '') return;
      for (const form of formsOf(secret)) values.add(form);
      // The longest first: one form may begin with another.
      const alternatives = [...values].sort((a, b) => b.length - a.length).map(asPattern);
      anyValue = new RegExp(alternatives.join('|'), 'gu');
    },
  };
}

/** As typed, as it comes out of a file, in an address, in a form, in JSON (once and twice), as `inspect` shows it, in Base64. */
function formsOf(secret: string): readonly string[] {
  const wellFormed = Buffer.from(secret).toString();
  const inJson = JSON.stringify(secret).slice(1, -1);
  return [
    secret,
    wellFormed,
    encodeURIComponent(wellFormed),
    new URLSearchParams({ s: wellFormed }).toString().slice(2),
    inJson,
    JSON.stringify(inJson).slice(1, -1),
    inspect(secret, { maxStringLength: null }).slice(1, -1),
    Buffer.from(wellFormed).toString('base64'),
    Buffer.from(wellFormed).toString('base64url'),
  ];
}

/** A very short secret is only a secret where it stands alone, or the log would be blanks. */
function asPattern(form: string): string {
  const escaped = form.replaceAll(/[\\^$.*+?()[\]{}|/]/g, String.raw`\$&`);
  return form.length < 4 ? `(?<![\\p{L}\\p{N}])${escaped}(?![\\p{L}\\p{N}])` : escaped;
}
