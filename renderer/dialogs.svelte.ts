/** Which dialog is open: at most one, and only because the user wants to. */
import type { SessionRow } from '../preload/list.ts';
import type { Link } from '../preload/links.ts';
import type { MovePlan } from '../preload/moving.ts';
import type { FilterDraft } from '../preload/shelf.ts';
import type { Imported } from '../preload/travel.ts';
import type { Question } from './servers/attempt.svelte.ts';
import { isAddressOnly } from './servers/form.ts';
import type { Place } from './servers/place.ts';
import type { Servers } from './servers/servers.svelte.ts';

export type Asked =
  | { readonly dialog: 'add-server'; readonly url?: string; readonly user?: string }
  | { readonly dialog: 'edit' | 'sign-in' | 'sign-out' | 'report' | 'remove'; readonly serverId: string }
  | { readonly dialog: 'question'; readonly serverId: string; readonly question: Question }
  | { readonly dialog: 'name-filter'; readonly draft: FilterDraft }
  | { readonly dialog: 'mark'; readonly place: Place; readonly row: Pick<SessionRow, 'session' | 'own'>; readonly keys?: readonly string[] }
  | { readonly dialog: 'export'; readonly place: Place; readonly keys?: readonly string[]; readonly gone?: number }
  | { readonly dialog: 'compare'; readonly place: Place; readonly keys: readonly [string, string] }
  | { readonly dialog: 'merge'; readonly imported: Imported }
  | { readonly dialog: 'move-data'; readonly plan: MovePlan }
  | { readonly dialog: 'unsaved-link'; readonly url: string; readonly link: Link }
  | { readonly dialog: 'storage' | 'settings' | 'about' | 'diagnostics' | 'palette' | 'search' | 'shortcuts' | 'columns' };

export class Dialogs {
  readonly #servers: Servers;
  #asked = $state.raw<Asked>();
  #waiting: readonly (() => void)[] = [];

  constructor(servers: Servers) {
    this.#servers = servers;
  }

  get asked(): Asked | undefined {
    return this.#asked;
  }

  ask(asked: Asked): void {
    this.#asked = asked;
  }

  answered(): void {
    this.#asked = undefined;
    const waiting = this.#waiting;
    this.#waiting = [];
    for (const resolve of waiting) resolve();
  }

  /** Resolves when no dialog is open: what comes unasked waits for its answer. */
  async free(): Promise<void> {
    while (this.#asked) await new Promise<void>((resolve) => (this.#waiting = [...this.#waiting, resolve]));
  }

  /** Asks for what a server needs to be signed in to: its password, or, where only its address is known, all of it. */
  askToSignIn(serverId: string): void {
    const server = this.#servers.row(serverId)?.server;
    if (server)
      this.ask(isAddressOnly(server) ? { dialog: 'add-server', url: server.url, user: server.user } : { dialog: 'sign-in', serverId });
  }

  /** Opens a saved server for changes, where it is one that can be changed. */
  askToEdit(serverId: string): void {
    const server = this.#servers.row(serverId)?.server;
    if (server && !server.readOnly && !server.demo && !isAddressOnly(server)) this.ask({ dialog: 'edit', serverId });
  }

  /** Asks what a failure of a saved server leaves to the user: because the user wants to. */
  askAbout(serverId: string, question: Question): void {
    this.ask({ dialog: 'question', serverId, question });
  }
}
