import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { homedir, tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import type { Server } from '../../preload/model.ts';
import { firstSettings } from '../../preload/settings.ts';
import { Failure } from '../failure.ts';
import { createRequestsLog } from '../requests.ts';
import { createRedactor } from '../shell/redact.ts';
import { diagnose, type DiagnosticsParts } from './diagnostics.ts';
import { hidden } from './hiding.ts';

const folder = mkdtempSync(join(tmpdir(), 'paddock-diagnostics-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const server: Server = {
  ...{ id: 'x', name: 'Würth Factory', url: 'https://tapi.team-red.example:8443/api', user: 'ada.lovelace', generation: 'auto' },
  ...{ identityUrl: 'https://login.team-red.example', caFile: '/home/ada/ca.pem', proxy: 'http://10.9.8.7:3128' },
  ...{ readOnly: false, demo: false, password: 'kept' },
};

mkdirSync(join(folder, 'logs'));
writeFileSync(
  join(folder, 'logs', 'paddock.log'),
  [
    ...Array.from({ length: 400 }, (_, at) => `2026-03-14T10:00:00.000Z info  old: line ${at}`),
    'info  client: asked https://tapi.team-red.example:8443/api/connections/Hungary%20Test/sessions',
    'warn  client: getaddrinfo ENOTFOUND nas.pit-wall',
    `info  store: opened ${homedir()}/x, C:\\Users\\Grace\\Paddock, \\\\fileserver\\share`,
    'info  client: Authorization: Bearer eyJhbGciOiJIUzI1NiJ9.e30.abc, "password": "swordfish"',
    'info  client: sent hunter2-planted',
    'info  listens on http://127.0.0.1:8011',
  ].join('\n'),
);

function partsWith(more: Partial<DiagnosticsParts> = {}): DiagnosticsParts {
  const redactor = createRedactor();
  redactor.register('hunter2-planted');
  const requests = createRequestsLog();
  requests.add({
    ...{ at: '2026-03-14T10:00:00.000Z', method: 'GET', url: 'https://tapi.team-red.example:8443/api/connections', status: 200 },
    ...{ ms: 12.4, bytes: 99, attempt: 1, work: 'Sync of Hungary Test', accept: 'application/json', authorized: true },
  });
  return {
    versions: () =>
      Promise.resolve({ paddock: '0.1.0', electron: '45', chromium: '148', node: '24', sqlite: '3.51', platform: 'linux x64' }),
    settings: () => ({ ...firstSettings, proxy: 'http://gateway.team-red.example:3128' }),
    servers: () => Promise.resolve({ list: () => [server], keychain: () => ({ available: true }), notices: [] }),
    store: () =>
      Promise.resolve({
        usage: () =>
          Promise.resolve({
            ...{ bytes: 1000, estimated: true },
            servers: [
              {
                server: `${server.url} ada.lovelace`,
                bytes: 900,
                connections: [{ connection: 'Hungary Test', snapshots: 2, sessions: 1003, bytes: 900 }],
              },
            ],
          }),
        verify: () => Promise.resolve([]),
      }),
    notices: () => [],
    ...{ requests, folder, redact: (text: string) => redactor.redact(text), now: () => Date.parse('2026-03-14T12:00:00Z') },
    ...more,
  };
}

const secrets = ['hunter2-planted', 'eyJhbGciOiJIUzI1NiJ9', 'swordfish'];
const names = [
  ...['team-red', 'ada', 'Würth', 'lovelace', '10.9.8.7', 'Hungary', 'nas.pit-wall', 'Grace', 'fileserver'],
  ...(homedir().length > 2 ? [homedir()] : []),
];

describe('diagnostics', () => {
  it('tell no secret and nobody’s name, and all else', async () => {
    const text = await diagnose(partsWith(), { withNames: false, check: false });
    for (const planted of [...secrets, ...names]) expect(text).not.toContain(planted);
    expect(text).toContain('sqlite: 3.51');
    expect(text).toContain('keychain: there');
    expect(text).toContain('Server 1: https://host-1:8443/api, generation auto, user user-1, password kept');
    expect(text).toContain('  Connection 1: 2 snapshots, 1003 sessions');
    expect(text).toContain('GET https://host-1:8443/api/connections 200 12 ms, 99 bytes, try 1: Sync of Connection 1');
    expect(text).toContain('http://127.0.0.1:8011');
    expect(text).toContain('not checked');
    expect(text).toContain('line 399');
    expect(text).not.toContain('line 100');
  });

  it('tell names where they are asked for, and never a secret', async () => {
    const text = await diagnose(partsWith(), { withNames: true, check: true });
    for (const planted of secrets) expect(text).not.toContain(planted);
    for (const name of ['Würth Factory', 'ada.lovelace', 'Hungary Test', 'nas.pit-wall']) expect(text).toContain(name);
    expect(text).toContain('checked: everything is as it was saved');
  });

  it('are written though the store or the servers cannot be read', async () => {
    const broken = (): Promise<never> => Promise.reject(new Failure('store-damaged'));
    const text = await diagnose(partsWith({ store: broken, servers: broken }), { withNames: false, check: true });
    expect(text).toContain('## What is saved\ncannot be read: store-damaged');
    expect(text).toContain('## Servers\ncannot be read: store-damaged');
    expect(text).toContain('line 399');
  });
});

it('the same name is the same everywhere, in any case and encoding, and no part of another word', () => {
  const known = [
    { kind: 'Server', value: 'Pit' },
    { kind: 'user', value: 'José M' },
  ] as const;
  expect(hidden('PIT and pit, not pity: Jos%C3%A9%20M, josé m', known)).toBe('Server 1 and Server 1, not pity: user-1, user-1');
});
