/**
 * What a server's certificate says and what is wrong with it, in words for the person who decides. The judgement itself
 * is Node's (OpenSSL's chain and dates, `tls.checkServerIdentity` for the host); here it is told whole, since whoever
 * trusts a certificate in spite of one fault trusts it in spite of all.
 */
import { X509Certificate } from 'node:crypto';
import { checkServerIdentity } from 'node:tls';
import type { CertificateFacts } from '../../preload/model.ts';
import { Failure } from '../failure.ts';

const longest = 200;
const dated = new Set(['CERT_HAS_EXPIRED', 'CERT_NOT_YET_VALID']);
const named = new Set(['ERR_TLS_CERT_ALTNAME_INVALID', 'HOSTNAME_MISMATCH', 'ERR_TLS_CERT_ALTNAME_FORMAT']);

/** Certificates come from anywhere: one line, no control or direction characters, no novel. */
function printable(text: string): string {
  const line = text
    .replace(/[\r\n]+/g, ', ')
    .replace(/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/gu, '\uFFFD')
    .trim();
  const characters = Array.from(line);
  return characters.length <= longest ? line : `${characters.slice(0, longest - 1).join('')}…`;
}

/** A SHA-256 fingerprint as it is kept and compared, `AB:CD:…`; undefined for what is none. Takes it with or without colons. */
export function readFingerprint(text: string): string | undefined {
  const digits = text.replace(/[\s:]/g, '').toUpperCase();
  return /^[0-9A-F]{64}$/.test(digits) ? (digits.match(/../g) ?? []).join(':') : undefined;
}

/** The fingerprints in a saved server's `trusted`: one, or several with blanks or commas between them. */
export function readTrusted(trusted: string | undefined): readonly string[] {
  const texts = trusted?.split(/[\s,]+/).filter((text) => text !== '') ?? [];
  const all = texts.map(readFingerprint);
  const read = all.filter((fingerprint) => fingerprint !== undefined);
  if (read.length < all.length) {
    throw new Failure('usage', 'The fingerprint of the trusted certificate is none: it has 64 hexadecimal digits.');
  }
  return read;
}

/** The end of a fingerprint, which tells two apart at a glance. */
const end = (fingerprint: string): string => `…${fingerprint.slice(-11)}`;

const day = (date: Date): string => (Number.isNaN(date.getTime()) ? 'an unreadable date' : date.toISOString().slice(0, 10));
const iso = (text: string): string => {
  const date = new Date(text);
  return Number.isNaN(date.getTime()) ? printable(text) : date.toISOString();
};

/** Whose it is, until when, and which, in one line. */
export function inShort(certificate: X509Certificate): string {
  const issuer = certificate.issuer === certificate.subject ? 'itself' : printable(certificate.issuer);
  return `${printable(certificate.subject)}, issued by ${issuer}, until ${day(new Date(certificate.validTo))}, SHA-256 ${certificate.fingerprint256}`;
}

/** The names that a certificate is for, as a person reads them. */
function namesOf(certificate: X509Certificate): string {
  const names = certificate.subjectAltName?.replace(/\b(?:DNS|IP Address|URI|email):/g, '');
  const common = /^CN=(.+)$/m.exec(certificate.subject)?.[1];
  return printable(names ?? common ?? 'nobody');
}

/** A certificate that was shown, and why it is not trusted as it stands. */
export interface Shown {
  readonly certificate: X509Certificate;
  /** Name or address that was asked for, without a port. */
  readonly hostname: string;
  /** As it is told, with the port where it is not the usual one. */
  readonly host: string;
  /** The code of the judgement; absent where an authority vouches for it. */
  readonly code?: string;
  /** Milliseconds since 1970. */
  readonly now: number;
  /** The fingerprints that are trusted for this server. */
  readonly trusted: readonly string[];
  /** They may be of another of this server's hosts. */
  readonly several: boolean;
  /** The authorities that are trusted, PEM. */
  readonly authorities: readonly string[];
}

const mostLinks = 8;

/** Whether the chain that was shown leads to a known authority, whatever the dates in it. */
function isVouchedFor(certificate: X509Certificate, authorities: readonly string[]): boolean {
  const known = authorities.map((pem) => new X509Certificate(pem));
  let link: X509Certificate | undefined = certificate;
  for (let links = 0; link !== undefined && links < mostLinks; links++) {
    const shown: X509Certificate = link;
    if (known.some((authority) => shown.checkIssued(authority) && shown.verify(authority.publicKey))) return true;
    link = shown.issuerCertificate;
  }
  return false;
}

/**
 * All that is wrong with it, the gravest first, as clauses that follow “it”. OpenSSL tells one fault alone: the dates hide the
 * unknown authority, and both hide the host.
 */
function troubles({ certificate, hostname, code, now, authorities }: Shown): readonly string[] {
  const from = new Date(certificate.validFrom);
  const to = new Date(certificate.validTo);
  const late = now > to.getTime();
  const early = now < from.getTime();
  const wrongHost = checkServerIdentity(hostname, certificate.toLegacyObject()) !== undefined;
  const own = certificate.checkIssued(certificate) && certificate.verify(certificate.publicKey);
  const isDated = code !== undefined && dated.has(code);
  const chain = code !== undefined && (isDated ? !isVouchedFor(certificate, authorities) : !named.has(code));
  const found: string[] = [];
  if (chain) found.push(own ? 'is signed by nobody but itself' : 'comes from an authority that is not known here');
  if (late) found.push(`expired on ${day(to)}`);
  if (early) found.push(`is not valid before ${day(from)} (or a clock is wrong)`);
  if (isDated && !late && !early) found.push('comes from an authority whose own certificate is out of date');
  if (wrongHost) found.push(`is for ${namesOf(certificate)} and not for ${hostname}`);
  return found;
}

/** What a person is shown before they decide. */
export function factsOf(shown: Shown): CertificateFacts {
  const { certificate, trusted } = shown;
  const fingerprint = certificate.fingerprint256;
  const wrong = troubles(shown);
  const other = ` It is another than the one trusted for this server: its fingerprint ends in ${end(fingerprint)}, that one’s in ${trusted.map(end).join(', ')}.`;
  const changed = trusted.length === 0 ? '' : other;
  return {
    host: shown.host,
    fingerprint,
    subject: printable(certificate.subject),
    issuer: printable(certificate.issuer),
    validFrom: iso(certificate.validFrom),
    validTo: iso(certificate.validTo),
    problem: `${wrong.length === 0 ? 'An authority vouches for this certificate.' : `This certificate ${wrong.join('; it ')}.`}${changed}`,
  };
}

/** What a judgement's code means, as the end of a sentence that begins with whose certificate it is; undefined where it is about no certificate. */
export function certificateTrouble(code: string): string | undefined {
  switch (code) {
    case 'CERT_HAS_EXPIRED':
      return 'has expired';
    case 'CERT_NOT_YET_VALID':
      return 'is not valid yet; perhaps a clock is wrong';
    case 'ERR_TLS_CERT_ALTNAME_INVALID':
    case 'ERR_TLS_CERT_ALTNAME_FORMAT':
    case 'HOSTNAME_MISMATCH':
      return 'is for another host';
    case 'DEPTH_ZERO_SELF_SIGNED_CERT':
      return 'is signed by nobody but itself';
    case 'CERT_REVOKED':
      return 'was revoked by its authority';
    default:
      return /^(?:CERT_|ERR_TLS_CERT_|UNABLE_TO_|SELF_SIGNED_|INVALID_(?:CA|PURPOSE)$|PATH_LENGTH_)/.test(code)
        ? 'is not trusted: its authority is not known here'
        : undefined;
  }
}

/** The refusal of a server's certificate. @param whose “The server’s certificate”, as a sentence begins. */
export function refusal(shown: Shown, whose: string): Failure {
  const certificate = factsOf(shown);
  const wrong = troubles(shown);
  const sentence =
    shown.trusted.length > 0 && !shown.several
      ? `${whose} has changed: the trusted one’s fingerprint ends in ${shown.trusted.map(end).join(', ')}, that of the one shown now in ${end(certificate.fingerprint)}.`
      : `${whose} ${wrong.length > 1 ? wrong.join('; it ') : (certificateTrouble(shown.code ?? '') ?? 'is not trusted')}.`;
  const todo =
    'Nothing was sent. Look at the certificate, and trust it only if its fingerprint is the one that the server’s administrator ' +
    'gives you; or give the certificate authority’s file with --ca.';
  return new Failure('certificate', sentence, { certificate, todo });
}
