/**
 * Bundles what runs on threads and in processes of its own, once before the tests start: Node 20 runs no TypeScript, and neither
 * has a bundler in front of it. Once for all specs, since these run beside each other and would write the same files.
 */
import { fileURLToPath } from 'node:url';
import { build } from 'vite';

const entries = {
  'lock-holder': 'main/spec-lock-holder.ts',
  'memory-child': 'test/integration/memory-child.ts',
  'mover': 'main/relocation/spec-mover.ts',
  'quarantine-process': 'main/travel/quarantine-process.ts',
  'settings-writer': 'main/servers/spec-writer.ts',
  'sleep-child': 'test/integration/sleep-child.ts',
  'store-thread': 'main/store/thread.ts',
  'sync-child': 'test/integration/sync-child.ts',
  'trial-process': 'main/store/trial-process.ts',
  'trial-salvage': 'main/store/trial-salvage.ts',
  'trial-work': 'main/store/trial-work.ts',
} as const;

/** Where a bundle lies: beside the packages, which it finds from there. */
const bundled = (name: keyof typeof entries): URL => new URL(`../../out/test/${name}.js`, import.meta.url);

/** The same as a path. */
export const bundledPath = (name: keyof typeof entries): string => fileURLToPath(bundled(name));

/** What the tests hand to the store. */
export const storeThread = bundled('store-thread');
/** What the tests hand to the quarantine. */
export const quarantineProcess = bundled('quarantine-process');

export default async function setup(): Promise<void> {
  await build({
    configFile: false,
    logLevel: 'error',
    resolve: { alias: { electron: fileURLToPath(new URL('no-electron.ts', import.meta.url)) } },
    build: {
      ssr: true,
      outDir: 'out/test',
      emptyOutDir: false,
      target: 'node20',
      sourcemap: 'inline',
      rolldownOptions: {
        external: ['@photostructure/sqlite'],
        input: entries,
        output: { format: 'es', entryFileNames: '[name].js' },
      },
    },
    ssr: { noExternal: true, external: ['@photostructure/sqlite'] },
  });
}
