/** Files that leave and come in, as the window shows them. */
import { fireEvent, screen, waitFor, within } from '@testing-library/svelte';
import { describe, expect, it } from 'vitest';
import { CallFailure } from '../api/failure.ts';
import type { Fake } from '../api/fake.ts';
import { mounted, opened, seasoned, withLayout } from '../api/mounted.ts';
import { bytesText, travelText } from './words.ts';

withLayout();

const called = (fake: Fake, method: string): unknown => fake.calls.findLast(([name]) => name === method)?.[1];

function dropped(name: string): Event {
  const event = new Event('drop', { bubbles: true, cancelable: true });
  Object.defineProperty(event, 'dataTransfer', { value: { types: ['Files'], files: [new File([], name)] } });
  return event;
}

describe('an export', () => {
  it('takes the list as it is filtered, sorted and columned, shows how far it is, and what it came to', async () => {
    const { fake, bench } = await opened(1003);
    let finish = (): void => {};
    fake.history.gate = new Promise((resolve) => (finish = resolve));
    await fireEvent.keyDown(document.body, { key: 'e', ctrlKey: true });
    const dialog = await screen.findByRole('dialog', { name: 'Export sessions' });
    within(dialog).getByRole('button', { name: 'Choose file…' }).click();
    await waitFor(() => expect(bench.travel.kind).toBe('export'));
    expect(called(fake, 'travel.export')).toMatchObject({
      ...{ scope: 'list', format: 'csv', serverId: 'id-Track PC', connection: 'Season2017', filter: '', withAddress: false },
      columns: ['timeOfRecording', 'identifier', 'sessionType', 'detail:Driver', 'detail:Car', 'detail:Circuit', 'lapsCount', 'state'],
    });
    fake.emit('travel.progress', { kind: 'export', file: 'spa.csv', done: 200, of: 1003 });
    await screen.findByText('Exporting spa.csv: 200 of 1,003');
    await bench.panel.show('Activity');
    expect(screen.queryByText(/^Exporting spa\.csv/)).toBeNull();
    bench.panel.close();
    await screen.findByText('Exporting spa.csv: 200 of 1,003');
    screen.getByRole('button', { name: 'Cancel' }).click();
    expect(fake.calls.at(-1)).toEqual(['cancel']);
    finish();
    await screen.findByText('Exported 1,003 sessions to /data/spa.csv (120 KB).');
  });

  it('says that the fastest lap, which no listing has, is not in the file, where its column is shown', async () => {
    const { bench } = await opened(1003);
    bench.columns.show('fastest', true);
    screen.getByRole('button', { name: 'Export' }).click();
    const dialog = await screen.findByRole('dialog', { name: 'Export sessions' });
    within(dialog).getByText(/sorted and with its columns but the fastest lap$/);
    within(dialog)
      .getByRole('radio', { name: /^Paddock/ })
      .click();
    await within(dialog).findByText(/sorted and with its columns$/);
  });

  it('asks for the address only for a .paddock file', async () => {
    const { fake } = await opened(1003);
    screen.getByRole('button', { name: 'Export' }).click();
    const dialog = await screen.findByRole('dialog', { name: 'Export sessions' });
    expect(within(dialog).queryByRole('checkbox')).toBeNull();
    within(dialog)
      .getByRole('radio', { name: /^Paddock/ })
      .click();
    (await within(dialog).findByRole('checkbox')).click();
    within(dialog)
      .getByRole('radio', { name: /^Track PC/ })
      .click();
    within(dialog).getByRole('button', { name: 'Choose file…' }).click();
    await waitFor(() => expect(called(fake, 'travel.export')).toMatchObject({ scope: 'server', format: 'paddock', withAddress: true }));
  });
});

describe('a file that comes in', () => {
  it('is opened by a drop, stands in the tree as a file, read only, and is not opened twice', async () => {
    const fake = seasoned(1003);
    const bench = await mounted(fake);
    document.body.dispatchEvent(dropped('spa-fp1.paddock'));
    await screen.findByRole('treeitem', { name: 'spa-fp1, file' });
    expect(called(fake, 'travel.importFile')).toBe('/dropped/spa-fp1.paddock');
    await waitFor(() => expect(bench.list.opened?.total).toBe(40));
    expect(screen.getAllByRole('status').some(({ textContent }) => /From a file, saved/.test(textContent))).toBe(true);
    const syncs = fake.calls.filter(([method]) => method === 'sync.run').length;
    await bench.refresh();
    expect(fake.calls.filter(([method]) => method === 'sync.run')).toHaveLength(syncs);
    document.body.dispatchEvent(dropped('spa-fp1.paddock'));
    await screen.findByText('spa-fp1 was open already.');
  });

  it('of a server that is there is joined into it where that is wanted, and conflicts are told', async () => {
    const fake = seasoned(1003);
    fake.history.origin = { serverId: 'id-Track PC', name: 'Track PC' };
    const bench = await mounted(fake);
    await fireEvent.keyDown(document.body, { key: 'o', ctrlKey: true });
    const dialog = await screen.findByRole('dialog', { name: 'Join the histories?' });
    within(dialog).getByRole('button', { name: 'Join into Track PC' }).click();
    await screen.findByText(/Joined 2 snapshots with 40 sessions into Track PC\. The note of 171023220758 differs\./);
    await waitFor(() => expect(bench.servers.selected).toEqual({ serverId: 'id-Track PC', connection: 'Season2017' }));
  });

  it('is opened where the start, or a second one, names it', async () => {
    const fake = seasoned(1003);
    fake.openFile = '/stick/first.paddock';
    await mounted(fake);
    await screen.findByRole('treeitem', { name: 'first, file' });
    fake.emit('file.opened', { path: '/stick/second.paddock' });
    await screen.findByRole('treeitem', { name: 'second, file' });
  });

  it('that is refused is told, and nothing is opened', async () => {
    const fake = seasoned(1003);
    fake.api.travel.importFile = () => Promise.reject(new CallFailure({ code: 'usage', message: 'It is no file that Paddock wrote.' }));
    await mounted(fake);
    document.body.dispatchEvent(dropped('evil.paddock'));
    await screen.findByText('It is no file that Paddock wrote.');
    expect(fake.servers).toHaveLength(1);
  });
});

describe('words', () => {
  it('say sizes and how far it is', () => {
    expect([999, 1000, 1_234_567, 99_600_000, 5_000_000_000].map(bytesText)).toEqual(['999 bytes', '1.0 KB', '1.2 MB', '100 MB', '5.0 GB']);
    expect(travelText('backup', undefined)).toBe('Backing up…');
    expect(travelText('backup', { kind: 'backup', file: 'a.db', done: 0 })).toBe('Backing up a.db…');
  });
});
