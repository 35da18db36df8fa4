import { describe, expect, it } from 'vitest';
import { ask, type Asking } from './asking.ts';

type Row = Readonly<Record<string, unknown>>;
const sessions = 'connections/Season2017/sessions';

/** The path of a session with more than five laps. */
async function sessionOf({ read }: Asking): Promise<{ readonly path: string; readonly laps: number }> {
  const rows = (await read(`${sessions}?pageSize=40`)) as readonly Row[];
  const row = rows.find((one) => ((one['LapsCount'] ?? one['lapsCount']) as number) > 5) ?? {};
  const key = (row['id'] ?? row['Key']) as string | { readonly value: string };
  return { path: `${sessions}/${typeof key === 'string' ? key : key.value}`, laps: (row['LapsCount'] ?? row['lapsCount']) as number };
}

describe('laps', () => {
  it('are times of day on rest, and integers of nanoseconds on v1, exact', async () => {
    const rest = await ask();
    const [first] = (await rest.read(`${(await sessionOf(rest)).path}/laps`)) as readonly Row[];
    expect(first).toMatchObject({ Name: 'Out Lap', Number: 0, CountForFastestLap: false });
    expect(first?.['LapTime']).toMatch(/^00:\d\d:\d\d\.\d{7}$/);
    const influx = await ask({ generation: 'influx' });
    const body = await (await influx.get(`${(await sessionOf(influx)).path}/laps`)).text();
    expect(body).toMatch(
      /^\[\{"start":1508\d{15},"end":1508\d{15},"lapTime":\d{11,12},"countForFastestLap":false,"name":"Out Lap","number":0,/,
    );
  });

  it('are date-times on v1 where the fault says so', async () => {
    const asking = await ask({ generation: 'sqlrace', faults: ['lap-dates'] });
    const [first] = (await asking.read(`${(await sessionOf(asking)).path}/laps`)) as readonly Row[];
    expect(first?.['start']).toMatch(/^1970-01-01T\d\d:\d\d:\d\d\.\d{7}Z$/);
    expect(first?.['lapTime']).toEqual(expect.any(Number));
  });

  it('are filtered, ordered and given one by one', async () => {
    const asking = await ask({ generation: 'sqlrace' });
    const { path, laps } = await sessionOf(asking);
    const ordered = (await asking.read(`${path}/laps?filter=number;ge;2&order=number:desc`)) as readonly Row[];
    expect(ordered.map((lap) => lap['number'])).toEqual(Array.from({ length: laps - 2 }, (_, at) => laps - 1 - at));
    expect(await asking.read(`${path}/laps/2`)).toEqual(ordered.at(-1));
    expect((await asking.get(`${path}/laps/999`)).status).toBe(404);
  });
});

describe('parameters', () => {
  it('are paged and searched, and have the documented three', async () => {
    const asking = await ask({ generation: 'sqlrace' });
    const { path } = await sessionOf(asking);
    const names = ((await asking.read(`${path}/parameters?contains=chassis&pageSize=1000`)) as readonly Row[]).map(
      (one) => one['identifier'],
    );
    expect(names).toEqual(expect.arrayContaining(['vCar:Chassis', 'gLat:Chassis', 'NGear:Chassis']));
    expect(await asking.read(`${path}/parameters`)).toHaveLength(50);
    expect(await asking.read(`${path}/parameters?pageSize=1000`)).not.toHaveLength(names.length);
    const groups = (await asking.read(`${path}/parameters?filter=parentParameterGroup;eq;ERS&pageSize=1000`)) as readonly Row[];
    expect(new Set(groups.map((one) => one['parentParameterGroup']))).toEqual(new Set(['ERS']));
    const rest = await ask();
    const [speed] = (await rest.read(`${(await sessionOf(rest)).path}/parameters?contains=vCar`)) as readonly Row[];
    expect(speed).toEqual({ Name: 'vCar', MaximumValue: 400, MinimumValue: 0, Description: 'Car Speed' });
  });
});

describe('data', () => {
  it('of v1 comes at a frequency, as the documents show it, within the parameters’ ranges', async () => {
    const asking = await ask({ generation: 'influx' });
    const { path } = await sessionOf(asking);
    const body = await (
      await asking.get(`${path}/parameters/vCar:Chassis,vCar:Chassis;max,NGear:Chassis/10/data?lap=2&pageSize=500`)
    ).text();
    expect(body).toMatch(/^\{"timestamps":\[1508\d{15},/);
    const { timestamps, values } = JSON.parse(body) as {
      readonly timestamps: readonly number[];
      readonly values: Readonly<Record<string, readonly number[]>>;
    };
    expect(Object.keys(values)).toEqual(['Mean(vCar:Chassis)', 'Max(vCar:Chassis)', 'Mean(NGear:Chassis)']);
    expect(timestamps).toHaveLength(500);
    const speeds = values['Mean(vCar:Chassis)'] ?? [];
    expect(Math.max(...speeds)).toBeGreaterThan(250);
    expect(Math.max(...speeds)).toBeLessThan(400);
    expect(Math.min(...speeds)).toBeGreaterThan(40);
    expect(Math.max(...(values['Mean(NGear:Chassis)'] ?? []))).toBeLessThanOrEqual(8);
  });

  it('of v1 says NULL where the logger is slower than was asked for', async () => {
    const asking = await ask({ generation: 'sqlrace' });
    const { path } = await sessionOf(asking);
    expect(await asking.read(`${path}/parameters/mFuel:PU/2/data?pageSize=4`)).toMatchObject({
      values: { 'Mean(mFuel:PU)': expect.arrayContaining(['NULL', expect.any(Number)]) as unknown },
    });
  });

  it('of v1 comes raw, at each logger’s own rate, and as CSV', async () => {
    const asking = await ask({ generation: 'sqlrace' });
    const { path } = await sessionOf(asking);
    const raw = (await asking.read(`${path}/parameters/vCar:Chassis,gLat:Chassis/data?pageSize=20`)) as {
      readonly parameters: Readonly<Record<string, { readonly timestamps: readonly number[]; readonly values: readonly number[] }>>;
    };
    expect(raw.parameters['gLat:Chassis']?.timestamps).toHaveLength(20);
    expect(raw.parameters['vCar:Chassis']?.values).toHaveLength(10);
    const csv = await asking.get(`${path}/parameters/vCar:Chassis,gLat:Chassis/10/data?pageSize=3`, { accept: 'text/csv' });
    expect(csv.headers.get('content-type')).toContain('text/csv');
    expect((await csv.text()).split('\r\n')[0]).toBe('time,tagValues,Mean(vCar:Chassis),Mean(gLat:Chassis)');
  });

  it('is filtered by value and by time, and counted', async () => {
    const asking = await ask({ generation: 'influx' });
    const { path } = await sessionOf(asking);
    const fast = (await asking.read(`${path}/parameters/vCar:Chassis/1/data?dataFilter=vCar:Chassis;ge;300&pageSize=50`)) as {
      readonly values: Readonly<Record<string, readonly number[]>>;
    };
    expect(fast.values['Mean(vCar:Chassis)']).toHaveLength(50);
    expect(await asking.read(`${path}/parameters/vCar:Chassis/10/data?pageSize=20&from=1552933986609000000`)).toEqual({
      timestamps: [],
      values: { 'Mean(vCar:Chassis)': [] },
    });
    const [count] = (await asking.read(`${path}/parameters/vCar:Chassis/1/data/count`)) as readonly Row[];
    expect(count).toMatchObject({ name: 'Mean(vCar:Chassis)' });
    const all = (await asking.read(`${path}/parameters/vCar:Chassis/1/data`)) as { readonly timestamps: readonly unknown[] };
    expect(all.timestamps).toHaveLength(count?.['count'] as number);
  });

  it('of rest is a list of times and values, 200 a page, counted by a bare number', async () => {
    const asking = await ask();
    const { path } = await sessionOf(asking);
    const rows = (await asking.read(`${path}/parameters/vCar,NGear/10/data`)) as readonly Row[];
    expect(rows).toHaveLength(200);
    expect(rows[0]).toEqual({
      Time: expect.stringMatching(/^\d\d:\d\d:\d\d\.\d{7}$/) as string,
      Values: { vCar: expect.any(Number) as number, NGear: expect.any(Number) as number },
    });
    expect(await asking.read(`${path}/parameters/vCar/10/data/count`)).toEqual(expect.any(Number));
  });

  it('of influx is aggregated over laps', async () => {
    const asking = await ask({ generation: 'influx' });
    const { path, laps } = await sessionOf(asking);
    const answer = (await asking.read(`${path}/parameters/vCar:Chassis;max/data/aggregate?groupby=lapnumber&pageSize=100`)) as {
      readonly tags: readonly Row[];
      readonly values: Readonly<Record<string, readonly number[]>>;
    };
    expect(answer.tags).toContainEqual({ lapnumber: '2l' });
    expect(answer.tags).toHaveLength(laps);
    expect(answer.values['Max(vCar:Chassis)']).toHaveLength(laps);
  });

  it('of influx is aggregated over several sessions, by key and by what they have in common', async () => {
    const asking = await ask({ generation: 'influx' });
    const rows = (await asking.read(`${sessions}?filter=lapsCount;gt;5&pageSize=3`)) as readonly Row[];
    const ids = rows.map((row) => row['id'] as string);
    const what = 'parameters/vCar:Chassis;max,gLat:Chassis;min/data/aggregate?groupby=sessionId&pageSize=50';
    const tags = async (path: string): Promise<readonly Row[]> => ((await asking.read(path)) as { readonly tags: readonly Row[] }).tags;
    expect((await tags(`${sessions}/multi/${ids.join(',')}/${what}`)).map((tag) => tag['sessionId'])).toEqual(ids);
    const criteria = await tags(`${sessions}/${what}&filter=lapsCount;gt;5,timeOfRecording;gt;2017-10-20&details=Driver:VER`);
    expect(criteria.length).toBeGreaterThan(2);
    expect(criteria[0]).toHaveProperty('InfluxDbUri');
  });

  it('refuses parameters that are not there and values that are not valid', async () => {
    const asking = await ask({ generation: 'influx' });
    const { path } = await sessionOf(asking);
    expect((await asking.get(`${path}/parameters/nothing:Chassis/10/data`)).status).toBe(404);
    const wrong = await asking.get(`${path}/parameters/vCar:Chassis;mean/data?Lap=test`);
    expect(wrong.status).toBe(422);
    expect(await wrong.json()).toEqual({
      message: 'Model state validation failed',
      errors: [{ field: 'Lap', message: "The value 'test' is not valid for Lap." }],
    });
  });
});

describe('versions and events of influx', () => {
  it('have the documented shapes', async () => {
    const asking = await ask({ generation: 'influx' });
    const { path, laps } = await sessionOf(asking);
    expect(await asking.read(`${path}/versions`)).toEqual([expect.objectContaining({ version: 1, label: '*' })]);
    const [event] = (await asking.read(`${path}/events`)) as readonly Row[];
    expect(Object.keys(event ?? {})).toEqual(['id', 'description', 'priority', 'conversions', 'appGroup']);
    const { eventData } = (await asking.read(`${path}/events/2938:TAG320BIOS/data`)) as {
      readonly eventData: Readonly<Record<string, Row>>;
    };
    expect(eventData['2938:TAG320BIOS']?.['timeStamps']).toHaveLength(laps);
    expect((await (await ask()).get(`${path}/events`)).status).toBe(404);
  });
});
