import { describe, expect, it } from 'vitest';
import { secretFrom } from './resolve.ts';

async function* pieces(...texts: readonly (string | Uint8Array)[]): AsyncGenerator<string | Uint8Array> {
  for (const text of texts) yield await Promise.resolve(text);
}

describe('the password from standard input', () => {
  it.each([
    [['secret\n'], 'secret'],
    [['sec', 'ret', '\r\n', 'more\n'], 'secret'],
    [['secret'], 'secret'],
    [[' with blanks \n'], ' with blanks '],
    [[Buffer.from('pässwört\n').subarray(0, 2), Buffer.from('pässwört\n').subarray(2)], 'pässwört'],
  ] as const)('is the first line of %j', async (input, password) => {
    expect(await secretFrom(pieces(...input), 'password')).toBe(password);
  });

  it('ends where its line ends, and leaves the rest unread', async () => {
    async function* endless(): AsyncGenerator<string> {
      yield await Promise.resolve('secret\n');
      throw new Error('read on');
    }
    expect(await secretFrom(endless(), 'password')).toBe('secret');
  });

  it('is refused where it is empty or no password', async () => {
    for (const input of ['', '\n', '\r\nsecret\n'])
      await expect(secretFrom(pieces(input), 'password')).rejects.toMatchObject({ code: 'usage' });
    await expect(secretFrom(pieces('x'.repeat(5000)), 'password')).rejects.toThrow('too long');
  });
});
