import { EventEmitter } from 'node:events';
import { describe, expect, it } from 'vitest';
import { silent } from '../log.ts';
import { watchPower } from './power.ts';

function build() {
  const clocks = { now: 1_000_000, monotonic: 500 };
  const events = new EventEmitter();
  const beats: (() => void)[] = [];
  let doubts = 0;
  const stop = watchPower({
    events,
    log: silent,
    onGap: () => (doubts += 1),
    now: () => clocks.now,
    monotonic: () => clocks.monotonic,
    every: (_ms, call) => {
      beats.push(call);
      return () => beats.splice(0);
    },
  });
  /** Time goes by, and then the heart beats. */
  const pass = (monotonic: number, now = monotonic): number => {
    clocks.monotonic += monotonic;
    clocks.now += now;
    for (const beat of beats) beat();
    return doubts;
  };
  return { events, pass, stop, doubts: () => doubts };
}

describe('the network is doubted', () => {
  it('never while time goes by as it should, though the clocks differ by a little each time', () => {
    const { pass } = build();
    for (let beats = 0; beats < 1_000; beats++) pass(5_000, 5_004);
    expect(pass(29_000)).toBe(0);
  });

  it('once after a process stood still', () => {
    const { pass } = build();
    expect(pass(31_000)).toBe(1);
    expect(pass(5_000)).toBe(1);
  });

  it('once after a sleep in which the monotonic clock stood still', () => {
    const { pass } = build();
    expect(pass(5_000, 3_600_000)).toBe(1);
    expect(pass(5_000)).toBe(1);
  });

  it.each([86_400_000, -86_400_000, 6_000, -6_000])('once after the clock was set by %d ms', (shift) => {
    const { pass } = build();
    expect(pass(5_000, 5_000 + shift)).toBe(1);
    expect(pass(5_000)).toBe(1);
  });

  it('when the system wakes or is unlocked, and not again by the beat that sees the same gap', () => {
    const { events, pass, doubts } = build();
    events.emit('resume');
    expect(doubts()).toBe(1);
    expect(pass(100)).toBe(1);
    events.emit('unlock-screen');
    expect(doubts()).toBe(2);
  });

  it('no more once it is ended', () => {
    const { events, pass, stop } = build();
    stop();
    events.emit('resume');
    events.emit('unlock-screen');
    expect(pass(3_600_000)).toBe(0);
  });
});
