/** Connections, laps and details. */
import { describe, expect, it } from 'vitest';
import { decodeConnections, decodeDetails, decodeLaps } from './index.ts';

const bytes = (value: unknown): Uint8Array => new TextEncoder().encode(typeof value === 'string' ? value : JSON.stringify(value));

describe('a connection', () => {
  const live = {
    FriendlyName: 'Live Session Cache',
    ServerName: 'DbEngine=SQLite;Data Source=C:\\Users\\AdminRestApi\\LiveSessionCache.ssn2;PRAGMA journal_mode=WAL;',
    IsSqlite: true,
    DatabaseName: 'C:\\Users\\AdminRestApi\\LiveSessionCache.ssn2 ',
    Identifier: 'live',
    RootPath: null,
  };
  const decoded = {
    name: 'Live Session Cache',
    serverName: live.ServerName,
    isSqlite: true,
    databaseName: live.DatabaseName,
    identifier: 'live',
    rootPath: null,
  };

  it('is named by FriendlyName on rest, to the letter', () => {
    expect(decodeConnections(bytes([live]))).toEqual({ items: [decoded], records: 1, skipped: 0 });
  });

  it('is named by Identifier on v1, in either spelling', () => {
    expect(decodeConnections(bytes([{ ...live, FriendlyName: undefined }])).items).toEqual([{ ...decoded, name: 'live' }]);
    expect(decodeConnections(bytes([{ identifier: 'influx' }])).items).toEqual([{ name: 'influx', identifier: 'influx' }]);
  });

  it('loses the secrets of the server, in whatever field they stand', () => {
    const connectionString = 'Server=db;Initial Catalog=S;User ID=sa;Password="se;same";Pwd = \'sesame\' ;Uid=sa;Encrypt=true';
    const record = {
      identifier: 'Season',
      sqlServerConnectionString: connectionString,
      influxDbDetails: [{ influxDbUrl: 'http://root:sesame@influx:8086', label: '*' }],
      serverName: connectionString,
      databaseName: 'password=sesame',
      rootPath: 'https://root:ses%40me@files/share',
    };
    const { items } = decodeConnections(bytes([record]));
    expect(items).toEqual([
      {
        name: 'Season',
        identifier: 'Season',
        serverName: 'Server=db;Initial Catalog=S;User ID=***;Password=***;Pwd = ***;Uid=***;Encrypt=true',
        databaseName: 'password=***',
        rootPath: 'https://files/share',
      },
    ]);
    expect(JSON.stringify(items)).not.toMatch(/se;?same|\bsa\b|root:/);
  });

  it('without a name is none, and fields of another type are left out', () => {
    const { items, records, skipped } = decodeConnections(
      bytes([{ ServerName: 'x' }, { FriendlyName: '', Identifier: '' }, 'text', null, { Identifier: 'a', IsSqlite: 'yes', RootPath: 4 }]),
    );
    expect(items).toEqual([{ name: 'a', identifier: 'a' }]);
    expect({ records, skipped }).toEqual({ records: 5, skipped: 4 });
  });
});

describe('laps', () => {
  it('of rest keep their texts', () => {
    const lap = {
      StartTime: '11:19:45.0450000',
      EndTime: '11:21:32.3080000',
      LapTime: '00:01:47.2630000',
      CountForFastestLap: true,
      Name: 'Out Lap',
      Number: 1,
    };
    expect(decodeLaps(bytes([lap])).items).toEqual([
      {
        number: 1,
        name: 'Out Lap',
        startTime: '11:19:45.0450000',
        endTime: '11:21:32.3080000',
        lapTime: '00:01:47.2630000',
        countForFastestLap: true,
      },
    ]);
  });

  it('of v1 keep their nanoseconds exact', () => {
    const text =
      '[{"start":1508796478364617601,"end":1508796478364617602,"lapTime":83123456789,"name":"Lap 16","number":16,"sessionId":"k"}]';
    expect(decodeLaps(bytes(text)).items).toEqual([
      {
        number: 16,
        name: 'Lap 16',
        startTime: 1508796478364617601n,
        endTime: 1508796478364617602n,
        lapTime: 83123456789,
        countForFastestLap: null,
      },
    ]);
  });

  it('lose what is of another type, and records that are none', () => {
    const { items, skipped } = decodeLaps(bytes([{ number: '1', name: 7, countForFastestLap: 'yes', lapTime: [] }, { hello: 1 }, 3]));
    expect(items).toEqual([{ number: null, name: null, startTime: null, endTime: null, lapTime: null, countForFastestLap: null }]);
    expect(skipped).toBe(2);
  });
});

describe('details', () => {
  const driver = { name: 'Driver', value: 'HAM' };

  it.each([
    ['pairs', [{ Name: 'Driver', Value: 'HAM' }]],
    ['pairs in camel case', [{ name: 'Driver', value: 'HAM' }]],
    ['one bare pair', { Name: 'Driver', Value: 'HAM' }],
    ['an object', { Driver: 'HAM' }],
    ['a session', { key: 'k', timeOfRecording: null, sessionDetails: [{ name: 'Driver', value: 'HAM' }] }],
    ['a session in a list', [{ id: 'k', sessionDetails: { Driver: 'HAM' } }]],
  ])('are read from %s', (_form, value) => {
    expect(decodeDetails(bytes(value)).items).toEqual([driver]);
  });

  it('are none in a session without them', () => {
    expect(decodeDetails(bytes({ key: 'k', timeOfRecording: null })).items).toEqual([]);
    expect(decodeDetails(bytes({ key: 'k', sessionDetails: null })).items).toEqual([]);
    expect(decodeDetails(bytes([])).items).toEqual([]);
  });

  it('keep values that are no texts as texts, repeated names, and their order', () => {
    const { items, skipped } = decodeDetails(
      bytes(
        '[{"Name":"a","Value":44},{"Name":"f","Value":1.50},{"Name":"a","Value":12345678901234567890},{"Name":"b","Value":null},{"Name":"c"},{"Name":"d","Value":{}}]',
      ),
    );
    expect(items).toEqual([
      { name: 'a', value: '44' },
      { name: 'f', value: '1.50' },
      { name: 'a', value: '12345678901234567890' },
      { name: 'b', value: '' },
    ]);
    expect(skipped).toBe(2);
  });
});
