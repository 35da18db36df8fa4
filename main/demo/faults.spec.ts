import { describe, expect, it } from 'vitest';
import { Failure } from '../failure.ts';
import { faults, parseFault } from './faults.ts';

const failure = (text: string): Failure => {
  try {
    parseFault(text);
  } catch (error) {
    if (error instanceof Failure) return error;
  }
  throw new Error(`${text} was read`);
};

describe('parseFault', () => {
  it('reads a name, a name with a number, and a name whose number has a usual value', () => {
    expect(parseFault('html')).toEqual({ name: 'html' });
    expect(parseFault('delay=40')).toEqual({ name: 'delay', argument: 40 });
    expect(parseFault('fail-once')).toEqual({ name: 'fail-once', argument: 503 });
    expect(parseFault('fail-once=429')).toEqual({ name: 'fail-once', argument: 429 });
  });

  it('names the known faults where one is not known', () => {
    const { code, message } = failure('gremlins=3');
    expect(code).toBe('usage');
    for (const { name } of faults) expect(message).toContain(name);
  });

  it.each(['delay', 'delay=', 'delay=fast', 'delay=-1', 'status=200', 'reset=0', 'html=1'])('refuses %s', (text) => {
    expect(failure(text).code).toBe('usage');
  });
});
