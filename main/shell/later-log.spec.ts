import { describe, expect, it } from 'vitest';
import type { Log } from '../log.ts';
import { createLaterLog } from './later-log.ts';

function recorder() {
  const lines: unknown[] = [];
  const at = (component: string): Log => {
    const write =
      (level: string): Log['info'] =>
      (message, more) =>
        void lines.push([component, level, message, ...(more === undefined ? [] : [more])]);
    return { debug: write('debug'), info: write('info'), warn: write('warn'), error: write('error'), child: (name) => at(name) };
  };
  return { lines, log: at('main') };
}

describe('createLaterLog', () => {
  it('tells the log that is opened what it was told before, in its order, then passes on', () => {
    const { lines, log: real } = recorder();
    const { log, open } = createLaterLog();
    const child = log.child('security');
    child.warn('one', { at: 1 });
    log.error('two');
    child.child('page').debug('three');
    expect(lines).toEqual([]);
    open(real);
    child.info('four');
    log.info('five');
    expect(lines).toEqual([
      ['security', 'warn', 'one', { at: 1 }],
      ['main', 'error', 'two'],
      ['page', 'debug', 'three'],
      ['security', 'info', 'four'],
      ['main', 'info', 'five'],
    ]);
  });
});
