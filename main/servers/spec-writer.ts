/**
 * Run as a process of its own by the specs: `node spec-writer.js FOLDER NAME COUNT` saves COUNT servers, saying each
 * one's name on stdout once it is saved.
 */
import { silent } from '../log.ts';
import { normaliseAddress } from '../remote/address.ts';
import { fakeCipher } from './fake-cipher.ts';
import { openServers } from './index.ts';

const [folder = '', name = '', count = '0'] = process.argv.slice(2);
const servers = await openServers({ folder, cipher: fakeCipher(), normalise: normaliseAddress, log: silent });
for (let next = 1; next <= Number(count); next += 1) {
  await servers.add({ name: `${name} ${next}`, url: `http://${name}.pit/${next}`, user: 'eng' }, `password ${next}`);
  process.stdout.write(`${name} ${next}\n`);
}
