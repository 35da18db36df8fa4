/**
 * The requests of the public Postman collection (“TAP API”, in `mat.tap.query.api`), against both v1 generations: with the query that
 * it carries, without any, and without a token.
 */
import { beforeEach, describe, expect, it } from 'vitest';
import { ask, type Asking } from './asking.ts';

type Row = Readonly<Record<string, unknown>>;

/** What Postman sends beside the token. */
const headers = { 'content-type': 'application/json', 'accept': '*/*', 'accept-encoding': 'gzip, deflate, br' };

/** A timestamp as it is written: 19 digits on influx; sqlrace counts from the midnight of 1970, so fewer. */
const nanoseconds = { sqlrace: /^\d{13,14}$/, influx: /^15\d{17}$/ } as const;

interface Place {
  readonly generation: 'sqlrace' | 'influx';
  readonly asking: Asking;
  /** Path of a session with more than 15 laps. */
  readonly session: string;
  readonly laps: number;
  /** A moment within it, as data are asked from. */
  readonly from: string;
}

interface Request {
  readonly name: string;
  /** Below `api/v1/`. */
  readonly path: (place: Place) => string;
  readonly query?: (place: Place) => string;
  /** What both answers must be; `text` as it came. */
  readonly check: (body: unknown, text: string, place: Place) => void;
  /** What only the answer to the query must be. */
  readonly checkQuery?: (body: unknown, place: Place) => void;
}

const data =
  (what: string): Request['path'] =>
  ({ session }) =>
    `${session}/parameters/vCar:Chassis,gLat:Chassis/${what}`;
const lists = (value: unknown): Readonly<Record<string, readonly unknown[]>> => value as Readonly<Record<string, readonly unknown[]>>;

/** Timestamps and as many samples of each column. */
function checkColumns(body: unknown, names: readonly string[]): void {
  const { timestamps = [], values } = body as { readonly timestamps?: readonly unknown[]; readonly values: unknown };
  expect(Object.keys(lists(values))).toEqual(names);
  expect(timestamps.length).toBeGreaterThan(0);
  for (const column of Object.values(lists(values))) {
    expect(column).toHaveLength(timestamps.length);
    expect(column.every((value) => typeof value === 'number' || value === 'NULL')).toBe(true);
  }
}

const checkStamps = (text: string, { generation }: Place): void => {
  const first = /"timestamps":\[(\d+)/.exec(text)?.[1];
  expect(first).toMatch(nanoseconds[generation]);
};

const means = ['Mean(vCar:Chassis)', 'Mean(gLat:Chassis)'];
const lapsOf = (row: Row): number => Number(row['LapsCount'] ?? row['lapsCount']);
const checkSessions = (body: unknown, { generation }: Place): readonly Row[] => {
  const rows = body as readonly Row[];
  expect(rows.length).toBeGreaterThan(0);
  const fields =
    generation === 'sqlrace'
      ? ['Key', 'Identifier', 'TimeOfRecording', 'TimeZone', 'SessionType', 'Start', 'End', 'LapsCount', 'State', 'SessionDetails']
      : [
          'id',
          'streamId',
          'identifier',
          'timeOfRecording',
          'timeZone',
          'sessionType',
          'start',
          'end',
          'lapsCount',
          'state',
          'sessionDetails',
        ];
  for (const row of rows) expect(Object.keys(row)).toEqual(expect.arrayContaining(fields));
  return rows;
};
const detailsOf = (row: Row): readonly Row[] => (row['SessionDetails'] ?? row['sessionDetails'] ?? []) as readonly Row[];

const requests: readonly Request[] = [
  {
    name: 'GET Native frequency',
    path: data('data'),
    query: ({ from }) => `pageSize=20&from=${from}`,
    check: (body, text, place) => {
      checkStamps(text, place);
      const { parameters } = body as { readonly parameters: Readonly<Record<string, Readonly<Record<string, readonly unknown[]>>>> };
      expect(Object.keys(parameters)).toEqual(['vCar:Chassis', 'gLat:Chassis']);
      for (const { timestamps = [], values = [] } of Object.values(parameters)) {
        expect(timestamps.length).toBeGreaterThan(0);
        expect(values).toHaveLength(timestamps.length);
      }
    },
  },
  {
    name: 'GET frequency data',
    path: data('10/data'),
    query: ({ from }) => `pageSize=20&from=${from}`,
    check: (body, text, place) => {
      checkStamps(text, place);
      checkColumns(body, means);
    },
    checkQuery: (body) => expect((body as { readonly timestamps: unknown }).timestamps).toHaveLength(20),
  },
  {
    name: 'GET data with filtering',
    path: data('10/data'),
    query: () => 'pageSize=20&filter=NGear:Chassis;eq;8',
    check: (body, text, place) => {
      checkStamps(text, place);
      checkColumns(body, means);
    },
    checkQuery: (body) => {
      // In the highest gear the car is fast.
      const speeds = lists((body as { readonly values: unknown }).values)['Mean(vCar:Chassis)'] ?? [];
      expect(speeds).toHaveLength(20);
      expect(Math.min(...speeds.map(Number))).toBeGreaterThan(200);
    },
  },
  {
    name: 'GET aggregates with filtering',
    path: data('data/aggregate'),
    query: () => 'pageSize=20&filter=NGear:Chassis;eq;8&groupby=lapnumber',
    check: (body, text, place) => {
      checkStamps(text, place);
      checkColumns(body, means);
      expect((body as { readonly tags: readonly unknown[] }).tags.length).toBe(
        (body as { readonly timestamps: readonly unknown[] }).timestamps.length,
      );
    },
    checkQuery: (body) => {
      const { tags } = body as { readonly tags: readonly Row[] };
      expect(tags.length).toBeGreaterThan(5);
      for (const tag of tags) expect(tag['lapnumber']).toMatch(/^\d+l$/);
    },
  },
  {
    name: 'GET parameters',
    path: ({ session }) => `${session}/parameters`,
    query: () => 'filter=parentParameterGroup;eq;Chassis',
    check: (body) => {
      expect(body).toHaveLength(50);
      for (const row of body as readonly Row[]) {
        expect(row).toMatchObject({
          identifier: expect.stringContaining(':') as string,
          name: expect.any(String) as string,
          maximumValue: expect.any(Number) as number,
          minimumValue: expect.any(Number) as number,
          description: expect.any(String) as string,
          units: expect.any(String) as string,
          format: expect.stringMatching(/^%/) as string,
          parentParameterGroup: expect.any(String) as string,
          frequency: expect.any(Number) as number,
        });
      }
    },
    checkQuery: (body) => {
      expect(new Set((body as readonly Row[]).map((row) => row['parentParameterGroup']))).toEqual(new Set(['Chassis']));
    },
  },
  {
    name: 'GET sessions with filtering and ordering',
    path: () => 'connections/Season2017/sessions',
    query: () => 'orderby=timeOfRecording:desc&filter=lapsCount;gt;10',
    check: (body, _, place) => void checkSessions(body, place),
    checkQuery: (body, place) => {
      const rows = checkSessions(body, place);
      expect(Math.min(...rows.map(lapsOf))).toBeGreaterThan(10);
      const times = rows.map((row) => String(row['TimeOfRecording'] ?? row['timeOfRecording']));
      expect(times).toEqual([...times].sort().reverse());
    },
  },
  {
    name: 'GET sessions with details',
    path: () => 'connections/Season2017/sessions/details',
    check: (body, _, place) => {
      const named = checkSessions(body, place).flatMap(detailsOf);
      expect(named.length).toBeGreaterThan(0);
      for (const detail of named) expect(Object.keys(detail)).toEqual(['Name', 'Value']);
    },
  },
  {
    name: 'GET connections',
    path: () => 'connections/',
    check: (body, _, { generation }) => {
      const fields =
        generation === 'sqlrace'
          ? ['ServerName', 'IsSqlite', 'DatabaseName', 'Identifier', 'RootPath']
          : ['identifier', 'sqlServerConnectionString', 'influxDbDetails'];
      expect((body as readonly Row[]).map((row) => Object.keys(row))).toEqual([fields, fields]);
    },
  },
  {
    name: 'GET Sessions',
    path: () => 'connections/Season2017/sessions',
    check: (body, _, place) => void checkSessions(body, place),
  },
  {
    name: 'GET sessions filter by session details',
    path: () => 'connections/Season2017/sessions',
    query: () => 'items=Driver:ALO',
    check: (body, _, place) => void checkSessions(body, place),
    checkQuery: (body, place) => {
      for (const row of checkSessions(body, place)) expect(detailsOf(row)).toContainEqual({ Name: 'Driver', Value: 'ALO' });
    },
  },
  {
    name: 'GET Laps between 10 and 20 ordered by number desc',
    path: ({ session }) => `${session}/laps`,
    query: () => 'filter=number;ge;10,number;le;15&orderby=number:desc',
    check: (body, text) => {
      expect((body as readonly Row[]).length).toBeGreaterThan(5);
      for (const row of body as readonly Row[])
        expect(Object.keys(row)).toEqual(expect.arrayContaining(['start', 'end', 'lapTime', 'countForFastestLap', 'name', 'number']));
      expect(text).toMatch(/"lapTime":\d{10,12},/);
    },
    checkQuery: (body) => {
      expect((body as readonly Row[]).map((row) => row['number'])).toEqual([15, 14, 13, 12, 11, 10]);
    },
  },
];

describe.each(['sqlrace', 'influx'] as const)('the Postman collection against %s', (generation) => {
  let place: Place;
  beforeEach(async () => {
    const asking = await ask({ generation, sessions: 200 });
    const rows = (await asking.read('connections/Season2017/sessions?pageSize=200')) as readonly Row[];
    const row = rows.find((one) => lapsOf(one) > 15) ?? {};
    const session = `connections/Season2017/sessions/${String(row['id'] ?? row['Key'])}`;
    const text = await (await asking.get(`${session}/laps/2`)).text();
    const from = /"start":(\d+)/.exec(text)?.[1] ?? '';
    place = { generation, asking, session, laps: lapsOf(row), from };
  });

  const answered = async (path: string): Promise<readonly [unknown, string]> => {
    const response = await place.asking.get(path, headers);
    expect(response.status).toBe(200);
    expect(response.headers.get('content-type')).toContain('application/json');
    const text = await response.text();
    return [JSON.parse(text), text];
  };

  it.each(requests.map((request) => [request.name, request] as const))('%s', async (_, { path, query, check, checkQuery }) => {
    const bare = path(place);
    // Without a page size v1 gives all there is: the first of it is looked at.
    const limited = bare.endsWith('data') ? `${bare}?pageSize=1000` : bare;
    check(...(await answered(limited)), place);
    if (query !== undefined) {
      const [body, text] = await answered(`${bare}?${query(place)}`);
      check(body, text, place);
      checkQuery?.(body, place);
    }
    const base = `${place.asking.server.url}/api/v1/${bare}`;
    for (const address of query === undefined ? [base] : [base, `${base}?${query(place)}`]) {
      const refused = await fetch(address, { headers });
      expect(refused.status).toBe(401);
      expect(await refused.text()).not.toContain('Season2017');
    }
  });

  it('data without any query come whole, up to 200,000 rows', async () => {
    const [body] = await answered(`${place.session}/parameters/vCar:Chassis/10/data`);
    const { timestamps } = body as { readonly timestamps: readonly unknown[] };
    const [count] = (await place.asking.read(`${place.session}/parameters/vCar:Chassis/10/data/count`)) as readonly Row[];
    expect(timestamps).toHaveLength(Math.min(200_000, Number(count?.['count'])));
    await answered(`${place.session}/parameters/vCar:Chassis,gLat:Chassis/data`);
  });

  it('data after the session’s end are none, in the same shape', async () => {
    const [body] = await answered(`${data('10/data')(place)}?pageSize=20&from=1552933986609000000`);
    expect(body).toEqual({ timestamps: [], values: Object.fromEntries(means.map((name) => [name, []])) });
    const [raw] = await answered(`${data('data')(place)}?pageSize=20&from=1552933986609000000`);
    const none = { timestamps: [], values: [] };
    expect(raw).toEqual({ parameters: { 'vCar:Chassis': none, 'gLat:Chassis': none } });
  });
});
