/** The exported collection is carried out against the demo server, as Postman would: variables, scripts and all. */
import { describe, expect, it } from 'vitest';
import { start } from '../demo/asking.ts';
import { generations, type Generation } from '../../preload/model.ts';
import { collectionText, postmanCollection, type Collection, type Folder, type Request } from './collection.ts';

const server = (more: Partial<Parameters<typeof postmanCollection>[0]['server']> = {}) =>
  ({ name: 'Track', url: 'http://track:8011', user: 'demo', generation: 'auto', ...more }) as const;

const isFolder = (item: Folder | Request): item is Folder => 'item' in item;
const requestsOf = (items: readonly (Folder | Request)[]): readonly Request[] =>
  items.flatMap((item) => (isFolder(item) ? requestsOf(item.item) : [item]));

/** Carries out one request; returns its status and text. */
async function send(collection: Collection, one: Request, variables: Map<string, string>): Promise<{ status: number; text: string }> {
  const filled = (text: string): string => text.replaceAll(/\{\{(\w+)\}\}/g, (_, name: string) => variables.get(name) ?? '?');
  const { method, url, header, body, auth } = one.request;
  const query = (url.query ?? []).filter(({ disabled }) => disabled !== true).map(({ key, value }) => `${key}=${filled(value)}`);
  // As Postman puts it together from its parts, which has to be what `raw` says.
  const address = filled([...url.host, ...url.path].join('/')) + (query.length === 0 ? '' : `?${query.join('&')}`);
  expect(filled(url.raw)).toBe(address);
  const headers = new Headers(header.map(({ key, value }) => [key, value] as [string, string]));
  if (auth?.type !== 'noauth') headers.set('authorization', `Bearer ${filled(collection.auth.bearer[0]?.value ?? '')}`);
  const answer = await fetch(address, {
    ...{ method, headers },
    ...(body && { body: new URLSearchParams(body.urlencoded.map(({ key, value }): [string, string] => [key, filled(value)])) }),
  });
  const text = await answer.text();
  for (const { script } of one.event ?? []) {
    const pm = {
      test: (_name: string, work: () => void) => work(),
      expect: (value: unknown) => ({ to: { be: { a: (type: string) => expect(typeof value).toBe(type) } } }),
      response: { json: () => JSON.parse(text) as unknown },
      collectionVariables: { set: (name: string, value: string) => void variables.set(name, value) },
    };
    // eslint-disable-next-line @typescript-eslint/no-implied-eval -- Postman, too, runs a script of the collection as a function made of its text
    (new Function('pm', script.exec.join('\n')) as (given: typeof pm) => void)(pm);
  }
  return { status: answer.status, text };
}

describe.each(generations)('the collection of a server of the generation %s', (generation: Generation) => {
  it('is carried out request by request, each answered with what it asks for', async () => {
    const { url, identityUrl } = await start({ generation });
    const collection = postmanCollection({
      server: server({ url, ...(identityUrl !== undefined && { identityUrl }) }),
      generation,
      connections: ['Season2017'],
    });
    const variables = new Map(collection.variable.map(({ key, value }) => [key, value]));
    variables.set('password', 'demo');
    const all = requestsOf(collection.item);
    expect(all.length).toBeGreaterThan(7);
    for (const one of all) {
      const { status, text } = await send(collection, one, variables);
      expect([one.name, status]).toEqual([one.name, 200]);
      expect(text.length).toBeGreaterThan(2);
    }
    expect(variables.get('token')).not.toBe('');
    expect(variables.get('sessionKey')).not.toBe('');
  });
});

describe('a collection', () => {
  const collection = postmanCollection({ server: server({ generation: 'influx' }), connections: ['Season2017', 'Übung/2 #1'] });

  it('is what the published format asks for', () => {
    const read = JSON.parse(collectionText(collection)) as Collection;
    expect(read).toEqual(collection);
    expect(read.info.schema).toBe('https://schema.getpostman.com/json/collection/v2.1.0/collection.json');
    expect(read.info.name).toBe('Track');
    for (const { name, request, response, event = [] } of requestsOf(read.item)) {
      expect(name).not.toBe('');
      expect(['GET', 'POST']).toContain(request.method);
      expect(request.url.raw).toMatch(/^\{\{(baseUrl|identityUrl)\}\}\//);
      expect(response).toEqual([]);
      for (const { listen, script } of event) {
        expect(listen).toBe('test');
        expect(script.exec.length).toBeGreaterThan(0);
      }
    }
    for (const { key, value } of read.variable) expect([typeof key, typeof value]).toEqual(['string', 'string']);
  });

  it('holds no secret, a folder for each connection, and names as parts of a path', () => {
    const values = new Map(collection.variable.map(({ key, value }) => [key, value]));
    expect([values.get('password'), values.get('token')]).toEqual(['', '']);
    expect(values.get('clientId')).toBe('default.tapi.client');
    expect(collection.item.filter(isFolder).map(({ name }) => name)).toEqual(['Season2017', 'Übung/2 #1']);
    expect(collectionText(collection)).toContain(`connections/${encodeURIComponent('Übung/2 #1')}/sessions`);
  });

  it('of a server that was never asked has a folder for each generation', () => {
    const unknown = postmanCollection({ server: server(), connections: ['A'] });
    expect(unknown.item.filter(isFolder).map(({ name }) => name)).toEqual([
      ...['If it is “rest”', 'If it is “sqlrace”', 'If it is “influx”'],
    ]);
  });
});
