/**
 * Takes secrets out of a text before it is logged: by their surroundings (headers, names of fields, connection
 * strings, addresses with a user in them) and by their value, once it was registered.
 */
import { inspect } from 'node:util';
import { withoutSecrets } from '../secret-patterns.ts';

export interface Redactor {
  /** The text without secrets. */
  redact(text: string): string;
  /** From now on this value is taken out wherever it stands, as it is and in its usual encodings. */
  register(secret: string): void;
}

const mark = '[removed]';

export function createRedactor(): Redactor {
  const values = new Set<string>();
  let anyValue: RegExp | undefined;

  return {
    redact(text) {
      const byValue = anyValue === undefined ? text : text.replace(anyValue, mark);
      return withoutSecrets(byValue, mark);
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
