/** A desktop's session with a keychain, opened with its owner's password, as after signing in. Linux only. */
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Stage } from './stage.ts';

export interface Keychain {
  /** The words before a program's that run it in such a session. */
  readonly within: readonly string[];
  readonly env: Readonly<Record<string, string>>;
  /** A program in Electron's place that becomes it in such a session. */
  readonly executable: string;
}

/** A keychain of its own; what is kept in it is there in each session that is opened with the answer. */
export function keychain(stage: Stage): Keychain {
  const home = stage.folder('keychain');
  const within = [
    ...stage.asUser,
    'dbus-run-session',
    '--',
    'sh',
    '-c',
    'printf pole-position | gnome-keyring-daemon --unlock --components=secrets >/dev/null 2>&1 && exec "$@"',
    'session',
  ];
  const executable = join(home, 'electron');
  const quoted = [...within, stage.executable].map((word) => `'${word.replaceAll("'", "'\\''")}'`).join(' ');
  writeFileSync(executable, `#!/bin/sh\nexec ${quoted} "$@"\n`, { mode: 0o755 });
  return {
    within,
    env: { HOME: home, XDG_CURRENT_DESKTOP: 'GNOME', XDG_RUNTIME_DIR: home, XDG_DATA_HOME: join(home, 'data') },
    executable,
  };
}
