/** The saved servers and what is known of their connections; which of them is looked at. */
import { SvelteMap, SvelteSet } from 'svelte/reactivity';
import type { ConnectionsAnswer, FurtherEdit, ServerRow } from '../../preload/servers.ts';
import type { FailureShape, FurtherSecrets, Server, ServerChanges, ServerDraft, ServerReport, Trust } from '../../preload/model.ts';
import type { Shelf } from '../../preload/shelf.ts';
import type { Client } from '../api/client.svelte.ts';
import { shapeOf } from '../api/failure.ts';
import { emptyShelf, matchCount, treeNodes, type TreeNode } from './nodes.ts';
import { placeId, type Place } from './place.ts';

/** What becomes of a server while the window stands. */
export interface ServerNews {
  /** It could not be reached, and now answers again. */
  back(serverId: string): void;
  /** It is another address or user from now on: what was saved for the one before is not of it. */
  moved(serverId: string): Promise<void>;
}

/** Id of the server to which a node belongs, where it belongs to one. */
function serverOf(node: TreeNode): string | undefined {
  switch (node.kind) {
    case 'server':
      return node.id;
    case 'connection':
      return node.parent;
    case 'any':
      return undefined;
    case 'filter':
      return node.filter.place?.serverId;
  }
}

const isBelow = (node: TreeNode, id: string): boolean => 'parent' in node && (node.parent === id || serverOf(node) === id);

export class Servers {
  readonly #client: Client;
  readonly #news: ServerNews;
  /** Questions for connections under way: who asks meanwhile gets the same answer. */
  readonly #asking = new SvelteMap<string, Promise<void>>();
  /** Those that could not be reached when they last answered. */
  readonly #away = new SvelteSet<string>();
  #rows = $state.raw<readonly ServerRow[]>([]);
  #loaded = $state(false);
  #selected = $state.raw<Place>();
  #active = $state<string>();
  #answers = new SvelteMap<string, ConnectionsAnswer>();
  #failures = new SvelteMap<string, FailureShape>();
  #collapsed = new SvelteSet<string>();
  #find = $state<string>();
  /** Where the tree stands, CSS px from its top. */
  #top = $state(0);
  readonly #shelf: () => Shelf;
  #nodes = $derived.by(() =>
    treeNodes({
      ...{ servers: this.#rows, answers: this.#answers, collapsed: this.#collapsed },
      ...{ shelf: this.#shelf(), find: this.#find ?? '' },
    }),
  );
  // Looked for once: each item of the tree asks for it.
  #activeNode = $derived(this.#nodes.find(({ id }) => id === this.#active) ?? this.#nodes[0]);

  /** @param shelf what the user has put by */
  constructor(client: Client, news: ServerNews, shelf: () => Shelf = () => emptyShelf) {
    this.#client = client;
    this.#shelf = shelf;
    this.#news = news;
    client.on('servers.changed', ({ servers }) => void this.#take(servers));
    client.on('connections.changed', ({ serverId, answer }) => {
      this.#answers.set(serverId, answer);
    });
  }

  /** True once the saved servers are known. */
  get loaded(): boolean {
    return this.#loaded;
  }

  get rows(): readonly ServerRow[] {
    return this.#rows;
  }

  /** The tree from top to bottom. */
  get nodes(): readonly TreeNode[] {
    return this.#nodes;
  }

  /** The connection whose list is shown. */
  get selected(): Place | undefined {
    return this.#selected;
  }

  /** Id of the node that the tree's focus is on. */
  get active(): string | undefined {
    return this.#activeNode?.id;
  }

  /** The server that the tree's focus is on, or on one of its connections. */
  get activeServer(): string | undefined {
    const node = this.activeNode;
    return node && serverOf(node);
  }

  get activeNode(): TreeNode | undefined {
    return this.#activeNode;
  }

  /** What is looked for in the tree. */
  get sought(): string {
    return this.#find ?? '';
  }

  /** Whether the tree is being searched, be it for nothing yet. */
  get seeking(): boolean {
    return this.#find !== undefined;
  }

  beginSeek(): void {
    this.#find ??= '';
  }

  endSeek(): void {
    this.#find = undefined;
  }

  /** How many names hold it. */
  get matches(): number {
    return matchCount(this.#nodes, this.sought);
  }

  /** Shows only what holds a text in its name, with what it belongs to; all of it for an empty one. */
  seek(text: string): void {
    this.#find = text;
  }

  /** Where the tree stands, CSS px from its top. */
  get top(): number {
    return this.#top;
  }

  scrolled(top: number): void {
    this.#top = Math.max(0, Math.round(top));
  }

  get collapsed(): readonly string[] {
    return [...this.#collapsed];
  }

  row(serverId: string): ServerRow | undefined {
    return this.#rows.find((row) => row.server.id === serverId);
  }

  answer(serverId: string): ConnectionsAnswer | undefined {
    return this.#answers.get(serverId);
  }

  /** Why the last question for connections failed. */
  failure(serverId: string): FailureShape | undefined {
    return this.#failures.get(serverId);
  }

  /** Reads the saved servers and their saved connections. Contacts no server. */
  async load(collapsed: readonly string[] = [], top = 0): Promise<void> {
    for (const id of collapsed) this.#collapsed.add(id);
    this.#top = top;
    await this.reload();
    await Promise.all(this.#rows.map((row) => this.#recall(row.server.id)));
    this.#loaded = true;
  }

  /** Asks a server for its connections. A failure is kept for `failure`, what is saved stays shown. */
  refresh(serverId: string): Promise<void> {
    const under = this.#asking.get(serverId);
    if (under) return under;
    const asked = this.#ask(serverId).finally(() => this.#asking.delete(serverId));
    this.#asking.set(serverId, asked);
    return asked;
  }

  /** Signs in and saves; the call can be given up with `Client.cancel`. Rejects with `CallFailure`. */
  add(draft: ServerDraft, password: string, trust: Trust | undefined, further: FurtherSecrets): Promise<Server> {
    return this.#client.api.servers.add(draft, password, trust, further);
  }

  /** Signs in with the changes and saves them; can be given up with `Client.cancel`. Rejects with `CallFailure`. */
  edit(
    serverId: string,
    changes: ServerChanges,
    password: string | undefined,
    trust: Trust | undefined,
    further: FurtherEdit,
  ): Promise<Server> {
    return this.#client.api.servers.edit(serverId, changes, password, trust, further);
  }

  /** Reads the saved servers again, after one was changed. */
  async reload(): Promise<void> {
    await this.#take(await this.#client.api.servers.list());
  }

  /** A server that was just saved: shown, expanded, active, its connections asked for. */
  async added(server: Server): Promise<void> {
    if (!this.row(server.id)) await this.reload();
    this.point(server.id);
    await this.refresh(server.id);
  }

  /** A file was opened: it stands in the tree, expanded, its connections known. */
  async opened(server: Server): Promise<void> {
    if (!this.row(server.id)) await this.reload();
    await this.#recall(server.id);
    this.point(server.id);
  }

  /** Reads the servers and what is saved of them again. */
  async recall(): Promise<void> {
    await this.reload();
    await Promise.all(this.#rows.map((row) => this.#recall(row.server.id)));
  }

  async remove(serverId: string): Promise<void> {
    await this.#client.api.servers.remove(serverId);
    this.#rows = this.#rows.filter((row) => row.server.id !== serverId);
    this.#answers.delete(serverId);
    this.#failures.delete(serverId);
    if (this.#selected?.serverId === serverId) this.#selected = undefined;
  }

  /** Tries a password and keeps it; can be given up with `Client.cancel`. Rejects with `CallFailure`. */
  signIn(serverId: string, password: string, trust: Trust | undefined, further: FurtherSecrets): Promise<void> {
    return this.#client.api.servers.signIn(serverId, password, trust, further);
  }

  /** Forgets the sign-in and the password; what is saved stays. */
  async signOut(serverId: string): Promise<void> {
    await this.#client.api.servers.signOut(serverId);
    this.#failures.delete(serverId);
    await this.reload();
  }

  trust(serverId: string, trust: Trust): Promise<void> {
    return this.#client.api.servers.trust(serverId, trust);
  }

  proxySignIn(serverId: string, user: string, password: string, proxy?: string): Promise<void> {
    return this.#client.api.servers.proxySignIn(serverId, user, password, proxy);
  }

  /** What a server is, asked now; can be given up with `Client.cancel`. */
  report(serverId: string): Promise<ServerReport> {
    return this.#client.api.servers.report(serverId);
  }

  /** Nothing is chosen any more. */
  leave(): void {
    this.#selected = undefined;
  }

  select(place: Place): void {
    this.#selected = place;
    this.#active = placeId(place);
    this.#collapsed.delete(place.serverId);
  }

  /** Moves the tree's focus to a server, and shows its connections. */
  point(serverId: string): void {
    this.#active = serverId;
    this.#collapsed.delete(serverId);
  }

  focus(id: string): void {
    this.#active = id;
  }

  expand(id: string): void {
    this.#collapsed.delete(id);
  }

  /** Hides what is below a node; the tree's focus goes to the node where it was there. */
  collapse(id: string): void {
    const active = this.activeNode;
    this.#collapsed.add(id);
    if (active && active.id !== id && isBelow(active, id)) this.#active = id;
  }

  /** Takes over the servers as they are now, and tells what that means. */
  async #take(rows: readonly ServerRow[]): Promise<void> {
    const before = this.#rows;
    this.#rows = rows;
    const moves: Promise<void>[] = [];
    for (const { server, reach } of rows) {
      if (reach.state === 'offline') this.#away.add(server.id);
      else if (reach.state === 'refused') this.#away.delete(server.id);
      else if (reach.state === 'live' && this.#away.delete(server.id)) this.#news.back(server.id);
      const old = before.find((row) => row.server.id === server.id)?.server;
      if (old && (old.url !== server.url || old.user !== server.user)) moves.push(this.#move(server.id));
    }
    await Promise.all(moves);
  }

  async #move(serverId: string): Promise<void> {
    this.#failures.delete(serverId);
    this.#away.delete(serverId);
    await this.#recall(serverId);
    await this.#news.moved(serverId);
  }

  async #ask(serverId: string): Promise<void> {
    try {
      this.#answers.set(serverId, await this.#client.api.connections.refresh(serverId));
      this.#failures.delete(serverId);
    } catch (thrown) {
      this.#failures.set(serverId, shapeOf(thrown));
    }
  }

  async #recall(serverId: string): Promise<void> {
    try {
      this.#answers.set(serverId, await this.#client.api.connections.saved(serverId));
    } catch (thrown) {
      this.#failures.set(serverId, shapeOf(thrown));
    }
  }
}
