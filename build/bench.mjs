// @ts-check
/**
 * `npm run bench [-- NAME …]`: bundles every test/bench/*.bench.ts for Node and runs them one after another; each prints
 * its table.
 */
import { spawnSync } from 'node:child_process';
import { readdirSync } from 'node:fs';
import { basename, join } from 'node:path';
import { root, setUp } from './setup/setup.mjs';
import { runMain, teller, Trouble } from './setup/telling.mjs';

/** Stay in node_modules: native, or programs of their own. */
const external = ['@photostructure/sqlite', 'playwright', 'vite'];

await runMain(async () => {
  // The window's ones draw on a virtual screen, as the tests do.
  const electron = await setUp({ say: teller({ quiet: false }), tests: true });
  const wanted = process.argv.slice(2);
  const files = readdirSync(join(root, 'test', 'bench')).filter((file) => file.endsWith('.bench.ts'));
  const names = files.map((file) => basename(file, '.bench.ts')).filter((name) => wanted.length === 0 || wanted.includes(name));
  if (names.length === 0) throw new Trouble(`There is no benchmark named ${wanted.join(', ')} in test/bench.`);
  // Imported here: vite is there only once the dependencies are installed.
  const { build } = await import('vite');
  const bundle = (/** @type {string} */ outDir, /** @type {Record<string, string>} */ input) =>
    build({
      root,
      configFile: false,
      logLevel: 'error',
      build: {
        ssr: true,
        outDir: join(root, outDir),
        emptyOutDir: false,
        target: 'node20',
        sourcemap: 'inline',
        rolldownOptions: { external, input, output: { format: 'es', entryFileNames: '[name].js' } },
      },
      ssr: { noExternal: true, external },
    });
  await bundle('out/test', { 'store-thread': 'main/store/thread.ts' });
  await bundle('out/bench', Object.fromEntries(names.map((name) => [name, `test/bench/${name}.bench.ts`])));
  const failed = names.filter((name) => {
    const { status } = spawnSync(process.execPath, ['--expose-gc', join(root, 'out', 'bench', `${name}.js`)], {
      cwd: root,
      stdio: 'inherit',
      env: { ...process.env, PADDOCK_ELECTRON: electron.executable },
    });
    return status !== 0;
  });
  if (failed.length > 0) throw new Trouble(`These benchmarks ended early: ${failed.join(', ')}.`);
  return 0;
});
