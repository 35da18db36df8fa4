import { describe, expect, it } from 'vitest';
import { linkAmong, readStart } from './arguments.ts';

describe('readStart', () => {
  it('opens the window where nothing is asked', () => {
    expect(readStart(['electron', '.'], undefined)).toEqual({ mode: 'window', verbose: false });
  });

  it('takes a folder with blanks, in both spellings, the last one counting', () => {
    expect(readStart(['paddock', '--user-data-dir', '/a b/c'], undefined)).toMatchObject({ userData: '/a b/c' });
    expect(readStart(['paddock', '--user-data-dir=/x', '--user-data-dir=/y z'], undefined)).toMatchObject({ userData: '/y z' });
    expect(readStart(['paddock', '--user-data-dir'], undefined)).not.toHaveProperty('userData');
    expect(readStart(['paddock', '--user-data-dir='], undefined)).not.toHaveProperty('userData');
  });

  it('takes the words behind the marker as they are', () => {
    const start = readStart(['electron', '/app', '--headless', '--paddock-cli', 'list', '--server', 'a b', '--help'], undefined);
    expect(start).toEqual({ mode: 'command', words: ['list', '--server', 'a b', '--help'], verbose: false });
  });

  it('lets handed words win, and finds the common options among them', () => {
    const handed = JSON.stringify(['--verbose', 'sync', '--user-data-dir', '/kept here']);
    expect(readStart(['electron', '/app', '--user-data-dir', '/other', '--tour'], handed)).toEqual({
      mode: 'command',
      words: ['--verbose', 'sync', '--user-data-dir', '/kept here'],
      userData: '/kept here',
      verbose: true,
    });
  });

  it('takes no option from behind a lone --', () => {
    expect(readStart(['electron'], JSON.stringify(['list', '--', '--verbose', '--user-data-dir=/x']))).toEqual({
      mode: 'command',
      words: ['list', '--', '--verbose', '--user-data-dir=/x'],
      verbose: false,
    });
  });

  it('refuses what is no list of words', () => {
    expect(() => readStart(['electron'], '{"a":1}')).toThrow(TypeError);
    expect(() => readStart(['electron'], '[1]')).toThrow(TypeError);
    expect(() => readStart(['electron'], 'sync')).toThrow(SyntaxError);
  });

  it('finds the file that a double-click hands over', () => {
    expect(readStart(['paddock', '/stick/Spa FP1.PADDOCK'], undefined)).toMatchObject({ openFile: '/stick/Spa FP1.PADDOCK' });
    expect(readStart(['paddock', '--user-data-dir', '/my.paddock'], undefined)).not.toHaveProperty('openFile');
    expect(readStart(['paddock', '--trace=x.paddock', '.paddock', '/x/.paddock'], undefined)).not.toHaveProperty('openFile');
  });

  it('knows the tour and an address to open', () => {
    expect(readStart(['electron', '.', '--tour'], undefined)).toEqual({ mode: 'tour', verbose: false });
    expect(readStart(['electron', '.', '--server', 'http://pit'], undefined)).toEqual({
      mode: 'window',
      verbose: false,
      openLink: { server: 'http://pit' },
    });
  });

  it('finds the link that a click hands over, and tells one that is none', () => {
    expect(readStart(['paddock', 'paddock://Track%20PC/Season2017/1'], undefined)).toMatchObject({
      openLink: { server: 'Track PC', connection: 'Season2017', session: '1' },
    });
    expect(linkAmong(['--flag', 'PADDOCK://pit/', '/x/y.paddock'])).toEqual({ server: 'pit' });
    expect(linkAmong(['paddock://me:secret@pit'])).toBeNull();
    expect(linkAmong(['.', '--paddock=paddock://pit'])).toBeUndefined();
  });
});
