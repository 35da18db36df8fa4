/** Modules of this folder bundled, beside the store's thread, to be started as processes of their own. */
import { fork, type ChildProcess } from 'node:child_process';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build } from 'vite';
import { storeThread } from '../setup/threads.ts';

/** @param name of the module, without `.ts`. Returns what starts it, with arguments. */
export async function childOf(name: string): Promise<(...args: readonly string[]) => ChildProcess> {
  // Node finds the native package from where the thread lies.
  const outDir = fileURLToPath(new URL('.', storeThread));
  const external = ['@photostructure/sqlite'];
  await build({
    configFile: false,
    logLevel: 'error',
    build: {
      ssr: true,
      outDir,
      emptyOutDir: false,
      target: 'node20',
      rolldownOptions: {
        external,
        input: { [name]: fileURLToPath(new URL(`./${name}.ts`, import.meta.url)) },
        output: { format: 'es', entryFileNames: '[name].js' },
      },
    },
    ssr: { noExternal: true, external },
  });
  return (...args) => fork(join(outDir, `${name}.js`), [...args], { execArgv: [] });
}
