// @ts-check
/** Gathers the licences of the packages whose code or files are really in a bundle, as `licences.json` beside it. */
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

/** @typedef {{ name: string, version: string, licence: string, text?: string }} Licence */

/**
 * The folders of packages that modules lie in, each once.
 * @param {Iterable<string>} modules ids as a bundler has them: paths, some with a query
 * @returns {readonly string[]}
 */
export function packageFolders(modules) {
  const folders = new Set();
  for (const id of modules) {
    const [, folder] = /^\0?(.*[\\/]node_modules[\\/](?:@[^\\/]+[\\/])?[^\\/?]+)[\\/]/.exec(id) ?? [];
    if (folder !== undefined && existsSync(join(folder, 'package.json'))) folders.add(folder);
  }
  return [...folders].sort();
}

/**
 * @param {string} folder of a package
 * @returns {Licence}
 */
export function licenceOf(folder) {
  const { name, version, license } = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8'));
  const files = readdirSync(folder).filter((file) => /^(?:licen[cs]e|copying|notice)(?:[.-]|$)/i.test(file));
  const text = files.map((file) => readFileSync(join(folder, file), 'utf8').trim()).join('\n\n');
  return { name, version, licence: typeof license === 'string' ? license : 'see its text', ...(text !== '' && { text }) };
}

/**
 * @param {readonly string[]} besides folders of packages that ship beside the bundle
 * @returns {import('vite').Plugin}
 */
export function licences(besides = []) {
  return {
    name: 'paddock-licences',
    apply: 'build',
    generateBundle(_options, bundle) {
      const kept = Object.values(bundle).flatMap((file) => (file.type === 'chunk' ? file.moduleIds : []));
      // Style sheets leave no module in a chunk.
      const sheets = [...this.getModuleIds()].filter((id) => /\.css(?:\?|$)/.test(id));
      const folders = [...new Set([...packageFolders([...kept, ...sheets]), ...besides])];
      this.emitFile({ type: 'asset', fileName: 'licences.json', source: JSON.stringify(folders.map(licenceOf)) });
    },
  };
}
