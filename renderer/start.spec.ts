import { waitFor } from '@testing-library/svelte';
import { expect, it } from 'vitest';
import { mounted, seasoned, withLayout } from './api/mounted.ts';

withLayout();

it('asks for the list that was left open before it knows the servers, once, and shows it where it was', async () => {
  const fake = seasoned(40);
  const [server] = fake.servers;
  const selected = { serverId: server?.server.id ?? '', connection: 'Season2017' };
  fake.memory = { ...fake.memory, selected, row: 'key-7', filter: 'key-', group: 'circuit' };
  const bench = await mounted(fake);
  await waitFor(() => expect(bench.list.selectedSession?.key).toBe('key-7'));
  const methods = fake.calls.map(([method]) => method);
  expect(methods.filter((method) => method === 'sessions.open')).toHaveLength(1);
  expect(methods.filter((method) => method === 'sessions.locate')).toEqual([]);
  expect(methods.indexOf('sessions.open')).toBeLessThan(methods.indexOf('servers.list'));
});

it('lets go of what it asked for where the server is not there any more', async () => {
  const fake = seasoned(40);
  const [server] = fake.servers;
  fake.memory = { ...fake.memory, selected: { serverId: server?.server.id ?? '', connection: 'Season2017' } };
  const list = fake.api.servers.list.bind(fake.api.servers);
  Object.assign(fake.api.servers, { list: async () => (await list(), []) });
  const bench = await mounted(fake);
  expect(bench.list.place).toBeUndefined();
  expect(fake.calls.map(([method]) => method)).toContain('sessions.close');
});
