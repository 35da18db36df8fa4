/**
 * Loads the application in the folder that is the first argument without a dash, as the default application of a
 * published Electron does: the stand-in comes without one.
 */
import { app } from 'electron';
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join, resolve } from 'node:path';
import { pathToFileURL } from 'node:url';

// What is to be there before the application, as the end-to-end tests have it.
const before = process.argv.indexOf('-r');
if (before > 0) {
  const [, file] = process.argv.splice(before, 2);
  createRequire(import.meta.url)(resolve(file));
}

const folder = process.argv.slice(1).find((word) => !word.startsWith('-'));
if (folder === undefined) {
  process.stdout.write(`v${process.versions.electron}\n`);
  app.exit(0);
} else {
  const path = resolve(folder);
  const { name, productName, version, main } = JSON.parse(readFileSync(join(path, 'package.json'), 'utf8'));
  app.setVersion(version);
  app.name = productName ?? name;
  app.setAppPath(path);
  process.defaultApp = true;
  await import(pathToFileURL(join(path, main)).href);
}
