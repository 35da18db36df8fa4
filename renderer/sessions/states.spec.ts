import { screen, within } from '@testing-library/svelte';
import { describe, expect, it } from 'vitest';
import { Fake } from '../api/fake.ts';
import { mounted, opened, seasoned, withLayout } from '../api/mounted.ts';
import { fakeServer, fakeSnapshot } from '../api/season.ts';

withLayout();

const now = new Date().toISOString();
const offline = { code: 'unreachable', message: 'The server cannot be reached.', todo: 'Check the network.' } as const;

function alone(more: Partial<Fake['servers'][number]> = {}): Fake {
  const fake = new Fake();
  fake.servers.push({ server: fakeServer('Track PC'), reach: { state: 'live', at: now, generation: 'rest' }, connections: [], ...more });
  return fake;
}

describe('where no list is, the next step is', () => {
  it('the palette, where a connection can be chosen', async () => {
    await mounted(seasoned(5));
    (await screen.findByRole('button', { name: /^Go to a connection/ })).click();
    const palette = await screen.findByRole('dialog', { name: 'Command palette' });
    await within(palette).findByRole('combobox', { name: 'Command or connection' });
  });

  it('asking again, where the server shows no connections', async () => {
    const fake = alone();
    await mounted(fake);
    (await screen.findByRole('button', { name: 'Ask again' })).click();
    await screen.findByText(/no connections\./u);
    expect(fake.calls.filter(([method]) => method === 'connections.refresh').length).toBeGreaterThan(1);
  });

  it('trying again, where it cannot be reached', async () => {
    await mounted(alone({ reach: { state: 'offline', at: now, failure: offline } }));
    await screen.findByText('The server cannot be reached.');
    await screen.findByRole('button', { name: 'Try again' });
  });

  it('signing in, where nobody is', async () => {
    await mounted(alone({ server: fakeServer('Track PC', { password: 'none' }), reach: { state: 'unasked' } }));
    (await screen.findByRole('button', { name: 'Sign in' })).click();
    await screen.findByRole('dialog', { name: 'Sign in to Track PC' });
  });

  it('another file, where the one that is open holds nothing', async () => {
    await mounted(alone({ server: fakeServer('spa-fp1', { readOnly: true }), reach: { state: 'unasked' } }));
    await screen.findByRole('button', { name: 'Open another file…' });
  });
});

describe('a list that is there', () => {
  it('asks again, where it holds no sessions', async () => {
    await opened(0, seasoned(0));
    await screen.findByText('This connection holds no sessions.');
    await screen.findByRole('button', { name: 'Ask again' });
  });

  it('stays, and says so, when the server has its connection no more', async () => {
    const { fake } = await opened(40);
    expect(screen.queryByRole('region', { name: 'Connection gone' })).toBeNull();
    fake.emit('connections.changed', {
      serverId: fake.servers[0]?.server.id ?? '',
      answer: { source: 'live', takenAt: now, connections: [{ connection: { name: 'Season2018' }, snapshot: fakeSnapshot(1) }] },
    });
    const gone = await screen.findByRole('region', { name: 'Connection gone' });
    expect(gone.textContent).toContain('What was saved of it stays.');
    expect((await screen.findByRole('grid', { name: 'Sessions' })).getAttribute('aria-rowcount')).toBe('41');
  });
});

describe('a failure', () => {
  it('is copied with its code, its sentences, the version and the time', async () => {
    const fake = seasoned(5);
    fake.notices = [{ ...offline, serverSaid: 'no route; Password=hunter2' }];
    await mounted(fake);
    (await screen.findByRole('button', { name: 'Copy details' })).click();
    await screen.findByText('Copied');
    const [, text] = fake.calls.find(([method]) => method === 'app.copy') ?? [];
    expect(text).toMatch(/^Paddock 0\.1\.0 .*\n\d{4}-.*\nunreachable: The server cannot be reached\.\n/u);
    expect(text).not.toContain('hunter2');
  });
});
