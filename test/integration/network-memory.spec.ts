/** Bodies that attack a sync, and the memory of its process: at most 512 MB more than that of a plain one. */
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import { parseFault, startDemo } from '../../main/demo/index.ts';
import { storeThread } from '../setup/threads.ts';
import { childOf } from './child.ts';
import type { Measured } from './network-child.ts';

const allowed = 512 * 1024 * 1024;

let start: Awaited<ReturnType<typeof childOf>>;
let plain: Measured;
beforeAll(async () => {
  start = await childOf('network-child');
  plain = await measure();
}, 60_000);

async function measure(...faults: readonly string[]): Promise<Measured> {
  const folder = await mkdtemp(join(tmpdir(), 'paddock-memory-'));
  const server = await startDemo({ port: 0, sessions: 1000, faults: faults.map(parseFault) });
  const child = start(server.url, 'Season2017', folder, storeThread.href);
  const exited = once(child, 'exit').then(([code]) => Promise.reject(new Error(`The child ended with ${String(code)} before it told.`)));
  try {
    const [measured] = (await Promise.race([once(child, 'message'), exited])) as [Measured];
    await exited.catch(() => undefined);
    return measured;
  } finally {
    child.kill('SIGKILL');
    await server.close();
    await rm(folder, { recursive: true, force: true });
  }
}

describe('the memory of a sync', () => {
  it.each(['gzip-bomb', 'brotli-bomb', 'endless', 'brackets', 'elements', 'big-header'])(
    'is bounded where every page is a %s',
    async (fault) => {
      expect(plain.ended).toBe('complete');
      const attacked = await measure(fault);
      expect(attacked.ended).not.toBe('complete');
      expect(attacked.why).toMatch(/^[A-Z“].*\.$/);
      expect(attacked.peak - plain.peak).toBeLessThan(allowed);
    },
    120_000,
  );

  it('is bounded where a page in the middle is one, and the rest is read', async () => {
    const { ended, why, peak } = await measure('gzip-bomb=4');
    expect(['complete', 'partial']).toContain(ended);
    if (ended === 'partial') expect(why).toMatch(/^[A-Z“].*\.$/);
    expect(peak - plain.peak).toBeLessThan(allowed);
  }, 120_000);
});
