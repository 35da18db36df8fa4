/**
 * Run as a process of its own by the specs: `node lock-holder.mjs FOLDER` takes the lock again and again until it is killed, and
 * says `taken` each time; `two hold it` where another process took it meanwhile.
 */
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import { tryLock } from './file-lock.ts';

const [folder = ''] = process.argv.slice(2);
const holder = join(folder, 'holder');

for (;;) {
  const release = await tryLock(join(folder, 'lock'));
  if (release === undefined) {
    await setTimeout(1);
    continue;
  }
  writeFileSync(holder, String(process.pid));
  process.stdout.write('taken\n');
  await setTimeout(1);
  // Whoever was killed does not come here: another's number is one of a process that holds the lock as well.
  if (readFileSync(holder, 'utf8') !== String(process.pid)) process.stdout.write('two hold it\n');
  release();
}
