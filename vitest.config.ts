import { svelte } from '@sveltejs/vite-plugin-svelte';
import { defineConfig } from 'vitest/config';

export default defineConfig({
  test: {
    projects: [
      {
        test: {
          name: 'main',
          environment: 'node',
          include: ['main/**/*.spec.ts', 'preload/**/*.spec.ts', 'build/**/*.spec.ts', 'test/integration/**/*.spec.ts'],
          globalSetup: 'test/setup/threads.ts',
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
