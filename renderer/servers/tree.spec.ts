import { describe, expect, it } from 'vitest';
import type { ConnectionsAnswer, ServerRow } from '../../preload/servers.ts';
import { defaultSort } from '../../preload/model.ts';
import { fakeServer, offlineFailure } from '../api/season.ts';
import { nodeName, reachMark, serverLines, treeNodes, type TreeNode } from './nodes.ts';
import { placeId } from './place.ts';
import { treeMove, typeAhead } from './tree-keys.ts';

const row = (name: string): ServerRow => ({ server: fakeServer(name), reach: { state: 'unasked' } });
const answer = (...names: readonly string[]): ConnectionsAnswer => ({
  source: 'saved',
  connections: names.map((name) => ({ connection: { name } })),
});
const answers = new Map([
  ['id-Track PC', answer('Season2017', 'Live Session Cache')],
  ['id-Factory', answer('Archive2016')],
]);
const servers = [row('Track PC'), row('Factory')];
const nodesWith = (...collapsed: readonly string[]): readonly TreeNode[] => treeNodes({ servers, answers, collapsed: new Set(collapsed) });
const season = placeId({ serverId: 'id-Track PC', connection: 'Season2017' });
const cache = placeId({ serverId: 'id-Track PC', connection: 'Live Session Cache' });
const archive = placeId({ serverId: 'id-Factory', connection: 'Archive2016' });

describe('treeNodes', () => {
  it('says level, set size and position as ARIA wants them', () => {
    expect(nodesWith().map(({ id, level, size, position }) => [id, level, size, position])).toEqual([
      ['id-Track PC', 1, 2, 1],
      [season, 2, 2, 1],
      [cache, 2, 2, 2],
      ['id-Factory', 1, 2, 2],
      [archive, 2, 1, 1],
    ]);
  });

  it('leaves out what is below a collapsed server', () => {
    expect(nodesWith('id-Track PC').map((node) => node.id)).toEqual(['id-Track PC', 'id-Factory', archive]);
  });

  it('says that a server which answers has no connections', () => {
    const reach = { state: 'live', at: '', generation: 'rest' } as const;
    const [node] = treeNodes({ servers: [{ ...row('Empty'), reach }], answers: new Map([['id-Empty', answer()]]), collapsed: new Set() });
    expect(node).toMatchObject({ kind: 'server', word: 'no connections' });
  });
});

describe('looking for a name', () => {
  const shelf = {
    filters: [
      { id: 'wet', name: 'Wet races', filter: 'note:wet', sort: defaultSort, place: { serverId: 'id-Track PC', connection: 'Season2017' } },
      { id: 'dry', name: 'Dry', filter: 'note:dry', sort: defaultSort, place: { serverId: 'id-Track PC', connection: 'Season2017' } },
    ],
    stars: [{ serverId: 'id-Track PC', connection: 'Live Session Cache' }],
  };
  const found = (find: string): readonly (readonly [string, number, number])[] =>
    treeNodes({ servers, answers, collapsed: new Set(['id-Track PC']), shelf, find }).map((node) => [
      nodeName(node),
      node.level,
      node.size,
    ]);

  it('shows only what holds it, with what it belongs to, expanded', () => {
    expect(found('WET')).toEqual([
      ['Track PC', 1, 1],
      ['Season2017', 2, 1],
      ['Wet races', 3, 1],
    ]);
    expect(found('nobody')).toEqual([]);
  });

  it('shows all of a server that is called so, starred connections first', () => {
    expect(found('track')).toEqual([
      ['Track PC', 1, 1],
      ['Live Session Cache', 2, 2],
      ['Season2017', 2, 2],
      ['Wet races', 3, 2],
      ['Dry', 3, 2],
    ]);
  });
});

describe('saved filters for any connection', () => {
  const shelf = { filters: [{ id: 'wet', name: 'Wet races', filter: 'note:wet', sort: defaultSort }], stars: [] };
  const shown = (collapsed: readonly string[], find = ''): readonly unknown[] =>
    treeNodes({ servers, answers, collapsed: new Set(['id-Track PC', ...collapsed]), shelf, find }).map((node) => [
      ...[nodeName(node), node.level, node.size, node.position],
    ]);

  it('stand below all servers, under a heading of their own that folds', () => {
    const above = [
      ['Track PC', 1, 3, 1],
      ['Factory', 1, 3, 2],
      ['Archive2016', 2, 1, 1],
      ['Any connection', 1, 3, 3],
    ];
    expect(shown([])).toEqual([...above, ['Wet races', 2, 1, 1]]);
    const [heading] = treeNodes({ servers: [], answers, collapsed: new Set(), shelf });
    expect(shown([heading?.id ?? ''])).toEqual(above);
  });

  it('are found by their name, and by that of the heading', () => {
    const found = [
      ['Any connection', 1, 1, 1],
      ['Wet races', 2, 1, 1],
    ];
    expect(shown([], 'wet')).toEqual(found);
    expect(shown([], 'any conn')).toEqual(found);
    expect(shown([], 'dry')).toEqual([]);
  });

  it('are left to the heading by the left arrow, and it is folded by another', () => {
    const nodes = treeNodes({ servers: [], answers, collapsed: new Set(), shelf });
    const [heading, filter] = nodes;
    expect(treeMove(nodes, filter?.id ?? '', 'ArrowLeft')).toEqual({ to: heading?.id });
    expect(treeMove(nodes, heading?.id ?? '', 'ArrowRight')).toEqual({ to: filter?.id });
    expect(treeMove(nodes, heading?.id ?? '', 'ArrowLeft')).toEqual({ collapse: heading?.id });
  });
});

describe('a server signed out', () => {
  const missing = { code: 'password-missing', message: 'No password is known for this server.' } as const;
  const rows: readonly ServerRow[] = [
    { server: fakeServer('a', { password: 'none' }), reach: { state: 'unasked' } },
    { server: fakeServer('a', { password: 'none' }), reach: { state: 'refused', at: '', failure: missing } },
  ];

  it.each(rows)('has a word and a shape of its own: $reach.state', (out) => {
    expect(treeNodes({ servers: [out], answers: new Map(), collapsed: new Set() })).toMatchObject([{ word: 'signed out' }]);
    expect(reachMark(out)).toBe('signed-out');
  });

  it('is not one whose password was refused', () => {
    const failure = { code: 'sign-in-refused', message: 'Refused.' } as const;
    const wrong: ServerRow = { server: fakeServer('a'), reach: { state: 'refused', at: '', failure } };
    expect(treeNodes({ servers: [wrong], answers: new Map(), collapsed: new Set() })).toMatchObject([{ word: 'sign in' }]);
    expect(reachMark(wrong)).toBe('refused');
  });
});

describe('serverLines', () => {
  const now = Date.UTC(2026, 10, 24, 12, 0, 0);

  it('marks plain http that leaves this computer, and nothing else', () => {
    expect(serverLines(row('Track PC'), now)).toEqual(['Track PC', 'http://track-pc:8011', 'demo', '⚠ Plain http: not encrypted']);
    for (const url of ['https://track-pc', 'http://127.0.0.1:8011'])
      expect(serverLines({ server: fakeServer('a', { url }), reach: { state: 'unasked' } }, now)).toHaveLength(3);
  });

  it('says why a server is offline, and when it is asked again', () => {
    const reach = { state: 'offline', at: '', failure: offlineFailure, retryAt: new Date(now + 40_000).toISOString() } as const;
    expect(serverLines({ server: fakeServer('a'), reach }, now).slice(-2)).toEqual([
      'The server cannot be reached.',
      'Trying again in 40 s',
    ]);
  });
});

describe('treeMove', () => {
  it.each([
    ['ArrowDown', 'id-Track PC', { to: season }],
    ['ArrowDown', archive, { to: archive }],
    ['ArrowUp', season, { to: 'id-Track PC' }],
    ['ArrowUp', 'id-Track PC', { to: 'id-Track PC' }],
    ['Home', archive, { to: 'id-Track PC' }],
    ['End', season, { to: archive }],
    ['ArrowLeft', cache, { to: 'id-Track PC' }],
    ['ArrowLeft', 'id-Track PC', { collapse: 'id-Track PC' }],
    ['ArrowRight', 'id-Track PC', { to: season }],
    ['x', season, undefined],
  ])('%s on %j', (key, active, move) => {
    expect(treeMove(nodesWith(), active, key)).toEqual(move);
  });

  it('expands a collapsed server, and opens with Enter', () => {
    const nodes = nodesWith('id-Track PC');
    expect(treeMove(nodes, 'id-Track PC', 'ArrowRight')).toEqual({ expand: 'id-Track PC' });
    expect(treeMove(nodesWith(), season, 'Enter')).toMatchObject({ open: { id: season } });
  });
});

describe('typeAhead', () => {
  it('goes to the next name that begins so, round the end, in any case', () => {
    expect(typeAhead(nodesWith(), 'id-Track PC', { text: 'l', isGrown: false })).toBe(cache);
    expect(typeAhead(nodesWith(), archive, { text: 't', isGrown: false })).toBe('id-Track PC');
    expect(typeAhead(nodesWith(), archive, { text: 'archive', isGrown: true })).toBe(archive);
    expect(typeAhead(nodesWith(), archive, { text: 'zz', isGrown: true })).toBeUndefined();
  });
});
