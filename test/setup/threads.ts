/**
 * Bundles what runs on threads of its own before the tests start: Node 20 runs no TypeScript, and a worker has no
 * bundler in front of it. `storeThread` is what the tests hand to the store.
 */
import { existsSync } from 'node:fs';
import { build } from 'vite';

export const storeThread = new URL('../../out/test/store-thread.js', import.meta.url);
/** What the tests hand to the quarantine. */
export const quarantineProcess = new URL('../../out/test/quarantine-process.js', import.meta.url);

export default async function setup(): Promise<void> {
  if (!existsSync(new URL('../../main/store/thread.ts', import.meta.url))) return;
  await build({
    configFile: false,
    logLevel: 'error',
    build: {
      ssr: true,
      outDir: 'out/test',
      emptyOutDir: false,
      target: 'node20',
      sourcemap: 'inline',
      rolldownOptions: {
        external: ['@photostructure/sqlite'],
        input: { 'store-thread': 'main/store/thread.ts', 'quarantine-process': 'main/travel/quarantine-process.ts' },
        output: { format: 'es', entryFileNames: '[name].js' },
      },
    },
    ssr: { noExternal: true, external: ['@photostructure/sqlite'] },
  });
}
