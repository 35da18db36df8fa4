import { describe, expect, it } from 'vitest';
import { Failure } from '../failure.ts';
import { silent } from '../log.ts';
import { allPages, type Page, type Reading } from './pages.ts';
import { keepingLog } from './spec-server.ts';

const broken = (status: number): Failure => new Failure('server-error', undefined, { status });

/** Reads these pages, two items asked for at once; what is behind the last one is empty. */
function reading(pages: readonly (readonly string[] | Failure)[], more: Partial<Reading<string>> = {}) {
  const asked: number[] = [];
  const read = (page: number): Promise<Page<string>> => {
    asked.push(page);
    const found = pages[page] ?? [];
    return found instanceof Failure ? Promise.reject(found) : Promise.resolve({ items: found, skipped: 0 });
  };
  const all = () => allPages({ what: 'things', read, keyOf: (item) => item, pageSize: 2, log: silent, ...more });
  return { asked, all };
}

describe('pages of a short list', () => {
  it('are read until one brings nothing new', async () => {
    const { asked, all } = reading([['a', 'b'], ['c'], ['c', 'a'], ['d']]);
    expect((await all()).items).toEqual(['a', 'b', 'c']);
    expect(asked).toEqual([0, 1, 2]);
  });

  it('end with a failure behind a short page, which is logged', async () => {
    const { log, lines } = keepingLog();
    const { all } = reading([['a', 'b'], ['c'], broken(500)], { log });
    expect((await all()).items).toEqual(['a', 'b', 'c']);
    expect(lines.join('\n')).toContain('taken for the end');
  });

  it.each([
    ['behind a full page', [['a', 'b'], broken(500)], 'server-error'],
    ['that is no 5xx', [['a'], broken(403)], 'server-error'],
    ['of another kind', [['a'], new Failure('unreachable')], 'unreachable'],
  ] as const)('tell of a failure %s, and that they are not all', async (_, pages, code) => {
    await expect(reading(pages).all()).rejects.toMatchObject({ code, message: expect.stringContaining('which are not all') as string });
  });

  it('fail with the first page as it does', async () => {
    await expect(reading([broken(500)]).all()).rejects.toMatchObject({ message: new Failure('server-error').message });
  });

  it('are not asked for without end', async () => {
    const endless = (more: Partial<Reading<string>>) =>
      reading(
        Array.from({ length: 5_000 }, (_unused, at) => [`item ${at}`]),
        more,
      );
    const one = endless({});
    await expect(one.all()).rejects.toMatchObject({ code: 'answer-unreadable' });
    expect(one.asked).toHaveLength(1_000);
    const late = endless({ listing: 0 });
    await expect(late.all()).rejects.toMatchObject({ code: 'timed-out' });
    expect(late.asked).toEqual([]);
  });
});
