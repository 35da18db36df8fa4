/** A certificate's facts as a person compares them. Pure. */
import type { CertificateFacts } from '../../preload/model.ts';

/** Bytes of a fingerprint that stand in one group, for eyes that compare two. */
const groupSize = 8;

/** `AB:CD:…` in groups of eight bytes; the groups one after another are the fingerprint again, for who copies it. */
export function fingerprintLines(fingerprint: string): readonly string[] {
  const bytes = fingerprint.split(/(?<=:)/u);
  const groups = Math.ceil(bytes.length / groupSize);
  return Array.from({ length: groups }, (_, at) => bytes.slice(at * groupSize, (at + 1) * groupSize).join(''));
}

/** @param now ms since 1970 */
export function validity(facts: CertificateFacts, now: number): 'valid' | 'expired' | 'not valid yet' {
  if (Date.parse(facts.validTo) < now) return 'expired';
  return Date.parse(facts.validFrom) > now ? 'not valid yet' : 'valid';
}
