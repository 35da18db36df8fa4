import { describe, expect, it } from 'vitest';
import { glance, refuseSecrets } from './words.ts';

describe('the first look at the words', () => {
  it('finds the command behind common options', () => {
    expect(glance(['--user-data-dir', 'some dir', '--format', 'json', '--quiet', 'list', '--server', 'x'])).toEqual({
      ...{ command: 'list', json: true, quiet: true },
    });
    expect(glance(['list', '--format=ndjson']).json).toBe(true);
    expect(glance(['list', '--format', 'csv']).json).toBe(false);
    expect(glance([]).command).toBeUndefined();
  });

  it('refuses a password in any dress, and does not repeat it', () => {
    for (const word of [
      '--password',
      '--password=hunter2',
      '--pass=hunter2',
      '--passwd',
      '--password-stdin=hunter2',
      '--token=hunter2',
      '--PASSWORD',
    ]) {
      const refuse = (): void => refuseSecrets(['sync', word, 'hunter2'], 'sync');
      expect(refuse).toThrow('A password is never given as an option');
      expect(refuse).not.toThrow('hunter2');
    }
    expect(() => refuseSecrets(['sync', '--password-stdin'], 'sync')).not.toThrow();
    expect(() => refuseSecrets(['demo', '--password', 'x'], 'demo')).not.toThrow();
  });
});
