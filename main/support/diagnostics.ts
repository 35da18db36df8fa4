/**
 * A text about this installation for whoever helps: versions, settings, servers, what is saved, the last requests and the end
 * of the log. It holds no password and no session; names and addresses only where they are asked for.
 */
import { readFileSync } from 'node:fs';
import { homedir, hostname, userInfo } from 'node:os';
import { join } from 'node:path';
import type { FailureShape, Server } from '../../preload/model.ts';
import type { Settings } from '../../preload/settings.ts';
import type { DiagnosticsHow, Versions } from '../../preload/support.ts';
import { asFailure } from '../failure.ts';
import type { RequestsLog } from '../requests.ts';
import type { Servers } from '../servers/servers.ts';
import type { Store } from '../store/store.ts';
import { hidden, type Known } from './hiding.ts';

export interface DiagnosticsParts {
  readonly versions: () => Promise<Versions>;
  readonly settings: () => Settings;
  readonly servers: () => Promise<Pick<Servers, 'list' | 'keychain' | 'notices'>>;
  readonly store: () => Promise<Pick<Store, 'usage' | 'verify'>>;
  readonly requests: Pick<RequestsLog, 'list'>;
  readonly notices: () => readonly FailureShape[];
  /** The user-data folder, absolute. */
  readonly folder: string;
  /** Takes secrets out of a text. */
  readonly redact: (text: string) => string;
  /** Milliseconds since 1970. */
  readonly now: () => number;
}

const logLines = 200;
const mostRequests = 50;

/** Never fails: what cannot be read says so in its place. */
export async function diagnose(parts: DiagnosticsParts, { withNames, check }: DiagnosticsHow): Promise<string> {
  const known: Known[] = [];
  const sections: readonly (readonly [string, () => Promise<readonly string[]> | readonly string[]])[] = [
    ['Versions', async () => Object.entries(await parts.versions()).map(([name, value]) => `${name}: ${value}`)],
    [
      'Settings',
      () => [`folder: ${parts.folder}`, ...Object.entries(parts.settings()).map(([name, value]) => `${name}: ${String(value)}`)],
    ],
    ['Servers', () => serverLines(parts, known)],
    ['What is saved', () => storeLines(parts, check, known)],
    ['Notices', () => parts.notices().map(({ code, message }) => `${code}: ${message}`)],
    [`Requests of this run, the last ${mostRequests}`, () => requestLines(parts)],
    [`Log, the last ${logLines} lines`, () => logEnd(parts.folder)],
  ];
  const written: string[] = [];
  for (const [name, lines] of sections) {
    const read = await Promise.resolve()
      .then(lines)
      .catch((thrown: unknown) => [`cannot be read: ${asFailure(thrown).code}, ${asFailure(thrown).message}`]);
    written.push(`## ${name}`, ...(read.length === 0 ? ['none'] : read), '');
  }
  const names = withNames ? 'Addresses and names are as they are.' : 'Addresses and names are replaced: host-1, Server 1, user-1.';
  const head = [
    `Paddock diagnostics, ${new Date(parts.now()).toISOString()}`,
    `There is no password, token or session in this text. ${names}`,
    '',
  ];
  const text = parts.redact(written.join('\n'));
  return [...head, withNames ? text : hidden(text, [...known, ...ownNames()])].join('\n');
}

const hostOf = (address: string): string => (URL.canParse(address) ? new URL(address).hostname : address);

/** Of a server: what decides how it is asked. Its files only as being there. */
function serverLine({
  name,
  url,
  user,
  generation,
  identityUrl,
  clientId,
  trusted,
  proxy,
  password,
  readOnly,
  demo,
  ...files
}: Server): string {
  const more = [
    `generation ${generation}`,
    `user ${user === '' ? 'none' : user}`,
    `password ${password}`,
    ...(identityUrl === undefined ? [] : [`identity server ${identityUrl}`]),
    ...(clientId === undefined ? [] : ['client ID set']),
    ...(trusted === undefined ? [] : ['certificate pinned']),
    ...(proxy === undefined ? [] : [`proxy ${proxy}`]),
    ...(files.caFile === undefined ? [] : ['CA file']),
    ...(files.clientCertFile === undefined ? [] : ['client certificate']),
    ...(readOnly ? ['opened file'] : []),
    ...(demo ? ['demo'] : []),
  ];
  return `${name}: ${url}, ${more.join(', ')}`;
}

async function serverLines({ servers }: DiagnosticsParts, known: Known[]): Promise<readonly string[]> {
  const { list, keychain, notices } = await servers();
  const all = list();
  for (const { name, url, user, identityUrl, proxy } of all) {
    known.push({ kind: 'Server', value: name }, { kind: 'user', value: user });
    for (const address of [url, identityUrl, proxy])
      if (address !== undefined && address !== 'none') known.push({ kind: 'host', value: hostOf(address) });
  }
  const { available, note } = keychain();
  // Words that the redactor does not take for a password's name.
  const kept = `keychain: ${available ? 'there' : `none, what signs in is kept for a run only. ${note ?? ''}`}`;
  return [kept, ...all.map(serverLine), ...notices.map(({ code, message }) => `notice ${code}: ${message}`)];
}

async function storeLines(parts: DiagnosticsParts, check: boolean, known: Known[]): Promise<readonly string[]> {
  const store = await parts.store();
  const { bytes, estimated, servers } = await store.usage();
  const lines = [`${bytes} bytes in all`];
  for (const { server, connections, bytes: size } of servers) {
    const [address = '', user = ''] = server.split(' ');
    known.push({ kind: 'host', value: hostOf(address) }, { kind: 'user', value: user });
    known.push(...connections.map(({ connection }): Known => ({ kind: 'Connection', value: connection })));
    lines.push(`${server}: ${estimated ? 'about ' : ''}${size} bytes`);
    for (const { connection, snapshots, sessions } of connections)
      lines.push(`  ${connection}: ${snapshots} snapshots, ${sessions} sessions`);
  }
  if (!check) return [...lines, 'not checked'];
  const problems = await store.verify();
  const found = problems.map(({ code, message }) => `problem ${code}: ${message}`);
  return [...lines, problems.length === 0 ? 'checked: everything is as it was saved' : `checked: ${problems.length} problems`, ...found];
}

const requestLines = ({ requests }: DiagnosticsParts): readonly string[] =>
  requests
    .list()
    .slice(-mostRequests)
    .map(
      ({ at, method, url, status, failure, ms, bytes, attempt, work }) =>
        `${at} ${method} ${url} ${status ?? failure ?? '?'} ${Math.round(ms)} ms, ${bytes} bytes, try ${attempt}: ${work}`,
    );

/** The end of the log, which was redacted as it was written. */
function logEnd(folder: string): readonly string[] {
  const read = (name: string): string => {
    try {
      return readFileSync(join(folder, 'logs', name), 'utf8');
    } catch {
      return '';
    }
  };
  return `${read('paddock.1.log')}${read('paddock.log')}`.split('\n').filter(Boolean).slice(-logLines);
}

/** Accounts that are nobody's name, and words of their own in every text. */
const nobodys: ReadonlySet<string> = new Set(['root', 'user', 'admin', 'administrator', 'guest', 'runner', 'default', 'paddock']);

/** Of this computer and whoever sits at it. */
function ownNames(): readonly Known[] {
  const user = (): string => {
    try {
      return userInfo().username;
    } catch {
      return '';
    }
  };
  const name = user();
  return [
    { kind: 'folder', value: homedir() },
    { kind: 'computer', value: hostname() },
    ...(nobodys.has(name.toLowerCase()) ? [] : [{ kind: 'user', value: name } as const]),
  ].filter(({ value }) => value.length > 2) as readonly Known[];
}
