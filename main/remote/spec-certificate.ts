/** Makes X.509 certificates for specs: just enough DER for a TLS server on this machine. */
import { createHash, createHmac, generateKeyPairSync, randomBytes, sign, X509Certificate, type KeyObject } from 'node:crypto';

export interface Issued {
  readonly name: string;
  readonly key: KeyObject;
  /** PEM. */
  readonly cert: string;
}

export interface Wish {
  readonly name: string;
  /** Signs it; itself where absent. */
  readonly issuer?: Issued;
  /** IPv4 address that it is for. */
  readonly address?: string;
  /** Host name that it is for. */
  readonly host?: string;
  readonly authority?: boolean;
  readonly from?: Date;
  readonly until?: Date;
}

const day = 86_400_000;

function der(tag: number, ...parts: readonly Uint8Array[]): Buffer {
  const content = Buffer.concat(parts);
  const { length } = content;
  const size = length < 0x80 ? [length] : length < 0x100 ? [0x81, length] : [0x82, length >> 8, length & 0xff];
  return Buffer.concat([Buffer.from([tag, ...size]), content]);
}

const sequence = (...parts: readonly Uint8Array[]): Buffer => der(0x30, ...parts);
const bytes = (hex: string): Buffer => Buffer.from(hex, 'hex');
const oid = (hex: string): Buffer => der(0x06, bytes(hex));
const time = (date: Date): Buffer => der(0x18, Buffer.from(`${date.toISOString().replace(/[-:T]|\.\d+Z/g, '')}Z`));
const named = (name: string): Buffer => sequence(der(0x31, sequence(oid('550403'), der(0x0c, Buffer.from(name)))));
const bits = (content: Uint8Array): Buffer => der(0x03, Buffer.from([0]), content);

const ecdsaWithSha256 = sequence(oid('2a8648ce3d040302'));
const yes = der(0x01, bytes('ff'));

function extensions({ address, host, authority }: Wish): Buffer {
  const constraints = sequence(oid('551d13'), yes, der(0x04, authority ? sequence(yes) : sequence()));
  const names = [
    ...(host === undefined ? [] : [der(0x82, Buffer.from(host))]),
    ...(address === undefined ? [] : [der(0x87, Buffer.from(address.split('.').map(Number)))]),
  ];
  const alternatives = names.length === 0 ? [] : [sequence(oid('551d11'), der(0x04, sequence(...names)))];
  return der(0xa3, sequence(constraints, ...alternatives));
}

/** A certificate with a new P-256 key, valid from yesterday until tomorrow unless wished otherwise. */
export function issue(wish: Wish): Issued {
  const { publicKey, privateKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
  const now = Date.now();
  const body = sequence(
    der(0xa0, der(0x02, bytes('02'))),
    der(0x02, bytes('01'), randomBytes(8)),
    ecdsaWithSha256,
    named(wish.issuer?.name ?? wish.name),
    sequence(time(wish.from ?? new Date(now - day)), time(wish.until ?? new Date(now + day))),
    named(wish.name),
    publicKey.export({ type: 'spki', format: 'der' }),
    extensions(wish),
  );
  const signature = sign('sha256', body, wish.issuer?.key ?? privateKey);
  const certificate = sequence(body, ecdsaWithSha256, bits(signature));
  const lines = certificate.toString('base64').match(/.{1,64}/g) ?? [];
  return { name: wish.name, key: privateKey, cert: ['-----BEGIN CERTIFICATE-----', ...lines, '-----END CERTIFICATE-----', ''].join('\n') };
}

/** The key in PEM, locked where a passphrase is given. */
export function keyOf({ key }: Issued, passphrase?: string): string {
  const form = { type: 'pkcs8', format: 'pem' } as const;
  return String(passphrase === undefined ? key.export(form) : key.export({ ...form, cipher: 'aes-256-cbc', passphrase }));
}

export const fingerprintOf = ({ cert }: Issued): string => new X509Certificate(cert).fingerprint256;
export const derOf = ({ cert }: Issued): Buffer => new X509Certificate(cert).raw;

const tagged = (content: Uint8Array): Buffer => der(0xa0, content);
const octets = (content: Uint8Array): Buffer => der(0x04, content);
const data = (content: Uint8Array): Buffer => sequence(oid('2a864886f70d010701'), tagged(octets(content)));

/** The key of a PFX's integrity check: RFC 7292, appendix B.2, one block of SHA-256. */
function macKey(passphrase: string, salt: Buffer, rounds: number): Buffer {
  const filled = (bytes: Buffer): Buffer =>
    Buffer.alloc(Math.ceil(bytes.length / 64) * 64).map((_, at) => bytes[at % bytes.length] ?? 0) as Buffer;
  const text = Buffer.from(`${passphrase}\0`, 'utf16le').swap16();
  let hash = createHash('sha256')
    .update(Buffer.concat([Buffer.alloc(64, 3), filled(salt), filled(text)]))
    .digest();
  for (let round = 1; round < rounds; round++) hash = createHash('sha256').update(hash).digest();
  return hash;
}

/** A `.pfx` with the certificate and its key (RFC 7292). */
export function pfxOf(issued: Issued, passphrase: string): Buffer {
  const locked = issued.key.export({ type: 'pkcs8', format: 'der', cipher: 'aes-256-cbc', passphrase });
  const keyBag = sequence(oid('2a864886f70d010c0a0102'), tagged(locked));
  const certBag = sequence(oid('2a864886f70d010c0a0103'), tagged(sequence(oid('2a864886f70d01091601'), tagged(octets(derOf(issued))))));
  const safe = sequence(data(sequence(keyBag)), data(sequence(certBag)));
  const salt = randomBytes(8);
  const rounds = 2_000;
  const mac = createHmac('sha256', macKey(passphrase, salt, rounds))
    .update(safe)
    .digest();
  const digest = sequence(sequence(oid('608648016503040201'), der(0x05)), octets(mac));
  return sequence(der(0x02, bytes('03')), data(safe), sequence(digest, octets(salt), der(0x02, bytes('07d0'))));
}
