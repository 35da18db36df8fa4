/** The tree as a flat list: each node says its level and place among its siblings, as ARIA wants it. */
import type { ConnectionRow, ConnectionsAnswer, Reach, ServerRow } from '../../preload/servers.ts';
import type { SavedFilter, Shelf } from '../../preload/shelf.ts';
import { retryText } from '../ui/age.ts';
import type { Kind } from '../ui/kind.ts';
import { lacksPassword, plainness } from './form.ts';
import type { Place } from './place.ts';
import { placeId, samePlace } from './place.ts';

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
  readonly starred: boolean;
  /** Whether its saved filters are shown; absent where it has none. */
  readonly expanded?: boolean;
}

/** Stands below all servers, where there are saved filters for any connection. */
export interface AnyNode extends Node {
  readonly kind: 'any';
  readonly level: 1;
  readonly expanded: boolean;
}

export interface FilterNode extends Node {
  readonly kind: 'filter';
  readonly level: 2 | 3;
  readonly filter: SavedFilter;
  /** Id of the connection's node, or of the one for any connection. */
  readonly parent: string;
}

export type TreeNode = ServerNode | ConnectionNode | AnyNode | FilterNode;

export const anyName = 'Any connection';
// Ids of servers hold no line break.
const anyId = '\nany';

export const emptyShelf: Shelf = { filters: [], stars: [] };

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

/** What stands where in the tree, and what of it is to be seen. */
export interface TreeState {
  readonly servers: readonly ServerRow[];
  readonly answers: ReadonlyMap<string, ConnectionsAnswer>;
  /** Ids of nodes whose children are not shown. */
  readonly collapsed: ReadonlySet<string>;
  readonly shelf?: Shelf;
  /** Where it is not empty, only nodes whose name holds it are shown, with what they belong to. */
  readonly find?: string;
}

/** A connection and its saved filters. */
interface Branch {
  readonly row: ConnectionRow;
  readonly place: Place;
  readonly starred: boolean;
  readonly filters: readonly SavedFilter[];
}

const holds = (text: string, find: string): boolean => text.toLocaleLowerCase().includes(find);

/** A server's connections, starred ones first; of those only what matches, or all of a server that itself does. */
function branches(row: ServerRow, answer: ConnectionsAnswer | undefined, { filters, stars }: Shelf, find: string): readonly Branch[] {
  const all = (answer?.connections ?? []).map((connection): Branch => {
    const place = { serverId: row.server.id, connection: connection.connection.name };
    return {
      row: connection,
      place,
      starred: stars.some((star) => samePlace(star, place)),
      filters: filters.filter((filter) => samePlace(filter.place, place)),
    };
  });
  const sorted = [...all.filter(({ starred }) => starred), ...all.filter(({ starred }) => !starred)];
  if (find === '' || holds(row.server.name, find)) return sorted;
  return sorted.flatMap((branch) => {
    if (holds(branch.place.connection, find)) return [branch];
    const found = branch.filters.filter(({ name }) => holds(name, find));
    return found.length > 0 ? [{ ...branch, filters: found }] : [];
  });
}

/** The saved filters for any connection; of those only what matches, or all where their heading itself does. */
function filtersOfAny({ filters }: Shelf, find: string): readonly SavedFilter[] {
  const all = filters.filter(({ place }) => place === undefined);
  return find === '' || holds(anyName, find) ? all : all.filter(({ name }) => holds(name, find));
}

/** What the tree shows, from top to bottom. */
export function treeNodes({ servers, answers, collapsed, shelf = emptyShelf, find = '' }: TreeState): readonly TreeNode[] {
  const wanted = find.trim().toLocaleLowerCase();
  const isOpen = (id: string): boolean => wanted !== '' || !collapsed.has(id);
  const shown = servers
    .map((row) => ({ row, answer: answers.get(row.server.id), below: branches(row, answers.get(row.server.id), shelf, wanted) }))
    .filter(({ row, below }) => wanted === '' || below.length > 0 || holds(row.server.name, wanted));
  const ofAny = filtersOfAny(shelf, wanted);
  const size = shown.length + Math.min(ofAny.length, 1);
  const servedNodes = shown.flatMap(({ row, answer, below }, at): readonly TreeNode[] => {
    const { id } = row.server;
    const expanded = isOpen(id);
    const place = { size, position: at + 1 };
    const head: ServerNode = { kind: 'server', level: 1, id, row, expanded, word: wordOf(row, answer), ...place };
    if (!expanded) return [head];
    return [head, ...below.flatMap((branch, index) => branchNodes(branch, id, { size: below.length, position: index + 1 }, isOpen))];
  });
  return ofAny.length === 0 ? servedNodes : [...servedNodes, ...anyNodes(ofAny, size, isOpen(anyId))];
}

function anyNodes(filters: readonly SavedFilter[], size: number, expanded: boolean): readonly TreeNode[] {
  const head: AnyNode = { kind: 'any', level: 1, id: anyId, expanded, size, position: size };
  return expanded ? [head, ...filterNodes(filters, anyId, 2)] : [head];
}

function filterNodes(filters: readonly SavedFilter[], parent: string, level: FilterNode['level']): readonly FilterNode[] {
  return filters.map((filter, at) => ({
    ...{ kind: 'filter', level, id: `${parent}\n${filter.id}`, filter, parent },
    ...{ size: filters.length, position: at + 1 },
  }));
}

function branchNodes(
  { row, place, starred, filters }: Branch,
  parent: string,
  among: Pick<Node, 'size' | 'position'>,
  isOpen: (id: string) => boolean,
): readonly TreeNode[] {
  const id = placeId(place);
  const expanded = filters.length > 0 ? isOpen(id) : undefined;
  const head: ConnectionNode = {
    ...{ kind: 'connection', level: 2, id, place, row, parent, starred, ...among },
    ...(expanded !== undefined && { expanded }),
  };
  return expanded === true ? [head, ...filterNodes(filters, id, 3)] : [head];
}

/** The name a node begins with. */
export function nodeName(node: TreeNode): string {
  switch (node.kind) {
    case 'server':
      return node.row.server.name;
    case 'connection':
      return node.row.connection.name;
    case 'any':
      return anyName;
    case 'filter':
      return node.filter.name;
  }
}

/** How many nodes hold what is looked for in their own name. */
export function matchCount(nodes: readonly TreeNode[], find: string): number {
  const wanted = find.trim().toLocaleLowerCase();
  return nodes.filter((node) => holds(nodeName(node), wanted)).length;
}
