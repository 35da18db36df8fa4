import { describe, expect, it } from 'vitest';
import { Failure } from '../failure.ts';
import { counterOf, faults, faultsOf, parseFault } from './faults.ts';

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
    expect(parseFault('clock=-3600')).toEqual({ name: 'clock', argument: -3600 });
  });

  it('reads a word where the fault has words, the first where none is given, and an address where it takes one', () => {
    expect(parseFault('account=locked')).toEqual({ name: 'account', argument: 'locked' });
    expect(parseFault('order-spelling=orderBy')).toEqual({ name: 'order-spelling', argument: 'orderBy' });
    expect(parseFault('ntlm')).toEqual({ name: 'ntlm', argument: '407' });
    expect(parseFault('redirect-to')).toEqual({ name: 'redirect-to', argument: 'same' });
    expect(parseFault('redirect-to=http://127.0.0.1:81@127.0.0.2:9')).toEqual({
      name: 'redirect-to',
      argument: 'http://127.0.0.1:81@127.0.0.2:9',
    });
  });

  it('says which words there are where one is not known', () => {
    expect(failure('account=asleep').message).toBe('The fault account is written account[=expired|not-yet|disabled|locked].');
    expect(failure('redirect-to=ftp://x').message).toContain('same|loop|downgrade|userinfo|ADDRESS');
  });

  it('names the known faults where one is not known', () => {
    const { code, message } = failure('gremlins=3');
    expect(code).toBe('usage');
    for (const { name } of faults) expect(message).toContain(name);
  });

  it.each([
    'delay',
    'delay=',
    'delay=fast',
    'delay=-1',
    'status=200',
    'reset=0',
    'html=1',
    'ntlm=403',
    'order-spelling=ORDER',
    'gzip=1',
    'cap=-1',
  ])('refuses %s', (text) => {
    expect(failure(text).code).toBe('usage');
  });
});

describe('faultsOf', () => {
  it('gives the number of a fault, 1 where it takes none, and its word', () => {
    const given = faultsOf(['cap=30', 'html', 'account=locked'].map(parseFault));
    expect([given.get('cap'), given.get('html'), given.get('bom'), given.get('account')]).toEqual([30, 1, undefined, undefined]);
    expect([given.word('account'), given.word('cap'), given.word('ntlm')]).toEqual(['locked', undefined, undefined]);
    expect([given.has('html'), given.has('bom')]).toEqual([true, false]);
  });
});

describe('counterOf', () => {
  it('takes every Nth, and none where the server has not this fault', () => {
    const given = faultsOf([parseFault('reset=3')]);
    const resets = counterOf(given, 'reset');
    const hangs = counterOf(given, 'hang');
    expect(Array.from({ length: 7 }, () => resets())).toEqual([false, false, true, false, false, true, false]);
    expect(Array.from({ length: 3 }, () => hangs())).toEqual([false, false, false]);
  });
});
