/** Secrets that servers put into plain fields and sentences: cut out before anyone sees them. */
import { withoutSecrets } from '../../secret-patterns.ts';

// A value of a connection string: quoted with " or ' (doubled inside), in braces, or up to the next semicolon.
const value = String.raw`(?:"(?:[^"]|"")*"|'(?:[^']|'')*'|\{[^}]*\}|[^;]*)`;
const assignment = new RegExp(String.raw`(password|pwd|\b(?:user\s*id|uid|user))(\s*=\s*)${value}`, 'gi');
const userinfo = /([a-z][a-z0-9+.-]{0,30}:\/\/)[^\s/?#]*@/gi;

/** The text without the passwords and user ids of connection strings and without user names in addresses: a name stays a name. */
export function cutCredentials(text: string): string {
  return text.replace(assignment, '$1$2***').replace(userinfo, '$1');
}

/** The same, without the other secrets that their names or their surroundings give away, too. */
export function cutSecrets(text: string): string {
  return withoutSecrets(cutCredentials(text), '***');
}
