import { describe, expect, it } from 'vitest';
import { captureIo } from '../../test/fakes/io.ts';
import { createMessages } from './output.ts';

describe('messages', () => {
  it('draw a bar on a terminal, within its width, and clear it before anything else is said', () => {
    const { stderr, err } = captureIo({ terminal: 40 });
    const messages = createMessages(stderr, false);
    messages.progress('Season2017: 500 sessions, 5 requests, 1 s', 0.5);
    expect(err()).toBe(`\r${'[##########----------] Season2017: 500 sessions'.slice(0, 39)}\u001B[K`);
    messages.say('Done.');
    expect(err().endsWith('\r\u001B[KDone.\n')).toBe(true);
  });

  it('draw nothing where there is no terminal, and nothing when they are to be quiet', async () => {
    for (const io of [captureIo(), captureIo({ terminal: 80 })]) {
      const messages = createMessages(io.stderr, io.stderr.isTTY === true);
      messages.progress('Season2017', 2);
      await messages.flushed();
      expect(io.err()).toBe('');
    }
  });

  it('say failures though they are quiet', () => {
    const { stderr, err } = captureIo();
    const messages = createMessages(stderr, true);
    messages.say('not this');
    messages.fail('this');
    expect(err()).toBe('this\n');
  });
});
