import { expect, it, vi } from 'vitest';
import { createResolveProxy } from './proxy.ts';

it('asks the system once Electron is ready, with one session for all', async () => {
  let ready = (): void => {};
  const whenReady = new Promise<void>((resolve) => (ready = resolve));
  const open = vi.fn(() => ({ resolveProxy: (url: string) => Promise.resolve(`PROXY p.example:1; for ${url}`) }));
  const resolve = createResolveProxy({ whenReady: () => whenReady }, open);
  const first = resolve('http://a.example/');
  expect(open).not.toHaveBeenCalled();
  ready();
  expect(await first).toBe('PROXY p.example:1; for http://a.example/');
  await resolve('http://b.example/');
  expect(open).toHaveBeenCalledTimes(1);
});
