import { execFileSync } from 'node:child_process';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { asCurl, asPython, shellWord } from './as-text.ts';

/** The words that a real shell makes of a text, with `curl` telling its arguments. */
function wordsOf(line: string): readonly string[] {
  const script = `curl() { for word in "$@"; do printf '%s\\0' "$word"; done; }\n${line}\n`;
  const out = execFileSync('/bin/sh', ['-c', script], { env: { PADDOCK_TOKEN: 'a b"c', PADDOCK_PASSWORD: "p'$w" } });
  return out.toString().split('\0').slice(0, -1);
}

/** Texts that a process can be given: no NUL, well-formed. */
const texts = fc
  .string({
    unit: fc.oneof(
      fc.constantFrom("'", '"', '$', '`', '\\', ' ', '\n', '*', '!', '-', ';', 'é', '漢'),
      fc.string({ minLength: 1, maxLength: 1 }),
    ),
  })
  .filter((text) => !/[\0\p{Cs}]/u.test(text));

const posix = process.platform !== 'win32';

describe('a request for a shell', () => {
  it.runIf(posix)('is read by a shell as the very words that were meant', () => {
    fc.assert(
      fc.property(texts, texts, (value, query) => {
        const url = `https://track.example/api?filter=${query}`;
        const line = asCurl({
          ...{ method: 'POST', url, headers: { Accept: value }, authorized: true },
          form: [
            { name: 'username', value },
            { name: 'password', value: { secret: 'PADDOCK_PASSWORD' } },
          ],
        });
        expect(wordsOf(line)).toEqual([
          ...['-X', 'POST', ...(/[[\]{}]/.test(url) ? ['--globoff'] : [])],
          ...['-H', `Accept: ${value}`, '-H', 'Authorization: Bearer a b"c'],
          ...['--data-urlencode', `username=${value}`, '--data-urlencode', "password=p'$w", url],
        ]);
      }),
      { numRuns: 60 },
    );
  });

  it('leaves plain words as they are and quotes the others', () => {
    expect(shellWord('https://a.example/b')).toBe('https://a.example/b');
    expect(shellWord("it's")).toBe(`'it'\\''s'`);
    expect(shellWord('')).toBe("''");
    expect(asCurl({ method: 'GET', url: 'https://a/b?x=[1]', headers: {} })).toBe("curl --globoff 'https://a/b?x=[1]'");
  });
});

describe('a request for Python', () => {
  it('reads its secrets from the environment or a prompt', () => {
    const text = asPython({
      ...{ method: 'POST', url: 'https://a/token', headers: { Accept: 'application/json' } },
      form: [
        { name: 'username', value: 'he said "x"\n' },
        { name: 'password', value: { secret: 'PADDOCK_PASSWORD' } },
      ],
    });
    expect(text).toContain(String.raw`"username": "he said \"x\"\n"`);
    expect(text).toContain('"password": os.environ.get("PADDOCK_PASSWORD") or getpass("password: ")');
    expect(text).toContain('requests.post(');
  });

  it('carries the token without telling it', () => {
    const text = asPython({ method: 'GET', url: 'https://a/b', headers: {}, authorized: true });
    expect(text).toContain('token = os.environ.get("PADDOCK_TOKEN") or getpass("Token: ")');
    expect(text).toContain('headers={"Authorization": f"Bearer {token}"},');
  });
});
