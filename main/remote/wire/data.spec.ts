/** Data, counts, parameters and events, in the forms that the public documents show. */
import { describe, expect, it } from 'vitest';
import { timeOfDay } from './data.ts';
import { decodeCounts, decodeData, decodeEventData, decodeEvents, decodeParameters } from './index.ts';
import { liftStamps } from './stamps.ts';

const bytes = (text: string): Uint8Array => new TextEncoder().encode(text);
const first = 1549534712083000001n;

describe('data at a frequency', () => {
  const text = `{"timestamps": [ ${first}, ${first + 100_000_000n} ,${first + 200_000_000n} ],
    "values": {"Mean(vCar:Chassis)": [1.2, "NULL", 3], "Max([gLat])": ["NaN", null, -0.5]}}`;

  it('keeps 19 digits, and has null where there is no sample', () => {
    const page = decodeData(bytes(text));
    expect(page).toMatchObject({ since: '1970', skipped: 0 });
    expect(page.series.map(({ name, values }) => [name, values])).toEqual([
      ['Mean(vCar:Chassis)', [1.2, null, 3]],
      ['Max([gLat])', [null, null, -0.5]],
    ]);
    expect([...(page.series[0]?.timestamps ?? [])]).toEqual([first, first + 100_000_000n, first + 200_000_000n]);
    expect(page.series[1]?.timestamps).toBe(page.series[0]?.timestamps);
  });

  it('has the tags of its groups, numbers as texts', () => {
    const page = decodeData(
      bytes(`{"timestamps":[0,${first}],"values":{"Mean(v)":[1,2]},"tags":[{"lapnumber":"1l"},{"lapnumber":2,"x":[]}]}`),
    );
    expect(page.tags).toEqual([{ lapnumber: '1l' }, { lapnumber: '2' }]);
    expect([...(page.series[0]?.timestamps ?? [])]).toEqual([0n, first]);
  });

  it('may hold no samples, times of day of 1970, a byte order mark, and PascalCase', () => {
    expect(decodeData(bytes('{"timestamps":[],"values":{"Mean(v)":[]}}')).series[0]?.timestamps).toHaveLength(0);
    const page = decodeData(bytes('\uFEFF{"Timestamps":[40785045000000],"Values":{"Mean(v)":["1.5"]}}'));
    expect([...(page.series[0]?.timestamps ?? [])]).toEqual([40_785_045_000_000n]);
    expect(page.series[0]?.values).toEqual([1.5]);
  });

  it.each([
    ['fewer samples than timestamps', `{"timestamps":[${first},${first}],"values":{"v":[1]}}`],
    ['no timestamps', '{"values":{"v":[1]}}'],
    ['timestamps beyond 64 bits', '{"timestamps":[9223372036854775808],"values":{"v":[1]}}'],
    ['timestamps that are fractions', '{"timestamps":[1.5],"values":{"v":[1]}}'],
    ['timestamps that are texts', '{"timestamps":["now"],"values":{"v":[1]}}'],
    ['a text that imitates a list of timestamps', '{"timestamps":"\\u00017","values":{"v":[1]}}'],
    ['something else', '"data"'],
  ])('is unreadable with %s', (_, body) => {
    expect(() => decodeData(bytes(body))).toThrow(expect.objectContaining({ code: 'answer-unreadable' }) as Error);
  });
});

describe('data at the loggers’ own rate', () => {
  it('has timestamps for each parameter', () => {
    const page = decodeData(
      bytes(
        `{"parameters":{"vCar:Chassis":{"timestamps":[${first},${first + 1n}],"values":[1.2,1.15]},"gLat:Chassis":{"timestamps":[${first + 2n}],"values":[0.025]}}}`,
      ),
    );
    expect(page.series.map(({ name, timestamps, values }) => [name, [...timestamps], values])).toEqual([
      ['vCar:Chassis', [first, first + 1n], [1.2, 1.15]],
      ['gLat:Chassis', [first + 2n], [0.025]],
    ]);
  });
});

describe('data of rest', () => {
  it('are rows of a time of day, also without brackets around them', () => {
    const row = '{"Time":"11:19:45.0450000","Values":{"vCar":149.88}}';
    const other = '{"Time":"11:19:45.0350001","Values":{"vCar":149.28,"NGear":8}}';
    for (const body of [`[${row},${other}]`, `${row},${other}`]) {
      const page = decodeData(bytes(body));
      expect(page).toMatchObject({ since: 'midnight', skipped: 0 });
      expect(page.series.map(({ name, values }) => [name, values])).toEqual([
        ['vCar', [149.88, 149.28]],
        ['NGear', [null, 8]],
      ]);
      expect([...(page.series[0]?.timestamps ?? [])]).toEqual([40_785_045_000_000n, 40_785_035_000_100n]);
    }
    expect(decodeData(bytes(row)).series[0]?.values).toEqual([149.88]);
  });

  it('lose a row that cannot be read, and say so', () => {
    const page = decodeData(bytes('[{"Time":"noon","Values":{"v":1}},{"Time":"11:00:00","Values":{"v":2}},7]'));
    expect(page).toMatchObject({ skipped: 2, series: [{ name: 'v', values: [2] }] });
  });

  it('know times of day as .NET writes them', () => {
    expect(timeOfDay('00:00:00')).toBe(0n);
    expect(timeOfDay('1.02:03:04.0000005')).toBe(((26n * 60n + 3n) * 60n + 4n) * 1_000_000_000n + 500n);
    expect(timeOfDay('11:15')).toBe(40_500_000_000_000n);
    expect(timeOfDay('2017-10-23T11:15:00')).toBeUndefined();
  });
});

describe('lifting timestamps', () => {
  it('leaves every other value as it is', () => {
    const text = JSON.stringify({
      a: '[1549534712083000001]',
      b: [[1, 2], ['"['], '\\'],
      c: 0.12345678901234568,
      d: [],
      e: { 'k"[': [true] },
    });
    expect(liftStamps(bytes(text)).value).toEqual(JSON.parse(text));
    expect(liftStamps(bytes(`{"long":${first},"mixed":[${first},"x"],"nested":[[${first}]]}`)).value).toEqual({
      long: first,
      mixed: [first, 'x'],
      nested: ['\u00010'],
    });
  });

  it('reads 200,000 of them exactly', () => {
    const count = 200_000;
    const stamps = Array.from({ length: count }, (_, at) => first + BigInt(at) * 10_000_000n);
    const page = decodeData(bytes(`{"timestamps":[${stamps.join(',')}],"values":{"v":[${stamps.map((_, at) => at / 7).join(',')}]}}`));
    const read = page.series[0]?.timestamps;
    expect(read?.length).toBe(count);
    expect(read?.every((stamp, at) => stamp === stamps[at])).toBe(true);
    expect(page.series[0]?.values[count - 1]).toBe((count - 1) / 7);
  });
});

describe('counts', () => {
  it('are a bare number on rest, and on v1 one for each column, with a fraction perhaps', () => {
    expect(decodeCounts(bytes('5646'))).toEqual([{ count: 5646 }]);
    expect(decodeCounts(bytes('[{"name":"Mean(vCar:Chassis)","count":6236.0}]'))).toEqual([{ name: 'Mean(vCar:Chassis)', count: 6236 }]);
    expect(() => decodeCounts(bytes('[{"name":"v"}]'))).toThrow();
  });
});

describe('parameters', () => {
  it('are named alone on rest, and by name and group on v1', () => {
    expect(decodeParameters(bytes('[{"Name":"vCar","MaximumValue":400,"MinimumValue":0,"Description":"Car Speed"}]')).items).toEqual([
      { identifier: 'vCar', name: 'vCar', maximumValue: 400, minimumValue: 0, description: 'Car Speed', extra: {} },
    ]);
    const v1 = {
      identifier: 'vCar:APP2',
      name: 'vCar',
      maximumValue: 360,
      minimumValue: 0,
      description: 'Car speed',
      units: '',
      format: '%5.1f',
      parentParameterGroup: 'APP2',
      frequency: 0,
    };
    expect(decodeParameters(bytes(JSON.stringify([{ ...v1, aggregates: 'Avg', streamId: 'x' }]))).items).toEqual([
      { ...v1, extra: { aggregates: 'Avg', streamId: 'x' } },
    ]);
  });

  it('cost one record where one cannot be read, and a field of another type stays', () => {
    const { items, records, skipped } = decodeParameters(bytes('[{"Description":"nameless"},7,{"name":"a","units":5}]'));
    expect({ items, records, skipped }).toEqual({ items: [{ identifier: 'a', name: 'a', extra: { units: 5 } }], records: 3, skipped: 2 });
  });
});

describe('events', () => {
  it('are defined as the documents show', () => {
    const conversions = [{ id: 'CONV_ERRCODE:TAG320BIOS', format: 'Error: %10.0f', units: '' }];
    const event = { id: '0010:TAG320BIOS', description: 'Prog Error', priority: 'High', conversions, appGroup: 'TAG320BIOS' };
    expect(decodeEvents(bytes(JSON.stringify([event, { id: 7 }])))).toEqual({ items: [event], records: 2, skipped: 1 });
  });

  it('happened at exact times, with their values, laps and tags', () => {
    const text = `{"eventData":{"86D1:Chassis":{"timeStamps":[1579861261466000001,1579861267126000000],"lapNumbers":[0,1],"status":["",""],
      "values":[[11.0,1.0,4.0],[11.0,null,1.0]],"tagValues":[{"lapnumber":"1"},{}]},"none":{"timeStamps":[]}}}`;
    expect(decodeEventData(bytes(text))).toEqual([
      {
        id: '86D1:Chassis',
        timestamps: BigInt64Array.of(1579861261466000001n, 1579861267126000000n),
        lapNumbers: [0, 1],
        status: ['', ''],
        values: [
          [11, 1, 4],
          [11, null, 1],
        ],
        tags: [{ lapnumber: '1' }, {}],
      },
      { id: 'none', timestamps: BigInt64Array.of(), lapNumbers: [], status: [], values: [], tags: [] },
    ]);
    expect(() => decodeEventData(bytes('{"eventData":{"a":{}}}'))).toThrow();
  });
});
