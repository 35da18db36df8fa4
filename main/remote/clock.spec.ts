import { describe, expect, it } from 'vitest';
import { createServerClock, type ServerClock } from './clock.ts';

const day = 86_400_000;
const noon = Date.parse('2017-10-23T12:00:00Z');

/** A clock of ours that is right, and one that never jumps. */
function build(): { readonly ours: { now: number; monotonic: number }; readonly clock: ServerClock } {
  const ours = { now: noon, monotonic: 1_000 };
  return { ours, clock: createServerClock({ now: () => ours.now, monotonic: () => ours.monotonic }) };
}

const date = (ms: number): string => new Date(ms).toUTCString();

describe('the server’s clock', () => {
  it('is not known before an answer told it, nor from a date that is none', () => {
    const { ours, clock } = build();
    clock.learn(undefined, ours.monotonic);
    clock.learn('yesterday', ours.monotonic);
    expect(clock.offset()).toBeUndefined();
    expect(clock.now()).toBeUndefined();
  });

  it.each([day, -day, 0, 3_600_000])('is told to a second, %d ms apart from ours', (apart) => {
    const { ours, clock } = build();
    for (let answers = 0; answers < 7; answers++) {
      ours.now += 370;
      ours.monotonic += 370;
      clock.learn(date(ours.now - 20 + apart), ours.monotonic - 40);
    }
    expect(Math.abs((clock.offset() ?? Infinity) - apart)).toBeLessThanOrEqual(1_000);
  });

  it('goes on between two answers', () => {
    const { ours, clock } = build();
    clock.learn(date(noon), ours.monotonic);
    const before = clock.now() ?? NaN;
    ours.monotonic += 60_000;
    expect(clock.now()).toBe(before + 60_000);
  });

  it('is not moved by one answer that is out of time, nor by one that took long', () => {
    const { ours, clock } = build();
    for (let answers = 0; answers < 4; answers++) clock.learn(date(noon), ours.monotonic);
    clock.learn(date(noon - day), ours.monotonic);
    expect(Math.abs(clock.offset() ?? Infinity)).toBeLessThanOrEqual(1_000);
    ours.monotonic += 5_000;
    ours.now += 5_000;
    for (let answers = 0; answers < 5; answers++) clock.learn(date(noon - day), ours.monotonic - 4_500);
    expect(Math.abs(clock.offset() ?? Infinity)).toBeLessThanOrEqual(1_000);
  });

  it('follows a clock that was set, after a few answers', () => {
    const { ours, clock } = build();
    for (let answers = 0; answers < 5; answers++) clock.learn(date(noon), ours.monotonic);
    for (let answers = 0; answers < 3; answers++) clock.learn(date(noon + day), ours.monotonic);
    expect(Math.abs((clock.offset() ?? 0) - day)).toBeLessThanOrEqual(1_000);
  });

  it('is not moved by a jump of ours: only the offset is', () => {
    const { ours, clock } = build();
    clock.learn(date(noon), ours.monotonic);
    const before = clock.now();
    ours.now -= day;
    expect(clock.now()).toBe(before);
    expect(Math.abs((clock.offset() ?? 0) - day)).toBeLessThanOrEqual(1_000);
  });

  it('is forgotten after sleep', () => {
    const { ours, clock } = build();
    clock.learn(date(noon), ours.monotonic);
    clock.forget();
    expect(clock.offset()).toBeUndefined();
  });
});
