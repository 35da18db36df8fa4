/**
 * Where the user-data folder lies, as far as it endangers what is kept in it: read-only, on a share, or in a folder that another
 * program synchronises. Told once at start, plainly; nothing is refused.
 */
import { accessSync, constants, existsSync, realpathSync, statfsSync } from 'node:fs';
import { dirname, join, sep } from 'node:path';
import type { FailureShape } from '../preload/model.ts';
import { Failure } from './failure.ts';

/** What is asked of the system. */
export interface FolderLook {
  /** As the system knows it, links followed. */
  readonly real: (folder: string) => string;
  readonly writable: (path: string) => boolean;
  readonly exists: (path: string) => boolean;
  /** The number of the file system's kind; undefined where nobody says. */
  readonly kind: (folder: string) => number | undefined;
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly platform: NodeJS.Platform;
}

const system: FolderLook = {
  real: (folder) => quietly(() => realpathSync(folder)) ?? folder,
  writable: (path) => quietly(() => (accessSync(path, constants.W_OK), true)) ?? false,
  exists: existsSync,
  kind: (folder) => quietly(() => statfsSync(folder).type),
  env: process.env,
  platform: process.platform,
};

function quietly<Result>(work: () => Result): Result | undefined {
  try {
    return work();
  } catch {
    return undefined;
  }
}

/** File systems of other machines, by the number that Linux gives them. */
const shares: Readonly<Record<number, string>> = {
  0x6969: 'NFS',
  0x517b: 'SMB',
  0xff534d42: 'SMB',
  0xfe534d42: 'SMB',
  0x5346414f: 'AFS',
  0x01021997: '9P',
  0x00c36400: 'Ceph',
};

/** Names of folders that a program synchronises, as its installation makes them. */
const syncedNames: readonly (readonly [pattern: RegExp, program: string])[] = [
  [/^OneDrive( - .+)?$/i, 'OneDrive'],
  [/^Dropbox( \(.+\))?$/i, 'Dropbox'],
  [/^(iCloud ?Drive|com~apple~CloudDocs|Mobile Documents)$/i, 'iCloud'],
  [/^(Google ?Drive|GoogleDrive-.+|My Drive)$/i, 'Google Drive'],
  [/^Nextcloud$/i, 'Nextcloud'],
  [/^ownCloud$/i, 'ownCloud'],
  [/^(Box|Box Sync|Box-Box)$/, 'Box'],
  [/^Syncthing$/i, 'Syncthing'],
  [/^CloudStorage$/, 'a cloud service'],
];

/** Files by which a program knows a folder that it synchronises. */
const markers: readonly (readonly [name: string, program: string])[] = [
  ['.dropbox', 'Dropbox'],
  ['.dropbox.cache', 'Dropbox'],
  ['.stfolder', 'Syncthing'],
  ['.owncloudsync.log', 'ownCloud'],
  ['.nextcloudsync.log', 'Nextcloud'],
  ['.tmp.driveupload', 'Google Drive'],
  ['.849C9593-D756-4E56-8D6E-42412F2A707B', 'OneDrive'],
];
const oneDriveVariables = ['OneDrive', 'OneDriveConsumer', 'OneDriveCommercial'];

/** The folder and all above it. */
function* upwards(folder: string): Generator<string> {
  for (let at = folder; ; at = dirname(at)) {
    yield at;
    if (dirname(at) === at) return;
  }
}

function synchronisedBy(folder: string, { exists, env }: FolderLook): string | undefined {
  for (const name of oneDriveVariables) {
    const place = env[name];
    if (place !== undefined && place !== '' && `${folder}${sep}`.startsWith(`${place}${sep}`)) return 'OneDrive';
  }
  // The innermost name says more than one further out, as “CloudStorage” does.
  const parts = folder.split(/[\\/]/).toReversed();
  for (const part of parts) for (const [pattern, program] of syncedNames) if (pattern.test(part)) return program;
  for (const above of upwards(folder)) for (const [name, program] of markers) if (exists(join(above, name))) return program;
  return undefined;
}

function shareOf(folder: string, { kind, platform }: FolderLook): string | undefined {
  if (platform === 'win32') return folder.startsWith('\\\\') && !folder.startsWith('\\\\?\\') ? 'Windows' : undefined;
  return platform === 'linux' ? shares[(kind(folder) ?? 0) >>> 0] : undefined;
}

/** What is to be told of a folder, an absolute path; nothing where it is not there (yet). */
export function folderNotices(folder: string, look: FolderLook = system): readonly FailureShape[] {
  if (!look.exists(folder)) return [];
  const real = look.real(folder);
  const notices: Failure[] = [];
  const files = [join('store', 'paddock.db'), 'store', 'servers.json'].map((name) => join(folder, name));
  const closed = [folder, ...files].find((path) => look.exists(path) && !look.writable(path));
  if (closed !== undefined) {
    notices.push(
      new Failure('store-unwritable', `${closed} cannot be written to: what is saved can be read, and nothing new is kept.`, {
        todo: 'Check its permissions, or choose another folder with --user-data-dir.',
      }),
    );
  }
  const share = shareOf(real, look);
  if (share !== undefined) {
    const message = `The folder ${folder} lies on a share (${share}): locks do not always hold there, and a connection that breaks off may damage what is saved.`;
    notices.push(new Failure('folder-risky', message));
  }
  const program = synchronisedBy(real, look);
  if (program !== undefined) {
    const message = `The folder ${folder} is synchronised by ${program}, which may put an older file in the place of a newer one, or hold it while it is written.`;
    notices.push(new Failure('folder-risky', message));
  }
  return notices.map((notice) => notice.shape());
}
