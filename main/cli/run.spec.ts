import { describe, expect, it } from 'vitest';
import { build, withTrack } from '../../test/fakes/house.ts';

describe('usage', () => {
  it('answers help and version on stdout and opens nothing', async () => {
    const { run, opened } = build();
    const help = await run('--help');
    expect(help).toMatchObject({ exit: 0 });
    expect(help.out()).toContain('snapshots');
    expect((await run('--version')).out()).toBe('1.2.3\n');
    expect(opened).toEqual([]);
  });

  it.each([
    'server add',
    'server edit',
    'server list',
    'server sign-out',
    'server remove',
    'connections',
    'sync',
    'list',
    'snapshots',
    'show',
    'export',
    'verify',
    'demo',
  ])('has help with an example for %s', async (command) => {
    const help = await build().run(`${command} --help`);
    expect(help.exit).toBe(0);
    expect(help.out()).toContain(`Example:\n  paddock ${command}`);
    expect(help.out()).toContain('--user-data-dir');
    expect(help.err()).toBe('');
  });

  it.each([
    '',
    'server',
    'bogus',
    'diff 1',
    'import file',
    'server add',
    'list',
    'list --server',
    'list --server Track',
    'verify extra',
    '--bogus list',
  ])('refuses “%s” with 2, on stderr', async (words) => {
    const refused = await build().run(words);
    expect(refused.exit).toBe(2);
    expect(refused.out()).toBe('');
    expect(refused.err()).not.toBe('');
  });

  it.each([
    'sync --server Track --password hunter2',
    'sync --server Track --password=hunter2',
    '--password hunter2 sync --server Track',
    'sync --server Track -phunter2',
    'sync --server Track --pwned=hunter2',
    'sync --server Track --unknown hunter2',
    '--unknown hunter2',
    'server add Track --url http://engineer:hunter2@track --user engineer',
    'list --server http://engineer:hunter2@track --connection x',
    'list --server Track --connection x --limit hunter2',
    'list --server Track --connection x --format hunter2',
    'list --server Track --connection x --sort hunter2',
    'list hunter2 --server Track --connection x',
  ])('never repeats a secret: %s', async (words) => {
    const { run } = await withTrack();
    for (const format of ['', ' --format json']) {
      const refused = await run(words + format);
      expect(refused.exit).toBe(2);
      expect(refused.out() + refused.err()).not.toContain('hunter2');
    }
  });

  it('tells failures as JSON where JSON is asked for', async () => {
    const { run } = build();
    const refused = await run('--format json list --server Nowhere --connection x');
    expect(refused.exit).toBe(2);
    expect(refused.out()).toBe('');
    expect(JSON.parse(refused.err())).toEqual({ error: { code: 'not-found', message: 'No server named “Nowhere” is saved.' } });
  });
});
