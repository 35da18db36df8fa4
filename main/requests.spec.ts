import { describe, expect, it } from 'vitest';
import type { RequestRow } from '../preload/requests.ts';
import { textOf } from './api-requests.ts';
import { silent } from './log.ts';
import { asCurl, asPython } from './remote/as-text.ts';
import { connect } from './remote/connect.ts';
import { startServer } from './remote/spec-server.ts';
import { createRequestsLog, withoutSecretParts, type RequestTold } from './requests.ts';

const told = (more: Partial<RequestTold> = {}): RequestTold => ({
  ...{ at: '2026-05-01T09:00:00.000Z', method: 'GET', url: 'http://track:8011/api/connections', status: 200, ms: 3, bytes: 10 },
  ...{ attempt: 1, work: 'Connections', accept: 'application/json', authorized: true },
  ...more,
});

describe('the requests of a run', () => {
  it('are the last ones, numbered from the first on, and told as they come', () => {
    const log = createRequestsLog(3);
    const heard: number[] = [];
    const stop = log.onAdded(({ id }) => void heard.push(id));
    for (let n = 0; n < 5; n += 1) log.add(told());
    stop();
    log.add(told());
    expect(log.list().map(({ id }) => id)).toEqual([4, 5, 6]);
    expect(heard).toEqual([1, 2, 3, 4, 5]);
  });

  it('tell addresses without what is secret in them, and no less', () => {
    const cases: readonly (readonly [string, string])[] = [
      ['http://jo:hunter22@track:8011/api/v1/connections?page=0', 'http://track:8011/api/v1/connections?page=0'],
      ['http://track/api?access_token=abc123&page=2', 'http://track/api?access_token=…&page=2'],
      ['http://track/api?apiKey=abc123', 'http://track/api?apiKey=…'],
      [
        'http://track/api/connections/Season%202017/sessions?filter=a%3D1',
        'http://track/api/connections/Season%202017/sessions?filter=a%3D1',
      ],
      [
        'http://track/api/connections/Server%3Dtrack%3BPassword%3Dhunter22%3BPort%3D1/sessions/KEY',
        'http://track/api/connections/Server%3Dtrack%3BPassword%3D…%3BPort%3D1/sessions/KEY',
      ],
      ['no address', '…'],
    ];
    for (const [url, shown] of cases) expect(withoutSecretParts(url)).toBe(shown);
  });
});

describe('a whole sign-in and its questions', () => {
  const planted = ['hunter22!', 'tok-3n-value', 'refresh-me-77', 'sql-secret-55'];

  it('leave no secret in the list of requests, nor in a text made of it', async () => {
    const name = 'Server=db;User=sa;Password=sql-secret-55;hunter22!';
    const server = await startServer(({ path, before }, response) => {
      response.setHeader('content-type', 'application/json');
      if (path === '/token')
        response.end(JSON.stringify({ access_token: 'tok-3n-value', refresh_token: 'refresh-me-77', expires_in: 900 }));
      else if (path.endsWith('/connections')) response.end(JSON.stringify(before === 0 ? [{ Identifier: name, FriendlyName: name }] : []));
      else response.writeHead(404).end('{}');
    });
    const log = createRequestsLog();
    try {
      const remote = await connect(
        { url: server.url, generation: 'rest', clientId: 'the-client' },
        { user: 'jo', password: 'hunter22!' },
        { log: silent, onRequest: (row) => log.add(row) },
      );
      await remote.connections();
      await remote.session(name, 'tok-3n-value', { work: `Session of ${name}` });
      remote.close();
    } finally {
      await server.stop();
    }
    const rows: readonly RequestRow[] = log.list();
    expect(rows.map(({ method, status, work }) => [method, status, work.split(' ')[0]])).toContainEqual(['POST', 200, 'Sign-in']);
    expect(rows.find(({ method }) => method === 'POST')?.fields).toEqual(['grant_type', 'username', 'password', 'client_id']);
    expect(rows.at(-1)).toMatchObject({ status: 404, authorized: true });
    const texts = [JSON.stringify(rows), ...rows.flatMap((row) => [asCurl(textOf(row)), asPython(textOf(row))])];
    for (const text of texts) {
      for (const secret of planted) {
        expect(text).not.toContain(secret);
        expect(text).not.toContain(encodeURIComponent(secret));
      }
    }
  });

  it('tell each try, and that no answer came', async () => {
    const server = await startServer(({ path, before }, response) => {
      if (path === '/token') response.end('{"access_token":"abc"}');
      else if (before === 0) response.writeHead(503).end('{}');
      else response.end('[]');
    });
    const rows: RequestTold[] = [];
    const remote = await connect(
      { url: server.url, generation: 'rest' },
      { user: 'jo', password: 'x-y-z-1' },
      { log: silent, onRequest: (row) => void rows.push(row), limits: { pause: 1, tries: 2 } },
    );
    await remote.connections();
    await server.stop();
    await expect(remote.connections()).rejects.toThrow();
    remote.close();
    expect(rows.slice(1).map(({ status, failure, attempt }) => [status ?? failure, attempt])).toEqual([
      [503, 1],
      [200, 2],
      ['unreachable', 1],
      ['unreachable', 2],
    ]);
  });
});
