/** The certificate authorities that are trusted when a file names one more. */
import { X509Certificate } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { rootCertificates } from 'node:tls';
import { Failure } from '../failure.ts';

const todo = 'Give the path of a certificate in PEM or DER form with --ca.';

/** A file's certificates as PEM: it may hold several as text, or one in the binary form that Windows exports. */
function toPem(file: Buffer, path: string): string {
  const text = file.toString('latin1');
  try {
    return text.includes('-----BEGIN CERTIFICATE-----') ? text : new X509Certificate(file).toString();
  } catch {
    throw new Failure('certificate', `There is no certificate in the file ${path}.`, { todo });
  }
}

/**
 * All authorities to trust with that of `caFile` among them, in PEM; undefined (Node's own) where no file is given.
 *
 * Fails with `certificate`.
 */
export async function readAuthorities(caFile: string | undefined): Promise<readonly string[] | undefined> {
  if (caFile === undefined) return undefined;
  let file: Buffer;
  try {
    file = await readFile(caFile);
  } catch {
    throw new Failure('certificate', `The file of the certificate authority cannot be read: ${caFile}`, { todo });
  }
  // One more authority, not the only one: Node takes the list for all that is trusted.
  return [...rootCertificates, toPem(file, caFile)];
}
