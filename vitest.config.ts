import { fileURLToPath } from 'node:url';
import { svelte } from '@sveltejs/vite-plugin-svelte';
import { defineConfig } from 'vitest/config';

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
          testTimeout: 30_000,
        },
      },
      {
        plugins: [svelte()],
        resolve: { conditions: ['browser'] },
        test: {
          name: 'renderer',
          environment: 'happy-dom',
          include: ['renderer/**/*.spec.ts'],
          testTimeout: 30_000,
        },
      },
    ],
  },
});
