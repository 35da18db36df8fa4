import { describe, expect, it } from 'vitest';
import { createSeason, type SeasonConnection } from './season.ts';

function connection(options: { seed?: number; sessions?: number; connections?: number; at?: number } = {}): SeasonConnection {
  const { seed = 1, sessions = 1000, connections = 2, at = 0 } = options;
  const found = createSeason({ seed, connections, sessions })[at];
  if (found === undefined) throw new Error('no such connection');
  return found;
}

const indices = (count: number): readonly number[] => Array.from({ length: count }, (_, index) => index);

describe('the season', () => {
  it('is the same for the same seed and another for another', () => {
    const first = indices(300).map((index) => connection({ seed: 7 }).session(index));
    expect(indices(300).map((index) => connection({ seed: 7 }).session(index))).toEqual(first);
    expect(connection({ seed: 8 }).session(10).key).not.toBe(first[10]?.key);
    expect(connection({ seed: 8 }).session(0)).toEqual(first[0]);
  });

  it.each([1000, 60_000])('runs from the newest to the oldest in a list of %d, with keys and numbers of their own', (sessions) => {
    const season = connection({ sessions });
    const all = indices(sessions).map((index) => season.session(index));
    const times = all.map(({ timeOfRecording }) => timeOfRecording);
    expect(times.findIndex((time, at) => at > 0 && time >= (times[at - 1] ?? ''))).toBe(-1);
    expect(all.find(({ end }) => end >= 864_000_000_000)).toBeUndefined();
    expect(new Set(all.map(({ key }) => key)).size).toBe(sessions);
    expect(new Set(all.map(({ id }) => id)).size).toBe(sessions);
  });

  it('finds a session by its key, among a million too, and none by a key of another', () => {
    const season = connection({ sessions: 1_000_000 });
    for (const index of [0, 1, 2, 4321, 999_999, -3]) expect(season.find(season.session(index).key)).toBe(index);
    expect(season.find('67ad8a93-6ba7-4c5d-9947-9c0e963ccf9f')).toBeUndefined();
    expect(season.find('')).toBeUndefined();
    expect(connection({ sessions: 10 }).find(season.session(11).key)).toBeUndefined();
  });

  it('counts as many laps as it tells, one after the other, within the session', () => {
    const season = connection();
    for (const index of indices(200)) {
      const session = season.session(index);
      const laps = season.laps(session);
      expect(laps.map(({ number }) => number)).toEqual(indices(session.lapsCount));
      const moments = [session.start / 10_000, ...laps.flatMap(({ start, end }) => [start, end]), session.end / 10_000];
      expect(moments).toEqual([...moments].sort((a, b) => a - b));
    }
  });

  it('has flying laps that fit their circuit, slower out laps, and qualifying faster than the race', () => {
    const season = connection();
    const flying: number[] = [];
    const others: number[] = [];
    const best = { Qualifying: Infinity, Race: Infinity };
    for (const index of indices(1000)) {
      const session = season.session(index);
      const { block } = session.run ?? {};
      if (block === undefined) continue;
      for (const { start, end, counts } of season.laps(session)) {
        const share = (end - start) / block.circuit.lap;
        (counts ? flying : others).push(share);
        if (counts && block.circuit.name === 'Spa' && (block.kind === 'Qualifying' || block.kind === 'Race')) {
          best[block.kind] = Math.min(best[block.kind], share);
        }
      }
    }
    expect([Math.min(...flying) > 0.98, Math.max(...flying) < 1.3]).toEqual([true, true]);
    expect([Math.min(...others) > 1.09, Math.max(...others) < 1.4]).toEqual([true, true]);
    expect(best.Qualifying).toBeLessThan(best.Race);
  });

  it('is of 2017 as far as its name says', () => {
    const season = connection();
    expect(indices(1000).every((index) => season.session(index).timeOfRecording.startsWith('2017-'))).toBe(true);
  });

  it('records later sessions in front of the newest', () => {
    const season = connection();
    const later = indices(400).map((number) => season.session(number - 400));
    const times = [...later, season.session(0)].map(({ timeOfRecording }) => timeOfRecording);
    expect([...times].sort().reverse()).toEqual(times);
    expect(later.every(({ end }) => end < 864_000_000_000)).toBe(true);
  });

  it('keeps what is awkward to the larger lists', () => {
    const details = (sessions: number): readonly string[] => {
      const season = connection({ sessions });
      return indices(sessions).flatMap((index) => season.details(season.session(index)).map(({ value }) => value));
    };
    expect(details(100).some((value) => /[\u0600-\u06ff]/.test(value))).toBe(false);
    expect(details(1000).some((value) => /[\u0600-\u06ff]/.test(value))).toBe(true);
    const large = connection({ sessions: 5000 });
    expect(large.session(4999).timeOfRecording).toBe('0000-00-00T00:00:00');
    expect(large.session(4321).key).toBe('test-session-id');
  });

  it('names further connections so that they are hard on a client', () => {
    const names = createSeason({ seed: 1, connections: 12, sessions: 8 }).map(({ name }) => name);
    expect(names.slice(0, 2)).toEqual(['Season2017', 'Live Session Cache']);
    expect(names).toContain('R&D / Rig #2');
    expect(names).toContain('50% wet + mixed');
    expect(new Set(names).size).toBe(12);
  });
});
