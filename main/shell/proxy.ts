/**
 * What the system says about proxies: Chromium reads its settings and runs its PAC script (`session.resolveProxy`), and
 * watches them for changes. The window itself uses no network; this is asked for the API client alone.
 */
import type { App, Session } from 'electron';

/**
 * Answers a PAC string (`PROXY host:port; DIRECT`) for an address. No page belongs to the session that is asked, and
 * none of its rules meet what a PAC script needs.
 */
export function createResolveProxy(
  app: Pick<App, 'whenReady'>,
  openSession: () => Pick<Session, 'resolveProxy'>,
): (url: string) => Promise<string> {
  let opened: Pick<Session, 'resolveProxy'> | undefined;
  return async (url) => {
    await app.whenReady();
    opened ??= openSession();
    return opened.resolveProxy(url);
  };
}
