/**
 * Bundles: `out/main` (the main process and the store's thread), `out/preload`, `out/renderer`.
 * Targets are those of the oldest Electron we run on (33: Node 20.18, Chromium 130), not of the installed one.
 */
import { svelte } from '@sveltejs/vite-plugin-svelte';
import { join } from 'node:path';
import { defineConfig } from 'electron-vite';
import { licences } from './build/licences.mjs';

// Everything but the native SQLite package is bundled: fewer files to open makes the start faster.
const external = ['electron', '@photostructure/sqlite'];
const instead = (file: string): string => join(import.meta.dirname, 'build', 'packaging', file);
const noSchemas = instead('no-schemas.mjs');

export default defineConfig({
  main: {
    resolve: {
      alias: [
        { find: /^(ajv\/dist\/2020\.js|ajv-formats)$/, replacement: noSchemas },
        { find: /^\.\/transports\/remote$/, replacement: instead('no-sender.cjs') },
      ],
    },
    plugins: [licences([join(import.meta.dirname, 'node_modules', '@photostructure', 'sqlite')])],
    build: {
      externalizeDeps: false,
      target: 'node20',
      sourcemap: true,
      rolldownOptions: {
        external,
        input: {
          'index': 'main/index.ts',
          'store-thread': 'main/store/thread.ts',
          'moving-thread': 'main/relocation/moving-thread.ts',
          'quarantine-process': 'main/travel/quarantine-process.ts',
        },
        // Electron waits for the first file before it gets ready. As ES modules all of it took some 70 ms more of the processor.
        output: { format: 'cjs', entryFileNames: '[name].cjs', chunkFileNames: 'chunks/[name]-[hash].cjs' },
      },
    },
  },
  preload: {
    build: {
      externalizeDeps: false,
      target: 'node20',
      rolldownOptions: {
        external: ['electron'],
        input: { index: 'preload/index.ts' },
        output: { format: 'cjs', entryFileNames: '[name].cjs' },
      },
    },
  },
  renderer: {
    root: 'renderer',
    plugins: [svelte({ configFile: '../svelte.config.js' }), licences()],
    build: {
      target: 'chrome130',
      minify: true,
      // Few files: each costs the main process a request, just when it has most to do.
      cssCodeSplit: false,
      rolldownOptions: {
        input: 'renderer/index.html',
        output: { codeSplitting: { groups: [{ name: 'shared', minShareCount: 2 }] } },
      },
      // Files, never data: addresses; the content security policy allows only our own origin.
      assetsInlineLimit: 0,
      modulePreload: { polyfill: false },
    },
  },
});
