/** What a `WWW-Authenticate` or `Proxy-Authenticate` header offers (RFC 9110, 11.6). */

const windows = /^(ntlm|negotiate|kerberos)\b/i;

/** Whether it offers a sign-in of Windows' own, which Paddock does not speak, and no other. */
export function offersWindowsOnly(header: string | string[] | undefined): boolean {
  const offered = [header ?? []].flat().flatMap((text) => text.split(/,\s*(?=[A-Za-z]+(?:\s|$|,))/));
  return offered.length > 0 && offered.every((scheme) => windows.test(scheme.trim()));
}
