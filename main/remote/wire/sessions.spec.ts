import { describe, expect, it } from 'vitest';
import { decodeSessions } from './index.ts';

const decode = (value: unknown): ReturnType<typeof decodeSessions> =>
  decodeSessions(new TextEncoder().encode(typeof value === 'string' ? value : JSON.stringify(value)));
const only = (record: unknown): unknown => decode([record]).items[0];

describe('a session', () => {
  it('of the oldest generation is read to the letter', () => {
    const record = {
      Key: { value: '67ad8a93-6ba7-4c5d-9947-9c0e963ccf9e' },
      Identifier: '171023220758',
      TimeOfRecording: '2017-10-23T22:07:58.3646176',
      TimeZone: 'UTC',
      SessionType: 'SessionType',
      StartTime: '00:00:00',
      EndTime: '00:00:00.0000001',
      LapsCount: 0,
      Id: 1301,
      State: 2,
    };
    expect(only(record)).toEqual({
      key: '67ad8a93-6ba7-4c5d-9947-9c0e963ccf9e',
      identifier: '171023220758',
      timeOfRecording: '2017-10-23T22:07:58.3646176',
      timeZone: 'UTC',
      sessionType: 'SessionType',
      startTime: '00:00:00',
      endTime: '00:00:00.0000001',
      lapsCount: 0,
      id: 1301,
      state: 'unknown',
      stateRaw: 2,
      extra: {},
    });
  });

  it('of v1 over SQL Race has a word for its state, date-times, and details or none', () => {
    const record = { Key: 'k', Start: '1970-01-01T11:19:45', End: null, State: 'Historical', SessionDetails: null };
    expect(only(record)).toEqual({
      key: 'k',
      startTime: '1970-01-01T11:19:45',
      endTime: null,
      state: 'historical',
      stateRaw: 'Historical',
      extra: {},
    });
    expect(only({ Key: 'k', SessionDetails: [{ Name: 'Driver', Value: 'HAM' }] })).toEqual({
      key: 'k',
      details: [{ name: 'Driver', value: 'HAM' }],
      extra: {},
    });
  });

  it('of influx is named by its key, later by its id, and keeps what is not known', () => {
    const early = { key: 'k', identifier: 'S1', start: '2019-07-01T10:00:00Z', lapsCount: 3, topicName: 'topic', sessionDetails: [] };
    expect(only(early)).toEqual({
      key: 'k',
      identifier: 'S1',
      startTime: '2019-07-01T10:00:00Z',
      lapsCount: 3,
      details: [],
      extra: { topicName: 'topic' },
    });
    const later = { id: 'k2', streamId: 's', configuration: '{"a":1}', group: null, version: 3, label: { x: [1] } };
    expect(only(later)).toEqual({
      key: 'k2',
      extra: { streamId: 's', configuration: '{"a":1}', group: null, version: 3, label: { x: [1] } },
    });
  });

  it('between the generations is read field by field', () => {
    expect(only({ Key: 'k', StartTime: '10:00:00', Id: 7, State: 'Closed' })).toMatchObject({
      startTime: '10:00:00',
      id: 7,
      state: 'closed',
    });
    expect(only({ key: { value: 'k' }, startTime: '10:00:00' })).toMatchObject({ key: 'k', startTime: '10:00:00' });
    expect(only({ Key: 'k', id: 'other' })).toMatchObject({ key: 'k', extra: { id: 'other' } });
  });

  it.each([
    ['Open', 'open'],
    ['LIVE', 'live'],
    ['liveNotInServer', 'liveNotInServer'],
    ['LiveNotInServer', 'liveNotInServer'],
    ['Unknown', 'unknown'],
    ['Paused', 'unknown'],
    ['', 'unknown'],
    [0, 'unknown'],
    [null, 'unknown'],
  ])('in the state %j is %s', (stateRaw, state) => {
    expect(only({ Key: 'k', State: stateRaw })).toEqual({ key: 'k', state, stateRaw, extra: {} });
  });

  it('keeps fields of another type than documented under the server’s names', () => {
    const record = {
      Key: 'k',
      Identifier: 7,
      TimeOfRecording: { date: 1 },
      LapsCount: '5',
      State: [1],
      SessionDetails: [{ Name: 1, Value: 2 }],
    };
    const { Key: _key, ...extra } = record;
    expect(only(record)).toEqual({ key: _key, extra });
  });

  it('keeps the second of two spellings apart', () => {
    expect(only({ Key: 'k', Identifier: 'first', identifier: 'second' })).toMatchObject({
      identifier: 'first',
      extra: { identifier: 'second' },
    });
  });

  it('keeps integers beyond 2^53 exact', () => {
    const text = '[{"Key":"k","Id":9007199254740993,"LapsCount":18446744073709551615,"ticks":[-9223372036854775808]}]';
    expect(only(JSON.parse('{"Key":"k"}'))).toEqual({ key: 'k', extra: {} });
    expect(decode(text).items[0]).toEqual({
      key: 'k',
      id: 9007199254740993n,
      lapsCount: 18446744073709551615n,
      extra: { ticks: [-9223372036854775808n] },
    });
  });

  it('keeps a field with the name of an object’s own parts', () => {
    for (const more of ['', ',"Id":9007199254740993']) {
      const session = decode(`[{"Key":"k","__proto__":{"key":"x"},"constructor":"c"${more}}]`).items[0];
      expect(Object.entries(session?.extra ?? {})).toEqual([
        ['__proto__', { key: 'x' }],
        ['constructor', 'c'],
      ]);
    }
  });

  it('keeps every text as it was written', () => {
    const text = ' \u202eNaïve "quoted" 🏁\u0000\\ ';
    expect(only({ Key: text, Identifier: text, TimeOfRecording: 'not a date' })).toEqual({
      key: text,
      identifier: text,
      timeOfRecording: 'not a date',
      extra: {},
    });
  });
});

describe('details in a session', () => {
  it('keep numbers as the server wrote them, to the last digit', () => {
    const text =
      '[{"Key":"k","Id":1.50,"SessionDetails":[{"Name":"Fuel","Value":1.50},{"Name":"Id","Value":12345678901234567890.0}]},{"Key":"l"}]';
    const { items } = decodeSessions(new TextEncoder().encode(text));
    expect(items[0]?.id).toBe(1.5);
    expect(items[0]?.details).toEqual([
      { name: 'Fuel', value: '1.50' },
      { name: 'Id', value: '12345678901234567890.0' },
    ]);
    expect(items[1]).toEqual({ key: 'l', extra: {} });
  });

  it('may be an object, and numbers are kept as texts', () => {
    expect(only({ Key: 'k', sessionDetails: { Driver: 'HAM', Number: 44, Wet: false, Note: null } })).toMatchObject({
      details: [
        { name: 'Driver', value: 'HAM' },
        { name: 'Number', value: '44' },
        { name: 'Wet', value: 'false' },
        { name: 'Note', value: '' },
      ],
    });
  });
});

describe('a page', () => {
  it('loses one record for each that cannot be read, and counts it', () => {
    const page = [{ Key: 'a' }, null, 7, [], { Identifier: 'no key' }, { Key: { value: 9 } }, { Key: '' }, { id: 12 }, { Key: 'b' }];
    const { items, records, skipped } = decode(page);
    expect(items.map((session) => session.key)).toEqual(['a', 'b']);
    expect({ records, skipped }).toEqual({ records: 9, skipped: 7 });
  });

  it('loses a record that nests without end', () => {
    const { items, skipped } = decode(`[{"Key":"a","x":${'['.repeat(5_000)}${']'.repeat(5_000)}},{"Key":"b"}]`);
    expect(items.map((session) => session.key)).toEqual(['b']);
    expect(skipped).toBe(1);
  });

  it('may be empty, one bare object, or objects in a row', () => {
    expect(decode('[]')).toEqual({ items: [], records: 0, skipped: 0 });
    expect(decode('{"Key":"a"}')).toMatchObject({ records: 1, skipped: 0 });
    expect(decode('\ufeff{"Key":"a"},{"Key":"b"}')).toMatchObject({ records: 2, skipped: 0 });
  });
});
