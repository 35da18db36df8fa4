/**
 * The certificate authorities that are trusted: Node's own, the system's where Node can read them, those of
 * NODE_EXTRA_CA_CERTS, and those of a file that the user named. `tls.getCACertificates` came with Node 22.15; before it
 * there is only the list that Node was built with.
 */
import { X509Certificate } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import * as tls from 'node:tls';
import { Failure } from '../failure.ts';

const todo = 'Give the path of a certificate in PEM or DER form with --ca.';

/** What Node says of authorities: `getCACertificates` is absent before 22.15. */
export interface NodeAuthorities {
  readonly rootCertificates: readonly string[];
  readonly getCACertificates?: (type: 'default' | 'system') => readonly string[];
}

export interface Authorities {
  /** PEM; undefined: Node's own, untouched. */
  readonly list?: readonly string[];
  /** Whether those of the system are among them. */
  readonly system: boolean;
}

const pemBlock = /-----BEGIN (?:TRUSTED )?CERTIFICATE-----[^-]+-----END (?:TRUSTED )?CERTIFICATE-----/g;

/** A file's certificates as PEM, one each: it may hold several as text, or one in the binary form that Windows exports. */
export function readCertificates(file: Buffer): readonly string[] {
  const blocks = file.toString('latin1').match(pemBlock) ?? [file];
  return blocks.map((block) => new X509Certificate(block).toString());
}

/**
 * The authorities in `caFile`, in PEM; none where no file is given.
 *
 * Fails with `certificate`.
 */
export async function readAuthorities(caFile: string | undefined): Promise<readonly string[]> {
  if (caFile === undefined) return [];
  let file: Buffer;
  try {
    file = await readFile(caFile);
  } catch {
    throw new Failure('certificate', `The file of the certificate authority cannot be read: ${caFile}`, { todo });
  }
  try {
    return readCertificates(file);
  } catch {
    throw new Failure('certificate', `There is no certificate in the file ${caFile}.`, { todo });
  }
}

/** Those of NODE_EXTRA_CA_CERTS, which Node forgets as soon as a list is given. What cannot be read is nothing, as to Node. */
async function readExtra(path: string | undefined): Promise<readonly string[]> {
  if (path === undefined || path === '') return [];
  try {
    return readCertificates(await readFile(path));
  } catch {
    return [];
  }
}

/**
 * All that is trusted, `own` (from a file that the user named) among it.
 *
 * @param extraFile the value of NODE_EXTRA_CA_CERTS
 */
export async function gatherAuthorities(
  own: readonly string[],
  extraFile: string | undefined,
  node: NodeAuthorities = tls,
): Promise<Authorities> {
  const extra = await readExtra(extraFile);
  if (node.getCACertificates !== undefined) {
    const known = [...node.getCACertificates('default'), ...node.getCACertificates('system')];
    return { list: [...new Set([...known, ...extra, ...own])], system: true };
  }
  if (own.length === 0 && extra.length === 0) return { system: false };
  // More authorities, not the only ones: Node takes the list for all that is trusted.
  return { list: [...node.rootCertificates, ...extra, ...own], system: false };
}
