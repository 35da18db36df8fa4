/** What `npm run e2e` has prepared for the tests (build/checks/stage.mjs), read from the environment. */
import { chownSync, mkdirSync, mkdtempSync } from 'node:fs';
import { join } from 'node:path';

export interface Stage {
  /** Becomes Electron, as an unprivileged user where the tests run as root. */
  readonly executable: string;
  /** The application's folder, readable for that user. */
  readonly app: string;
  /** What Electron is to require before the application (`hold.cjs`). */
  readonly hold: string;
  /** Writable for that user; removed at the end. */
  readonly home: string;
  /** The words before a program's that run it as the same user; none where that is who runs the tests. */
  readonly asUser: readonly string[];
  /** A fresh folder below `home`. */
  folder(name: string): string;
}

export function stage(env: NodeJS.ProcessEnv = process.env): Stage {
  const {
    PADDOCK_E2E_ELECTRON: executable,
    PADDOCK_E2E_APP: app,
    PADDOCK_E2E_HOLD: hold,
    PADDOCK_E2E_HOME: home,
    PADDOCK_E2E_UID: uid,
  } = env;
  if (executable === undefined || app === undefined || hold === undefined || home === undefined) {
    throw new Error('The end-to-end tests need what “npm run e2e” prepares: start them so, with “-- file” for one of them.');
  }
  return {
    executable,
    app,
    hold,
    home,
    asUser: uid === undefined ? [] : ['setpriv', '--reuid', uid, '--regid', uid, '--clear-groups', '--'],
    folder: (name) => {
      mkdirSync(home, { recursive: true });
      const folder = mkdtempSync(join(home, `${name}-`));
      if (uid !== undefined) chownSync(folder, Number(uid), Number(uid));
      return folder;
    },
  };
}
