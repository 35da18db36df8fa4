// @ts-check
/**
 * Closes the doors that a published Electron leaves open, and on Linux puts the launcher script in the executable's
 * place. Both here, in this order: electron-builder's own step would look for the fuses in the script.
 */
import { FuseV1Options, FuseVersion } from '@electron/fuses';
import { chmod, copyFile, rename, rm } from 'node:fs/promises';
import { join } from 'node:path';

/** @param {import('electron-builder').AfterPackContext} context */
export default async function afterPack(context) {
  const { packager, appOutDir, electronPlatformName } = context;
  await packager.addElectronFuses(context, {
    version: FuseVersion.V1,
    resetAdHocDarwinSignature: electronPlatformName === 'darwin',
    [FuseV1Options.RunAsNode]: false,
    [FuseV1Options.EnableCookieEncryption]: true,
    [FuseV1Options.EnableNodeOptionsEnvironmentVariable]: false,
    [FuseV1Options.EnableNodeCliInspectArguments]: false,
    // Electron checks the archive on Windows and macOS only; on Linux the fuse has no effect.
    [FuseV1Options.EnableEmbeddedAsarIntegrityValidation]: electronPlatformName !== 'linux',
    [FuseV1Options.OnlyLoadAppFromAsar]: true,
    [FuseV1Options.GrantFileProtocolExtraPrivileges]: false,
  });
  if (electronPlatformName !== 'linux') return;
  // Left by the stand-in, which is made for running folders.
  for (const file of ['resources/default_app.asar', '.ready']) await rm(join(appOutDir, file), { force: true });
  await rename(join(appOutDir, 'paddock'), join(appOutDir, 'paddock-window'));
  await copyFile(join(import.meta.dirname, 'paddock.sh'), join(appOutDir, 'paddock'));
  await chmod(join(appOutDir, 'paddock'), 0o755);
}
