/** What is still to be kept offline: there after a restart, whatever becomes of the file. */
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { openKeepingBook, type KeepingBook } from './keeping-book.ts';
import { silent } from './log.ts';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'paddock-keeping-'));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));
const open = (): KeepingBook => openKeepingBook({ folder, log: silent });

it('keeps what is wanted of each connection, each session once, and whether it is paused', async () => {
  const book = open();
  expect(await book.want('http://track me', 'Season', ['a', 'b'])).toMatchObject({ keys: ['a', 'b'], paused: false });
  await book.want('http://track me', 'Other', ['x']);
  await book.setPaused('http://track me', 'Season', true);
  expect(await open().want('http://track me', 'Season', ['b', 'c'])).toMatchObject({ keys: ['a', 'b', 'c'], paused: true });
  await open().setPaused('http://track me', 'Season', false);
  await book.drop('http://track me', 'Other');
  expect(open().list()).toEqual([{ place: 'http://track me', connection: 'Season', paused: false, keys: ['a', 'b', 'c'] }]);
});

it('tells the users of one server apart, and drops and pauses what is not there without a word', async () => {
  const book = open();
  await book.want('http://track me', 'Season', ['a']);
  await book.want('http://track you', 'Season', ['b']);
  await book.drop('http://track me', 'Season');
  await book.drop('http://track me', 'Season');
  await book.setPaused('http://track me', 'Season', true);
  expect(book.list()).toMatchObject([{ place: 'http://track you', keys: ['b'] }]);
});

it('comes back from a damaged file as it was last, and leaves in it what it cannot read', async () => {
  const file = join(folder, 'keeping.json');
  await open().want('http://track me', 'Season', ['a']);
  writeFileSync(file, '{"version":1,"wan');
  expect(open().list()).toMatchObject([{ keys: ['a'] }]);
  await open().want('http://track me', 'Season', ['b']);
  const written = JSON.parse(readFileSync(file, 'utf8')) as { wanted: unknown[] };
  writeFileSync(file, JSON.stringify({ ...written, wanted: [...written.wanted, { of: 'a newer version' }] }));
  await open().drop('http://track me', 'Season');
  expect(open().list()).toEqual([]);
  expect(readFileSync(file, 'utf8')).toContain('a newer version');
});
