import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { rootCertificates } from 'node:tls';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { gatherAuthorities, readAuthorities } from './authorities.ts';
import { derOf, issue } from './spec-certificate.ts';

const [one, two, three] = ['One', 'Two', 'Three'].map((name) => issue({ name, authority: true }).cert) as [string, string, string];
let folder: string;
let extraFile: string;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'paddock-authorities-'));
  extraFile = join(folder, 'extra.pem');
  await writeFile(extraFile, two);
});
afterAll(() => rm(folder, { recursive: true }));

describe('the trusted authorities', () => {
  it('of a file are all that it holds, whatever stands between them', async () => {
    const path = join(folder, 'several.pem');
    await writeFile(path, `# The team’s\r\n${one.replaceAll('\n', '\r\n')}some words\n${two}`);
    expect(await readAuthorities(path)).toEqual([one, two]);
    await writeFile(path, derOf({ name: '', cert: three, key: issue({ name: 'x' }).key }));
    expect(await readAuthorities(path)).toEqual([three]);
    expect(await readAuthorities(undefined)).toEqual([]);
  });

  it('are Node’s own where nothing else is named', async () => {
    expect(await gatherAuthorities([], undefined, { rootCertificates })).toEqual({ system: false });
  });

  it('are more with a file, and those of NODE_EXTRA_CA_CERTS stay', async () => {
    expect(await gatherAuthorities([one], extraFile, { rootCertificates })).toEqual({
      list: [...rootCertificates, two, one],
      system: false,
    });
    expect(await gatherAuthorities([], extraFile, { rootCertificates })).toEqual({ list: [...rootCertificates, two], system: false });
    expect(await gatherAuthorities([one], join(folder, 'absent.pem'), { rootCertificates })).toEqual({
      list: [...rootCertificates, one],
      system: false,
    });
  });

  it('are the system’s, too, where Node can read them, each once', async () => {
    const getCACertificates = (type: 'default' | 'system'): readonly string[] => (type === 'default' ? [one] : [one, two]);
    expect(await gatherAuthorities([three], undefined, { rootCertificates, getCACertificates })).toEqual({
      list: [one, two, three],
      system: true,
    });
  });
});
