/** The state of the window: its parts, and what happens between them. */
import { createContext, tick } from 'svelte';
import type { AppInfo, WindowMemory } from '../preload/contract.ts';
import type { FailureShape, Server, Trust } from '../preload/model.ts';
import type { Client } from './api/client.svelte.ts';
import { shapeOf } from './api/failure.ts';
import type { Question } from './servers/attempt.svelte.ts';
import { isAddressOnly } from './servers/form.ts';
import { samePlace, type Place } from './servers/place.ts';
import { Servers } from './servers/servers.svelte.ts';
import { OpenedSession } from './session/opened.svelte.ts';
import { SessionList } from './sessions/list.svelte.ts';
import { isDue } from './sessions/provenance.ts';
import { Reads } from './sessions/reads.svelte.ts';
import { Clock } from './ui/clock.svelte.ts';
import { focusOn } from './ui/focus.ts';

/** Which dialog is open. */
export type Asked =
  | { readonly dialog: 'add-server'; readonly url?: string; readonly user?: string }
  | { readonly dialog: 'edit' | 'sign-in' | 'sign-out' | 'report' | 'remove'; readonly serverId: string }
  | { readonly dialog: 'question'; readonly serverId: string; readonly question: Question };

export class Workbench {
  readonly client: Client;
  readonly clock = new Clock();
  readonly servers: Servers;
  readonly list: SessionList;
  readonly reads: Reads;
  readonly session: OpenedSession;
  #info = $state.raw<AppInfo>();
  #notices = $state.raw<readonly FailureShape[]>([]);
  #asked = $state.raw<Asked>();
  #ready = $state(false);
  theme = $state<WindowMemory['theme']>('system');
  treeWidth = $state(248);
  paneHeight = $state(280);

  constructor(client: Client) {
    this.client = client;
    this.servers = new Servers(client, {
      back: (serverId) => void this.#takeUp(serverId),
      moved: (serverId) => this.#showAgain(serverId),
    });
    this.list = new SessionList(client);
    this.reads = new Reads(client);
    this.session = new OpenedSession(client);
    client.on('command', ({ command }) => this.#obey(command));
  }

  /** True once the window stands as it was left. */
  get ready(): boolean {
    return this.#ready;
  }

  get info(): AppInfo | undefined {
    return this.#info;
  }

  /** What start-up, or an unexpected failure, has to tell. */
  get notices(): readonly FailureShape[] {
    return this.#notices;
  }

  get asked(): Asked | undefined {
    return this.#asked;
  }

  /** What is to be found again at the next start. */
  get memory(): WindowMemory {
    const { selected, collapsed } = this.servers;
    return {
      theme: this.theme,
      treeWidth: this.treeWidth,
      paneHeight: this.paneHeight,
      ...(selected && { selected }),
      collapsed,
      filter: this.list.filter,
      sort: this.list.sort,
    };
  }

  /** Puts the window as it was left; what is saved stands before any server is asked. */
  async start(): Promise<void> {
    const { app } = this.client.api;
    try {
      const memory = await app.memory();
      this.theme = memory.theme;
      this.treeWidth = memory.treeWidth;
      this.paneHeight = memory.paneHeight;
      this.list.restore(memory.filter, memory.sort);
      await this.servers.load(memory.collapsed.filter((id) => id !== memory.selected?.serverId));
      const known = memory.selected && this.servers.row(memory.selected.serverId);
      if (memory.selected && known) await this.#show(memory.selected);
    } catch (thrown) {
      this.tell(shapeOf(thrown));
    }
    this.#ready = true;
    try {
      this.#info = await app.info();
      this.#notices = [...this.#notices, ...this.#info.notices];
    } catch (thrown) {
      this.tell(shapeOf(thrown));
    }
    const asked = this.servers.rows.find(({ server }) => server.url === this.#info?.openUrl);
    if (asked) this.servers.point(asked.server.id);
    const selected = this.servers.selected;
    if (selected) this.#readIfDue(selected);
    await this.#greet(selected?.serverId);
  }

  /** Shows a connection: what is saved at once, then, where it is due, what the server says. */
  async select(place: Place): Promise<void> {
    this.session.close();
    await this.#show(place);
    this.#readIfDue(place);
  }

  /** Asks the server again for the list that is shown and for its connections. */
  async refresh(): Promise<void> {
    const place = this.servers.selected;
    const servers = place ? [place.serverId] : this.servers.rows.map((row) => row.server.id);
    await Promise.all([
      ...(place ? [this.reads.run(place), this.session.refresh()] : []),
      ...servers.map((id) => this.servers.refresh(id)),
    ]);
  }

  /** A server was saved: the dialog closes, the tree shows it and has the focus. */
  async added(server: Server): Promise<void> {
    this.answered();
    const shown = this.servers.added(server);
    await tick();
    focusOn('connections');
    await shown;
  }

  async tryDemo(): Promise<void> {
    await this.added(await this.client.api.servers.tryDemo());
  }

  /** A server was changed: the dialog closes, and what is shown of it is asked for. */
  async edited(serverId: string): Promise<void> {
    this.answered();
    await this.servers.reload();
    await this.servers.refresh(serverId);
    const place = this.servers.selected;
    if (place?.serverId !== serverId) return;
    const answer = this.servers.answer(serverId);
    const isGone = answer?.source === 'live' && !answer.connections.some(({ connection }) => connection.name === place.connection);
    if (isGone) await this.#leave();
    else await this.#readShown(place);
  }

  /** A password was taken: the dialog closes, and the list that is shown is read. */
  signedIn(serverId: string): void {
    this.answered();
    void this.#takeUp(serverId);
  }

  /** The answer to a question that a saved server's failure left; the server is then asked again. */
  async trust(serverId: string, trust: Trust): Promise<void> {
    await this.#tellFailure(this.servers.trust(serverId, trust));
    await this.#takeUp(serverId);
  }

  async proxySignIn(serverId: string, user: string, password: string, proxy?: string): Promise<void> {
    await this.#tellFailure(this.servers.proxySignIn(serverId, user, password, proxy));
    await this.#takeUp(serverId);
  }

  async remove(serverId: string): Promise<void> {
    const isShown = this.servers.selected?.serverId === serverId;
    await this.servers.remove(serverId);
    if (isShown) await this.#leave();
  }

  /** Opens the selected session; the keyboard goes to its tabs. */
  async openSelected(): Promise<void> {
    const { place, selectedSession } = this.list;
    if (!place || !selectedSession) return;
    const shown = this.session.open(place, selectedSession);
    await tick();
    focusOn(`tab-${this.session.tab}`);
    await shown;
  }

  /** Closes the opened session and gives the focus back to the list. */
  closeSession(): void {
    this.session.close();
    focusOn('sessions');
  }

  ask(asked: Asked): void {
    this.#asked = asked;
  }

  /** Asks for what a server needs to be signed in to: its password, or, where only its address is known, all of it. */
  askToSignIn(serverId: string): void {
    const server = this.servers.row(serverId)?.server;
    if (server)
      this.ask(isAddressOnly(server) ? { dialog: 'add-server', url: server.url, user: server.user } : { dialog: 'sign-in', serverId });
  }

  /** Opens a saved server for changes, where it is one that can be changed. */
  askToEdit(serverId: string): void {
    const server = this.servers.row(serverId)?.server;
    if (server && !server.readOnly && !server.demo && !isAddressOnly(server)) this.ask({ dialog: 'edit', serverId });
  }

  /** Asks what a failure of a saved server leaves to the user: because the user wants to. */
  askAbout(serverId: string, question: Question): void {
    this.ask({ dialog: 'question', serverId, question });
  }

  answered(): void {
    this.#asked = undefined;
  }

  tell(notice: FailureShape): void {
    this.#notices = [...this.#notices.filter((other) => other.message !== notice.message), notice];
  }

  dismiss(notice: FailureShape): void {
    this.#notices = this.#notices.filter((other) => other !== notice);
  }

  async #show(place: Place): Promise<void> {
    this.servers.select(place);
    await this.list.show(place);
  }

  /** Asks a server for its connections and, where it is the one looked at, for the list and the session that are shown. */
  async #takeUp(serverId: string): Promise<void> {
    const place = this.servers.selected;
    await Promise.all([this.servers.refresh(serverId), ...(place?.serverId === serverId ? [this.#readShown(place)] : [])]);
  }

  /** Reads the list that is shown and, where it is not live, the opened session. Joins what is under way. */
  async #readShown(place: Place): Promise<void> {
    const isSaved = this.session.content?.source !== 'live' && !this.session.loading;
    await Promise.all([this.reads.run(place), ...(isSaved ? [this.session.refresh()] : [])]);
  }

  /** What is shown of a server was another user's: shows what this one saw, where it knows the connection. */
  async #showAgain(serverId: string): Promise<void> {
    const place = this.servers.selected;
    if (place?.serverId !== serverId) return;
    this.session.close();
    await this.list.show(undefined);
    if (samePlace(place, this.servers.selected)) await this.list.show(place);
  }

  /** Shows no connection any more. */
  async #leave(): Promise<void> {
    this.servers.leave();
    this.session.close();
    await this.list.show(undefined);
  }

  /** Waits for a call whose failure belongs to no dialog. */
  async #tellFailure(call: Promise<void>): Promise<void> {
    try {
      await call;
    } catch (thrown) {
      this.tell(shapeOf(thrown));
    }
  }

  #readIfDue(place: Place): void {
    const row = this.servers.row(place.serverId);
    if (row && isDue(this.list.opened, row, Date.now())) void this.reads.run(place);
  }

  /** Asks at start what each server has, where a password is at hand. */
  async #greet(first: string | undefined): Promise<void> {
    const ids = this.servers.rows
      .filter(({ server }) => !server.readOnly && (server.password !== 'none' || server.demo))
      .map(({ server }) => server.id);
    const order = ids.sort((a, b) => Number(b === first) - Number(a === first));
    await Promise.all(order.map((id) => this.servers.refresh(id)));
  }

  #obey(command: 'add-server' | 'focus-filter' | 'refresh' | 'theme-system' | 'theme-light' | 'theme-dark'): void {
    switch (command) {
      case 'add-server':
        this.ask({ dialog: 'add-server' });
        break;
      case 'focus-filter':
        focusOn('filter');
        break;
      case 'refresh':
        void this.refresh();
        break;
      case 'theme-system':
        this.theme = 'system';
        break;
      case 'theme-light':
        this.theme = 'light';
        break;
      case 'theme-dark':
        this.theme = 'dark';
        break;
    }
  }
}

export const [getWorkbench, setWorkbench] = createContext<Workbench>();
