/**
 * TLS to servers and to proxies, and the judgement of what they show. Every TLS connection of the client is made here and
 * judged here, before a byte of a question is written.
 */
import type { X509Certificate } from 'node:crypto';
import type { Socket } from 'node:net';
import { createSecureContext, rootCertificates, type SecureContext, type SecureContextOptions, type TLSSocket } from 'node:tls';
import { Failure } from '../failure.ts';
import { gatherAuthorities, type Authorities } from './authorities.ts';
import { certificateTrouble, inShort, refusal } from './certificates.ts';
import { encrypt, type Dialling } from './dial.ts';
import { Broken } from './faults.ts';
import { authorityOf } from './proxy-tunnel.ts';

export interface TrustOptions {
  /** Authorities that a file names, in PEM, trusted beside all others. */
  readonly authorities?: readonly string[];
  /** The value of NODE_EXTRA_CA_CERTS. */
  readonly extraAuthorities?: string | undefined;
  /** By what the client shows who it is: to servers, never to a proxy. */
  readonly clientCertificate?: SecureContextOptions;
  /** SHA-256 fingerprints of certificates that are trusted whatever is wrong with them. */
  readonly trusted?: readonly string[];
  /** Address of the Identity Server, whose certificate may be another. */
  readonly identityUrl?: string;
  /** Where the Identity Server is a host of its own, one trusted certificate leaves the other host's to be judged as usual. */
  readonly url?: string;
  /** Milliseconds since 1970, for words about a certificate's dates. */
  readonly now?: () => number;
}

export interface Trust {
  /** A TLS session with a server that is trusted. Fails with the fault `certificate`; the socket is then destroyed. */
  secureServer(over: Socket, host: string, port: number, dialling: Dialling): Promise<TLSSocket>;
  /** A TLS session with a proxy for which an authority vouches; no exception is made for a proxy. */
  secureProxy(over: Socket, host: string, dialling: Dialling): Promise<TLSSocket>;
  /** For people: which authorities are trusted, and what was shown so far by whom. Nothing in it is secret. */
  describe(): Promise<readonly Found[]>;
}

/** Something that was found out about the way to a server, for people. */
export interface Found {
  readonly name: string;
  readonly value: string;
  readonly how: string;
}

const hostOf = (address: string | undefined): string | undefined => {
  if (address === undefined) return undefined;
  const { hostname, port, protocol } = new URL(address);
  return authorityOf(hostname.replace(/^\[|\]$/g, ''), Number(port) || (protocol === 'https:' ? 443 : 80));
};

export function createTrust(options: TrustOptions): Trust {
  const { trusted = [], clientCertificate, now = Date.now } = options;
  const identityHost = hostOf(options.identityUrl);
  const serverHost = hostOf(options.url);
  const several = identityHost !== undefined && identityHost !== serverHost;

  // Some 150 certificates are parsed: only for a server that is asked over https, and once.
  let gathered: Promise<Authorities> | undefined;
  const authorities = (): Promise<Authorities> => (gathered ??= gatherAuthorities(options.authorities ?? [], options.extraAuthorities));
  const contexts = new Map<'server' | 'proxy', Promise<SecureContext>>();
  function contextFor(whom: 'server' | 'proxy'): Promise<SecureContext> {
    const known = contexts.get(whom);
    if (known !== undefined) return known;
    const made = authorities().then(({ list }) =>
      createSecureContext({ ...(whom === 'server' && clientCertificate), ...(list && { ca: [...list] }) }),
    );
    contexts.set(whom, made);
    return made;
  }

  /** The last certificate that each host showed and that was taken, and why it was. */
  const taken = new Map<string, { readonly certificate: X509Certificate; readonly why: string; readonly protocol: string }>();

  /** Fails where a server's certificate is neither vouched for nor the one that the user trusts. */
  async function judge(socket: TLSSocket, host: string, port: number): Promise<void> {
    const certificate = socket.getPeerX509Certificate();
    if (certificate === undefined) throw new Failure('certificate', 'The server shows no certificate.');
    const place = authorityOf(host, port);
    const pinned = trusted.includes(certificate.fingerprint256);
    // Whoever pinned a certificate gets that one and no other, not even one that an authority vouches for.
    if (pinned || (socket.authorized && (trusted.length === 0 || several))) {
      const why = pinned ? 'trusted by its fingerprint' : 'an authority vouches for it';
      taken.set(place, { certificate, why, protocol: socket.getProtocol() ?? 'unknown' });
      return;
    }
    const whose = several && place === identityHost ? `The certificate of the Identity Server ${place}` : 'The server’s certificate';
    const code = socket.authorized ? undefined : String(socket.authorizationError);
    const shown = { certificate, hostname: host, host: place, now: now(), trusted, several, ...(code !== undefined && { code }) };
    throw refusal({ ...shown, authorities: (await authorities()).list ?? rootCertificates }, whose);
  }

  return {
    async describe() {
      const { system } = await authorities();
      return [
        {
          name: 'Certificate authorities',
          value: system ? 'Node’s own list and the system’s' : 'Node’s own list',
          how: system ? 'both can be read' : 'this version of Node cannot read the system’s',
        },
        ...(options.authorities?.length
          ? [{ name: 'Private authorities', value: String(options.authorities.length), how: 'from the file that was given' }]
          : []),
        ...[...taken].flatMap(([place, { certificate, why, protocol }]) => [
          { name: 'Encryption', value: protocol, how: `the handshake with ${place}` },
          { name: `Certificate of ${place}`, value: inShort(certificate), how: why },
        ]),
        ...(clientCertificate
          ? [{ name: 'Client certificate', value: 'shown where a server wants one', how: 'from the file that was given' }]
          : []),
      ];
    },
    async secureServer(over, host, port, dialling) {
      const socket = await encrypt(over, host, await contextFor('server'), dialling);
      try {
        await judge(socket, host, port);
        return socket;
      } catch (thrown) {
        socket.destroy();
        if (!(thrown instanceof Failure)) throw thrown;
        throw new Broken({ code: String(socket.authorizationError), passing: false, failure: thrown });
      }
    },
    async secureProxy(over, host, dialling) {
      const socket = await encrypt(over, host, await contextFor('proxy'), dialling);
      if (socket.authorized) return socket;
      socket.destroy();
      const code = String(socket.authorizationError);
      const sentence = `The server’s certificate ${certificateTrouble(code) ?? 'is not trusted'}.`;
      throw new Broken({ code, passing: false, failure: new Failure('certificate', sentence) });
    },
  };
}
