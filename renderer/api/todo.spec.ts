import { describe, expect, it } from 'vitest';
import { todoOf } from './todo.ts';

describe('what to do about a failure', () => {
  it('names the fields of the window in place of the options of the command line', () => {
    expect(todoOf({ todo: 'Give the file with --ca, or ask.' })).toBe('Give the file as “CA file”, or ask.');
    expect(todoOf({ todo: 'Check the files (--client-cert, --client-key).' })).toBe(
      'Check the files (“Client certificate”, “Client key”).',
    );
    expect(todoOf({ todo: 'Check those of this server (--proxy ADDRESS, or --proxy none).' })).toBe(
      'Check those of this server (“Proxy”, or “Proxy: None”).',
    );
  });

  it('leaves what only a start can be told', () => {
    expect(todoOf({ todo: 'Choose another with --user-data-dir.' })).toBe('Choose another with --user-data-dir.');
    expect(todoOf({ todo: 'Not --proxy-user.' })).toBe('Not --proxy-user.');
    expect(todoOf({})).toBeUndefined();
  });
});
