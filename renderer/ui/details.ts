/** A failure as a text for whoever has to help: what was told, when and by which version. No secret, no address with a user in it. */
import type { AppInfo } from '../../preload/app.ts';
import type { FailureShape } from '../../preload/model.ts';
import { todoOf } from '../api/todo.ts';

/** Whatever a server said stays as it was, but for what would sign somebody in. */
const withoutSecrets = (text: string): string =>
  text
    .replace(/([a-z][a-z0-9+.-]*:\/\/)[^\s/?#@]*@/giu, '$1[removed]@')
    .replace(
      /(\b[\w-]*(?:password|passwd|pwd|token|secret|authorization)[\w-]*["']?\s*[:=]\s*["']?)(?:(?:bearer|basic)\s+)?[^\s;,&"']+/giu,
      '$1[removed]',
    );

/** @param now ms since 1970 */
export function detailsText(
  failure: FailureShape,
  info: Pick<AppInfo, 'version' | 'electron' | 'platform'> | undefined,
  now: number,
): string {
  const { code, message, safe, serverSaid, certificate } = failure;
  const todo = todoOf(failure);
  const lines = [
    info ? `Paddock ${info.version} (Electron ${info.electron}, ${info.platform})` : 'Paddock',
    new Date(now).toISOString(),
    `${code}: ${message}`,
    ...(safe === undefined ? [] : [`What is safe: ${safe}`]),
    ...(todo === undefined ? [] : [`What to do: ${todo}`]),
    ...(certificate === undefined ? [] : [`The certificate of ${certificate.host}: SHA-256 ${certificate.fingerprint}`]),
    ...(serverSaid === undefined ? [] : [`The server said: ${serverSaid}`]),
  ];
  return withoutSecrets(`${lines.join('\n')}\n`);
}
