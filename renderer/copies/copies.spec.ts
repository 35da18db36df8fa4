import { describe, expect, it } from 'vitest';
import type { SessionRequests } from '../../preload/requests-of-session.ts';
import { fakeSession } from '../api/season.ts';
import { columnsFor, columnsOf } from '../sessions/columns.ts';
import { atlasText } from './atlas.ts';
import { sessionsJson } from './json.ts';
import { curlText, pythonText } from './scripts.ts';
import { tableHead, tableRow } from './table.ts';

const columns = columnsFor(['Driver']);

const requests: SessionRequests = {
  ...{ generation: 'influx', base: 'https://track/tap/api/v1', tokenUrl: 'https://identity/token', user: "o'neil", clientId: 'tapi' },
  sessions: [
    {
      key: 'k"1\n',
      ...{ session: "connections/it's/sessions/k%221%0A", details: "connections/it's/sessions/k%221%0A/details" },
      laps: "connections/it's/sessions/k%221%0A/laps",
    },
  ],
};

describe('a table', () => {
  it('has times as the server wrote them, with all decimals, and a line of headings where wanted', () => {
    expect(tableHead(columns)).toBe('Recorded\tIdentifier\tType\tDriver\tLaps\tState');
    expect(tableRow(columns, { session: fakeSession(0) })).toBe('2017-10-23T22:07:58.1230000\t171023220758\tPractice\tHAM\t0\tLive');
  });

  it('has the fastest lap where its column is shown, with all decimals', () => {
    const shown = columnsOf({ detailNames: [], hasFastest: true }).filter(({ field }) => field === 'identifier' || field === 'fastest');
    const row = { session: fakeSession(0), fastest: 107_263_000_100 };
    expect(tableHead(shown)).toBe('Identifier\tFastest');
    expect(tableRow(shown, row)).toBe('171023220758\t1:47.2630001');
    expect(tableRow(shown, { ...row, fastest: 3_723_000_000_000 })).toBe('171023220758\t1:02:03.000');
    expect(tableRow(shown, { session: fakeSession(0) })).toBe('171023220758\t');
  });

  it('runs nothing in a spreadsheet: what begins a formula stays a text, a number stays a number', () => {
    const session = { ...fakeSession(0), sessionType: '=HYPERLINK("x")', identifier: '@a\tb\r\nc', lapsCount: -3, details: [] };
    expect(tableRow(columns, { session })).toBe('2017-10-23T22:07:58.1230000\t\'@a b c\t\'=HYPERLINK("x")\t\t-3\tLive');
  });
});

describe('JSON', () => {
  it('is the command line’s session, integers exact, own marks with it', () => {
    const session = {
      key: 'k',
      identifier: null,
      id: 9007199254740993n,
      details: [{ name: 'Driver', value: 'HAM' }],
      extra: { group: 'A' },
    };
    expect(sessionsJson([{ session, own: { starred: true } }])).toBe(
      '{"key":"k","identifier":null,"id":9007199254740993,"details":[{"name":"Driver","value":"HAM"}],"extra":{"group":"A"},"own":{"starred":true}}',
    );
    expect(JSON.parse(sessionsJson([{ session: fakeSession(0) }, { session: fakeSession(1) }]))).toHaveLength(2);
  });
});

describe('scripts', () => {
  it('name what is asked for and hold no secret', () => {
    const shell = curlText(requests);
    expect(shell).toContain(String.raw`'https://track/tap/api/v1/connections/it'\''s/sessions/k%221%0A/laps'`);
    expect(shell).toContain(String.raw`--data-urlencode 'username=o'\''neil' --data-urlencode 'client_id=tapi'`);
    expect(shell).toContain('# Session k"1 : the session');
    const python = pythonText(requests);
    expect(python).toContain(String.raw`"k\"1\n": "connections/it's/sessions/k%221%0A",`);
    expect(python).toContain('requests.post("https://identity/token"');
    expect(python).toContain('"client_id": "tapi"');
  });
});

describe('for ATLAS', () => {
  it('tells key, identifier and where the storage lies, as far as the server does', () => {
    const connection = {
      name: 'Season2017',
      serverName: 'PC\\SQLEXPRESS',
      isSqlite: false,
      databaseName: 'SQLRACE01',
      rootPath: 'C:\\Stream',
    };
    expect(atlasText(connection, [fakeSession(0)])).toBe(
      'Identifier: 171023220758\nKey: key-0\nConnection: Season2017\nServer: PC\\SQLEXPRESS\nDatabase: SQLRACE01\nStorage path: C:\\Stream',
    );
    const sqlite = { name: 'Live', serverName: 'DbEngine=SQLite;Data Source=C:\\a.ssn2;', isSqlite: true, rootPath: null };
    expect(atlasText(sqlite, [fakeSession(0)])).toContain('Connection string: DbEngine=SQLite;Data Source=C:\\a.ssn2;');
  });
});
