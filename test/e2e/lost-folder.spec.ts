import { chownSync, existsSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { command } from './command.ts';
import { startAndAnswer } from './pages/questions.ts';
import { expect, test } from './paddock.ts';
import type { Stage } from './stage.ts';
import { writePointer } from '../../main/relocation/pointer.ts';

const quit = { response: 0, checkboxChecked: false };
const once = { response: 1, checkboxChecked: false };
const always = { response: 1, checkboxChecked: true };

/** A server saved in the default folder, from which the data was moved to a drive that is away now. */
async function moved(stage: Stage): Promise<{ readonly env: Record<string, string>; readonly home: string; readonly target: string }> {
  const config = stage.folder('config');
  const env = { XDG_CONFIG_HOME: config };
  const home = join(config, 'Paddock');
  const target = join(stage.folder('other disk'), 'Paddock data');
  const words = ['server', 'add', 'Track PC', '--url', 'http://pit.example:8080', '--user', 'demo'];
  expect(await command(stage, words, { env })).toMatchObject({ code: 0 });
  point(home, target, home);
  return { env, home, target };
}

/** Leaves the pointer that a move writes, owned by who runs Paddock here. */
function point(home: string, folder: string, old: string): void {
  const file = join(home, 'data-location.json');
  const { uid, gid } = statSync(home);
  writePointer(file, { id: 'the-move', folder, old });
  chownSync(file, uid, gid);
}

test('where the folder with the data has vanished, nothing begins before the user has chosen', async ({ stage }) => {
  const { env, home, target } = await moved(stage);
  const asked = await startAndAnswer(stage, quit, env);
  expect(asked.question?.message).toContain(`lies in ${target}, which is not there just now`);
  expect(asked.question?.detail).toContain('Connect its drive, then start Paddock again.');
  expect(asked.question?.detail).toContain(`use the old folder, ${home}: it holds what was saved before the move.`);
  expect(asked.question?.buttons).toEqual(['Quit', 'Use the old folder']);
  expect(asked).toMatchObject({ code: 6 });
  expect(asked.args).toBeUndefined();
  expect(existsSync(target)).toBe(false);
  expect(existsSync(join(home, 'data-location.json'))).toBe(true);
});

test('the old folder is used for once, or from then on, with what was saved in it', async ({ stage, launch }) => {
  test.slow();
  const { env, home } = await moved(stage);
  const forOnce = await startAndAnswer(stage, once, env);
  expect(forOnce.args?.slice(-2)).toEqual(['--user-data-dir', home]);
  const first = await launch({ userData: home, env });
  await expect(first.window.item('Track PC')).toBeVisible();
  await first.close();

  // Asked again: nothing was settled by that.
  const forGood = await startAndAnswer(stage, always, env);
  expect(forGood.question).toBeDefined();
  expect(forGood.args).not.toContain('--user-data-dir');
  const second = await launch({ userData: null, env });
  await expect(second.window.item('Track PC')).toBeVisible();
  expect(await second.app.evaluate(({ app }) => app.getPath('userData'))).toBe(home);
});

test('with the old folder gone as well one begins anew, which is said', async ({ stage }) => {
  const { env, home, target } = await moved(stage);
  const older = join(target, '..', 'Older');
  point(home, target, older);
  const asked = await startAndAnswer(stage, quit, env);
  expect(asked.question?.buttons).toEqual(['Quit', 'Begin anew']);
  expect(asked.question?.detail).toContain(`begin with ${home}, where nothing of it is saved.`);
});
