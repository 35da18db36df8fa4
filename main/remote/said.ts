/** The server's own sentence: found in what it answered, cleaned of secrets, cut to what a person reads. */
import type { Exact } from '../../preload/model.ts';
import { firstByte } from './bytes.ts';
import { isArray, isObject, readJson } from './wire/json.ts';
import { cutSecrets } from './wire/secrets.ts';

const longest = 300;
/** Bytes: no sentence for a person is longer, and a hostile answer is not worth the parsing. */
const largest = 64 * 1024;
const sentenceFields = ['Message', 'message', 'error_description', 'ExceptionMessage', 'detail', 'title', 'error'];
/** A secret shorter than this occurs in ordinary words: a sentence that contains it is left out whole. */
const telling = 4;

/** Hides what must not be seen. Secrets are added as they become known and never leave. */
export interface Redactor {
  readonly add: (secret: string) => void;
  /** The text without the secrets; undefined where nothing of it can be shown. */
  readonly clean: (text: string) => string | undefined;
}

/** All the forms in which a secret may come back from a server. */
const formsOf = (secret: string): readonly string[] => [
  secret,
  encodeURIComponent(secret.replace(/\p{Cs}/gu, '\uFFFD')),
  new URLSearchParams({ '': secret }).toString().slice(1),
  JSON.stringify(secret).slice(1, -1),
  Buffer.from(secret).toString('base64'),
];

export function createRedactor(): Redactor {
  const secrets = new Set<string>();
  return {
    add(secret) {
      if (secret !== '') for (const form of formsOf(secret)) secrets.add(form);
    },
    clean(text) {
      let cleaned = text;
      // The longest first: one form may contain another.
      for (const secret of [...secrets].sort((a, b) => b.length - a.length)) {
        if (!cleaned.includes(secret)) continue;
        if (secret.length < telling) return undefined;
        cleaned = cleaned.replaceAll(secret, '***');
      }
      return cutSecrets(cleaned);
    },
  };
}

/** What is wrong with single fields: a list as v1 documents it, or as ASP.NET gives it, sentences by field. */
function fieldErrors(errors: Exact | undefined): readonly string[] {
  if (errors === undefined) return [];
  if (isArray(errors)) {
    return errors.flatMap((error) => {
      if (!isObject(error) || typeof error['message'] !== 'string') return [];
      return [typeof error['field'] === 'string' ? `${error['field']}: ${error['message']}` : error['message']];
    });
  }
  if (!isObject(errors)) return [];
  return Object.entries(errors).flatMap(([field, said]) => {
    const told = isArray(said) ? said.filter((one): one is string => typeof one === 'string' && one !== '') : [];
    return told.length === 0 ? [] : [`${field}: ${told.join(' ')}`];
  });
}

/** The sentences in an error's JSON, in any of the documented shapes. */
function sentences(value: Exact): readonly string[] {
  if (!isObject(value)) return [];
  const field = sentenceFields.map((name) => value[name]).find((found) => typeof found === 'string' && found.trim() !== '');
  const details = fieldErrors(value['errors'] ?? value['ModelState']);
  return typeof field === 'string' ? [field, ...details] : details;
}

/** The server's sentence in a body, at most 300 characters on one line; undefined where there is none to show. */
export function serverSaid(body: Uint8Array, redactor: Redactor): string | undefined {
  if (body.byteLength > largest || firstByte(body) !== '{') return undefined;
  let value: Exact;
  try {
    value = readJson(body);
  } catch {
    return undefined;
  }
  const text = redactor.clean(sentences(value).join(' '));
  const line = text?.replace(/[\s\p{Cc}\p{Cf}]+/gu, ' ').trim();
  if (line === undefined || line === '') return undefined;
  const characters = Array.from(line);
  return characters.length <= longest ? line : `${characters.slice(0, longest - 1).join('')}…`;
}
