import { fileURLToPath } from 'node:url';
import { svelte } from '@sveltejs/vite-plugin-svelte';
import { defineConfig } from 'vitest/config';

/** A time-out finds what hangs; how fast a test is says nothing on a machine that does other things beside. */
const patience = { testTimeout: 120_000, hookTimeout: 60_000 };

export default defineConfig({
  test: {
    projects: [
      {
        resolve: { alias: { electron: fileURLToPath(new URL('test/setup/no-electron.ts', import.meta.url)) } },
        test: {
          name: 'main',
          environment: 'node',
          include: ['main/**/*.spec.ts', 'preload/**/*.spec.ts', 'build/**/*.spec.ts', 'test/integration/**/*.spec.ts'],
          globalSetup: 'test/setup/threads.ts',
          setupFiles: 'test/setup/seed.ts',
          // Bundled with the specs, so that the alias above reaches what it imports.
          server: { deps: { inline: ['electron-store'] } },
          ...patience,
        },
      },
      {
        plugins: [svelte()],
        resolve: { conditions: ['browser'] },
        test: {
          name: 'renderer',
          environment: 'happy-dom',
          include: ['renderer/**/*.spec.ts'],
          ...patience,
        },
      },
    ],
  },
});
