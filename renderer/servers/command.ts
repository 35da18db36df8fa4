/** The command line's way to a list. Pure. */

/** A text as one word of a shell: in single quotes, which `sh` and PowerShell both take as they are. */
const quoted = (text: string): string => (/^[\w.-]+$/.test(text) ? text : `'${text.replaceAll("'", String.raw`'\''`)}'`);

/** `paddock list --server 'Track PC' --connection Season2017 --filter driver:HAM`. */
export function listCommand(server: string, connection: string, filter: string): string {
  const word = filter.trim();
  return [
    'paddock list',
    `--server ${quoted(server)}`,
    `--connection ${quoted(connection)}`,
    ...(word ? [`--filter ${quoted(word)}`] : []),
  ].join(' ');
}
