/** Makes X.509 certificates for specs: just enough DER for a TLS server on this machine. */
import { generateKeyPairSync, randomBytes, sign, type KeyObject } from 'node:crypto';

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

function extensions({ address, authority }: Wish): Buffer {
  const constraints = sequence(oid('551d13'), yes, der(0x04, authority ? sequence(yes) : sequence()));
  const names =
    address === undefined ? [] : [sequence(oid('551d11'), der(0x04, sequence(der(0x87, Buffer.from(address.split('.').map(Number))))))];
  return der(0xa3, sequence(constraints, ...names));
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
