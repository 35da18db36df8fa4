import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { folderNotices, type FolderLook } from './folder.ts';

const top = mkdtempSync(join(tmpdir(), 'paddock-folder-'));
afterAll(() => rmSync(top, { recursive: true, force: true }));

const sound: FolderLook = {
  real: (folder) => folder,
  writable: () => true,
  exists: (path) => !/(^|\/)\.(?!config)/.test(path),
  kind: () => 0xef53,
  env: {},
  platform: 'linux',
};
const told = (folder: string, look: Partial<FolderLook> = {}): readonly string[] =>
  folderNotices(folder, { ...sound, ...look }).map(({ code, message }) => `${code}: ${message}`);

describe('a user-data folder', () => {
  it('is silent where nothing is wrong, or nothing is there yet', () => {
    expect(told('/home/eng/.config/Paddock')).toEqual([]);
    expect(told('/home/eng/new', { exists: () => false, writable: () => false })).toEqual([]);
    expect(told('/home/eng/Boxes/OneDrives')).toEqual([]);
  });

  it('on a share is told with the kind of share', () => {
    expect(told('/mnt/team/Paddock', { kind: () => 0x6969 })).toEqual([expect.stringMatching(/^folder-risky: .*share \(NFS\)/)]);
    // As a system gives it that counts in 32 bits with a sign.
    expect(told('/mnt/team/Paddock', { kind: () => 0xff534d42 | 0 })).toEqual([expect.stringContaining('SMB')]);
    expect(told('\\\\server\\team\\Paddock', { platform: 'win32' })).toEqual([expect.stringContaining('share (Windows)')]);
    expect(told('\\\\?\\C:\\Paddock', { platform: 'win32' })).toEqual([]);
  });

  it.each([
    ['/Users/eng/OneDrive - Team/Paddock', 'OneDrive'],
    ['/home/eng/Dropbox/Paddock', 'Dropbox'],
    ['/Users/eng/Library/Mobile Documents/com~apple~CloudDocs/Paddock', 'iCloud'],
    ['/Users/eng/Library/CloudStorage/GoogleDrive-eng@team.example/My Drive/Paddock', 'Google Drive'],
    ['/Users/eng/Library/CloudStorage/Other/Paddock', 'a cloud service'],
    ['/home/eng/Nextcloud/Paddock', 'Nextcloud'],
    ['C:\\Users\\eng\\OneDrive\\Paddock', 'OneDrive'],
  ])('%s is told to be synchronised by %s', (folder, program) => {
    expect(told(folder)).toEqual([expect.stringContaining(`synchronised by ${program},`)]);
  });

  it('is known by what a program leaves in a folder above, by its variable, and behind a link', () => {
    const synced = join(top, 'anything');
    const inside = join(synced, 'deep', 'Paddock');
    mkdirSync(inside, { recursive: true });
    expect(folderNotices(inside)).toEqual([]);
    writeFileSync(join(synced, '.stfolder'), '');
    const link = join(top, 'link');
    symlinkSync(inside, link);
    expect(folderNotices(link)).toMatchObject([{ code: 'folder-risky', message: expect.stringContaining('Syncthing') as string }]);
    expect(told('/data/cloud/Paddock', { env: { OneDriveCommercial: '/data/cloud' } })).toEqual([expect.stringContaining('OneDrive')]);
  });

  it('that cannot be written to is told, or which file in it', () => {
    expect(told('/media/cd/Paddock', { writable: () => false })).toEqual([
      'store-unwritable: /media/cd/Paddock cannot be written to: what is saved can be read, and nothing new is kept.',
    ]);
    expect(told('/data', { writable: (path) => !path.endsWith('.db') })).toEqual([
      expect.stringContaining('/data/store/paddock.db cannot be'),
    ]);
  });
});
