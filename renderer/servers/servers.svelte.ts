/** The saved servers and what is known of their connections; which of them is looked at. */
import { SvelteMap, SvelteSet } from 'svelte/reactivity';
import type { ConnectionsAnswer, ServerRow } from '../../preload/contract.ts';
import type { FailureShape, Server, ServerDraft } from '../../preload/model.ts';
import type { Client } from '../api/client.svelte.ts';
import { shapeOf } from '../api/failure.ts';
import { treeNodes, type TreeNode } from './nodes.ts';
import { placeId, type Place } from './place.ts';

export class Servers {
  readonly #client: Client;
  #rows = $state.raw<readonly ServerRow[]>([]);
  #loaded = $state(false);
  #selected = $state.raw<Place>();
  #active = $state<string>();
  #answers = new SvelteMap<string, ConnectionsAnswer>();
  #failures = new SvelteMap<string, FailureShape>();
  #collapsed = new SvelteSet<string>();
  #nodes = $derived(treeNodes(this.#rows, this.#answers, this.#collapsed));

  constructor(client: Client) {
    this.#client = client;
    client.on('servers.changed', ({ servers }) => {
      this.#rows = servers;
    });
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
    const nodes = this.#nodes;
    return (nodes.find((node) => node.id === this.#active) ?? nodes[0])?.id;
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
  async load(collapsed: readonly string[] = []): Promise<void> {
    for (const id of collapsed) this.#collapsed.add(id);
    this.#rows = await this.#client.api.servers.list();
    await Promise.all(this.#rows.map((row) => this.#recall(row.server.id)));
    this.#loaded = true;
  }

  /** Asks a server for its connections. A failure is kept for `failure`, what is saved stays shown. */
  async refresh(serverId: string): Promise<void> {
    try {
      this.#answers.set(serverId, await this.#client.api.connections.refresh(serverId));
      this.#failures.delete(serverId);
    } catch (thrown) {
      this.#failures.set(serverId, shapeOf(thrown));
    }
  }

  /** Signs in and saves; the call can be given up with `Client.cancel`. Rejects with `CallFailure`. */
  add(draft: ServerDraft, password: string): Promise<Server> {
    return this.#client.api.servers.add(draft, password);
  }

  /** A server that was just saved: shown, expanded, active, its connections asked for. */
  async added(server: Server): Promise<void> {
    if (!this.row(server.id)) this.#rows = await this.#client.api.servers.list();
    this.point(server.id);
    await this.refresh(server.id);
  }

  async remove(serverId: string): Promise<void> {
    await this.#client.api.servers.remove(serverId);
    this.#rows = this.#rows.filter((row) => row.server.id !== serverId);
    this.#answers.delete(serverId);
    this.#failures.delete(serverId);
    if (this.#selected?.serverId === serverId) this.#selected = undefined;
  }

  async signIn(serverId: string, password: string): Promise<void> {
    await this.#client.api.servers.signIn(serverId, password);
    await this.refresh(serverId);
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

  expand(serverId: string): void {
    this.#collapsed.delete(serverId);
  }

  collapse(serverId: string): void {
    this.#collapsed.add(serverId);
    const active = this.#nodes.find((node) => node.id === this.#active);
    if (active?.kind === 'connection' && active.parent === serverId) this.#active = serverId;
  }

  async #recall(serverId: string): Promise<void> {
    try {
      this.#answers.set(serverId, await this.#client.api.connections.saved(serverId));
    } catch (thrown) {
      this.#failures.set(serverId, shapeOf(thrown));
    }
  }
}
