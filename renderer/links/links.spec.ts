/** Links as they come into the window. */
import { fireEvent, screen, waitFor } from '@testing-library/svelte';
import { expect, it } from 'vitest';
import { opened, withLayout } from '../api/mounted.ts';

withLayout();

it('a link to the list that is shown leaves open what is read in it; one to another list shows that', async () => {
  const { fake, bench, grid } = await opened(1003);
  fake.servers[0]?.connections.push({ name: 'Archive', sessions: 20 });
  await bench.servers.refresh('id-Track PC');
  grid.focus();
  await fireEvent.keyDown(grid, { key: 'ArrowDown' });
  await fireEvent.keyDown(grid, { key: 'Enter' });
  const session = await screen.findByRole('region', { name: /^Session \d/ });
  await bench.links.open({ server: 'Track PC', connection: 'Season2017' });
  expect(session.isConnected).toBe(true);
  fake.emit('link.opened', { link: { server: 'Track PC', connection: 'Archive' } });
  await waitFor(() => expect(bench.list.place?.connection).toBe('Archive'));
  expect(session.isConnected).toBe(false);
});
