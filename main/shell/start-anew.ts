/** Ends as a quit does, and begins again as this start began. */
import type { App } from 'electron';

export function startAnew(app: Pick<App, 'relaunch' | 'quit'>, further: readonly string[] = []): void {
  // An AppImage is unpacked elsewhere at each start: the file itself is what can be started.
  const image = process.env['APPIMAGE'];
  app.relaunch({ args: [...process.argv.slice(1), ...further], ...(image !== undefined && { execPath: image }) });
  app.quit();
}
