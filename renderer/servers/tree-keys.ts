/** What a key does in the tree (the tree view pattern of the ARIA practices), as data. */
import type { Sought } from '../ui/type-ahead.ts';
import { nodeName, type TreeNode } from './nodes.ts';

export type TreeMove =
  { readonly to: string } | { readonly collapse: string } | { readonly expand: string } | { readonly open: TreeNode } | undefined;

/** `active` is the id of the node that has the focus. Returns nothing for a key that the tree does not use. */
export function treeMove(nodes: readonly TreeNode[], active: string, key: string): TreeMove {
  const at = Math.max(
    0,
    nodes.findIndex((node) => node.id === active),
  );
  const node = nodes[at];
  if (!node) return undefined;
  const to = (index: number): TreeMove => {
    const next = nodes[Math.min(Math.max(index, 0), nodes.length - 1)];
    return next && { to: next.id };
  };
  switch (key) {
    case 'ArrowDown':
      return to(at + 1);
    case 'ArrowUp':
      return to(at - 1);
    case 'Home':
      return to(0);
    case 'End':
      return to(nodes.length - 1);
    case 'ArrowLeft':
      if (node.kind !== 'filter' && node.expanded === true) return { collapse: node.id };
      return { to: 'parent' in node ? node.parent : node.id };
    case 'ArrowRight': {
      if (node.kind === 'filter' || node.expanded === undefined) return { to: node.id };
      if (!node.expanded) return { expand: node.id };
      const next = nodes[at + 1];
      return to(next && 'parent' in next && next.parent === node.id ? at + 1 : at);
    }
    case 'Enter':
    case ' ':
      return { open: node };
    default:
      return undefined;
  }
}

/** The next node whose name begins with what is sought. */
export function typeAhead(nodes: readonly TreeNode[], active: string, { text, isGrown }: Sought): string | undefined {
  const at = nodes.findIndex((node) => node.id === active);
  const start = isGrown ? at : at + 1;
  const begins = text.toLocaleLowerCase();
  const order = [...nodes.slice(Math.max(start, 0)), ...nodes.slice(0, Math.max(start, 0))];
  return order.find((node) => nodeName(node).toLocaleLowerCase().startsWith(begins))?.id;
}
