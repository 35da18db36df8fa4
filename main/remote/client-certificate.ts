/** The certificate by which the client shows who it is, where a server wants one: PEM files, or a `.pfx`/`.p12`. */
import { createPrivateKey, X509Certificate, type KeyObject } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { createSecureContext, type SecureContextOptions } from 'node:tls';
import { Failure } from '../failure.ts';
import { readCertificates } from './authorities.ts';

export interface ClientCertificateFiles {
  readonly certFile: string | undefined;
  readonly keyFile: string | undefined;
  readonly passphrase: string | undefined;
}

const refuse = (sentence: string, todo: string): Failure => new Failure('certificate', sentence, { todo });

const checkFiles = 'Check the files of the client certificate (--client-cert, --client-key).';
const checkPassphrase = 'Type the passphrase that the client certificate was given with.';

async function read(path: string, what: string): Promise<Buffer> {
  try {
    return await readFile(path);
  } catch {
    throw refuse(`The file of the ${what} cannot be read: ${path}`, checkFiles);
  }
}

const isPem = (file: Buffer): boolean => file.includes('-----BEGIN ');

/** Certificates of a file in text or binary form; undefined where it holds none. */
function certificatesIn(file: Buffer): readonly string[] | undefined {
  try {
    return readCertificates(file);
  } catch {
    return undefined;
  }
}

function locked(path: string, passphrase: string | undefined): Failure {
  return passphrase === undefined
    ? refuse(`The client certificate’s key is locked by a passphrase, which is not known: ${path}`, checkPassphrase)
    : refuse(`The passphrase does not open the client certificate’s key: ${path}`, checkPassphrase);
}

function readKey(file: Buffer, path: string, passphrase: string | undefined): KeyObject {
  const given = passphrase === undefined ? {} : { passphrase };
  try {
    if (isPem(file)) return createPrivateKey({ key: file, ...given });
  } catch {
    if (file.includes('ENCRYPTED')) throw locked(path, passphrase);
    throw refuse(`There is no private key in the file ${path}.`, checkFiles);
  }
  // A binary key is PKCS #8 from most tools, and may be locked, which its bytes do not tell.
  for (const type of ['pkcs8', 'pkcs1', 'sec1'] as const) {
    try {
      return createPrivateKey({ key: file, format: 'der', type, ...given });
    } catch {
      continue;
    }
  }
  throw refuse(`There is no private key in the file ${path}, or its passphrase is another.`, checkFiles);
}

function readPfx(file: Buffer, path: string, passphrase: string | undefined): SecureContextOptions {
  const options = { pfx: file, ...(passphrase !== undefined && { passphrase }) };
  try {
    createSecureContext(options);
    return options;
  } catch (thrown) {
    const text = thrown instanceof Error ? thrown.message : '';
    if (/unsupported/i.test(text)) {
      const todo = 'Export it anew with AES encryption, or as PEM files.';
      throw refuse(`The client certificate is encrypted in an old way that is not read any more: ${path}`, todo);
    }
    // OpenSSL says “mac verify failure”, BoringSSL “INCORRECT_PASSWORD”.
    if (/mac verify|password/i.test(text)) throw locked(path, passphrase);
    throw refuse(`There is no certificate in the file ${path}.`, checkFiles);
  }
}

/**
 * What a TLS context takes to show the client's certificate; undefined where none is named.
 *
 * Fails with `certificate`: a file that is not there or holds something else, a passphrase that is missing or wrong, a key
 * that does not belong to the certificate.
 */
export async function readClientCertificate(files: ClientCertificateFiles): Promise<SecureContextOptions | undefined> {
  const { certFile, keyFile, passphrase } = files;
  if (certFile === undefined) {
    if (keyFile === undefined) return undefined;
    throw refuse('A key is named for a client certificate, but no certificate.', checkFiles);
  }
  const file = await read(certFile, 'client certificate');
  const certificates = certificatesIn(file);
  if (certificates === undefined) {
    if (isPem(file)) throw refuse(`There is no certificate in the file ${certFile}.`, checkFiles);
    return readPfx(file, certFile, passphrase);
  }
  const keyPath = keyFile ?? certFile;
  if (keyFile === undefined && !file.includes('PRIVATE KEY-----')) {
    throw refuse(`The client certificate’s key is in no file: ${certFile} holds none.`, 'Name the key’s file with --client-key.');
  }
  const key = readKey(keyFile === undefined ? file : await read(keyFile, 'client certificate’s key'), keyPath, passphrase);
  const [own = ''] = certificates;
  if (!new X509Certificate(own).checkPrivateKey(key)) {
    throw refuse(`The key does not belong to the client certificate: ${keyPath}`, checkFiles);
  }
  return { cert: certificates.join(''), key: key.export({ type: 'pkcs8', format: 'pem' }) };
}
