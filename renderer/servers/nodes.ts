/** The tree as a flat list: each node says its level and place among its siblings, as ARIA wants it. */
import type { ConnectionRow, ConnectionsAnswer, Reach, ServerRow } from '../../preload/contract.ts';
import { retryText } from '../ui/age.ts';
import type { Kind } from '../ui/kind.ts';
import { lacksPassword, plainness } from './form.ts';
import type { Place } from './place.ts';
import { placeId } from './place.ts';

interface Node {
  readonly id: string;
  /** Number of siblings, and the place among them from 1. */
  readonly size: number;
  readonly position: number;
}

export interface ServerNode extends Node {
  readonly kind: 'server';
  readonly level: 1;
  readonly row: ServerRow;
  readonly expanded: boolean;
  readonly word: string;
}

export interface ConnectionNode extends Node {
  readonly kind: 'connection';
  readonly level: 2;
  readonly place: Place;
  readonly row: ConnectionRow;
  /** Id of the server's node. */
  readonly parent: string;
}

export type TreeNode = ServerNode | ConnectionNode;

/** A server that asks for a sign-in: nobody's password is known, or none was taken. */
const isSignedOut = ({ reach, server }: ServerRow): boolean =>
  (reach.state === 'refused' && reach.failure.code === 'password-missing') || (reach.state === 'unasked' && lacksPassword(server));

/** How a server answered, in a word. */
export function reachWord(reach: Reach): string {
  switch (reach.state) {
    case 'unasked':
      return '';
    case 'asking':
      return 'connecting';
    case 'live':
      return 'live';
    case 'offline':
      return 'offline';
    case 'refused':
      return reach.failure.code === 'forbidden' ? 'forbidden' : 'sign in';
  }
}

function wordOf(row: ServerRow, answer: ConnectionsAnswer | undefined): string {
  const { reach } = row;
  if (row.server.readOnly) return 'file';
  if (isSignedOut(row)) return 'signed out';
  const word = reachWord(reach);
  return word === 'live' && answer?.connections.length === 0 ? 'no connections' : word;
}

/** How a server answered, as a shape. */
export function reachMark(row: ServerRow): Kind {
  const { state } = row.reach;
  if (row.server.readOnly) return 'file';
  if (isSignedOut(row)) return 'signed-out';
  return state === 'unasked' ? 'none' : state;
}

/** All that is known of a server in few lines, for its tooltip. @param now ms since 1970 */
export function serverLines({ server, reach }: ServerRow, now: number): readonly string[] {
  const retry = reach.state === 'offline' ? retryText(reach.retryAt, now) : '';
  return [
    server.name,
    server.url,
    server.user,
    ...(plainness(server.url) === 'in clear' ? ['⚠ Plain http: not encrypted'] : []),
    ...('failure' in reach ? [reach.failure.message] : []),
    retry && `${retry[0]?.toUpperCase() ?? ''}${retry.slice(1)}`,
  ].filter((line) => line !== '');
}

/** What the tree shows, from top to bottom. */
export function treeNodes(
  servers: readonly ServerRow[],
  answers: ReadonlyMap<string, ConnectionsAnswer>,
  collapsed: ReadonlySet<string>,
): readonly TreeNode[] {
  return servers.flatMap((row, at): readonly TreeNode[] => {
    const id = row.server.id;
    const answer = answers.get(id);
    const expanded = !collapsed.has(id);
    const head: ServerNode = {
      kind: 'server',
      level: 1,
      id,
      row,
      expanded,
      word: wordOf(row, answer),
      size: servers.length,
      position: at + 1,
    };
    if (!expanded || !answer) return [head];
    const below = answer.connections.map((connection, index): ConnectionNode => {
      const place = { serverId: id, connection: connection.connection.name };
      return {
        kind: 'connection',
        level: 2,
        id: placeId(place),
        place,
        row: connection,
        parent: id,
        size: answer.connections.length,
        position: index + 1,
      };
    });
    return [head, ...below];
  });
}

/** The name a node begins with. */
export const nodeName = (node: TreeNode): string => (node.kind === 'server' ? node.row.server.name : node.row.connection.name);
