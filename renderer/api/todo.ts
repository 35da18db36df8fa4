/** What to do about a failure, in the window's words: the main process names options as the command line has them. */
import type { FailureShape } from '../../preload/model.ts';

/** Of options, the fields of the dialogs of a server. */
const fields: Readonly<Record<string, string>> = {
  'ca': 'CA file',
  'client-id': 'Client ID',
  'identity-url': 'Identity Server',
  'client-cert': 'Client certificate',
  'client-key': 'Client key',
  'proxy': 'Proxy',
};
const option = new RegExp(String.raw`(with )?--(${Object.keys(fields).join('|')})(?![\w-])(?: (ADDRESS|none|http://host:port))?`, 'gu');

/** A sentence or two; undefined where there is nothing to do. */
export const todoOf = ({ todo }: Pick<FailureShape, 'todo'>): string | undefined =>
  todo?.replace(
    option,
    (_, as: string | undefined, name: string, value: string | undefined) =>
      `${as === undefined ? '' : 'as '}“${fields[name] ?? name}${value === 'none' ? ': None' : ''}”`,
  );
