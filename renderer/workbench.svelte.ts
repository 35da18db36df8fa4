/** The state of the window: its parts, and what happens between them. */
import { createContext, tick } from 'svelte';
import { factsOf, type ActionId } from '../preload/actions.ts';
import type { AppInfo, WindowMemory } from '../preload/app.ts';
import type { Server, Trust } from '../preload/model.ts';
import type { Imported } from '../preload/travel.ts';
import type { Client } from './api/client.svelte.ts';
import { shapeOf } from './api/failure.ts';
import { Actions } from './actions/actions.svelte.ts';
import { behaviours } from './actions/behaviours.ts';
import { Activity } from './bottom/activity.svelte.ts';
import { BottomPanel } from './bottom/panel.svelte.ts';
import { Requests } from './bottom/requests.svelte.ts';
import { Copies } from './copies/copies.svelte.ts';
import { Dialogs } from './dialogs.svelte.ts';
import { Keeping } from './keeping/keeping.svelte.ts';
import { Links } from './links/links.svelte.ts';
import { samePlace, type Place } from './servers/place.ts';
import { Servers } from './servers/servers.svelte.ts';
import { Shelf } from './servers/shelf.svelte.ts';
import { Suggestions } from './sessions/suggestions.svelte.ts';
import type { SavedFilter } from '../preload/shelf.ts';
import { Marks } from './marks/marks.svelte.ts';
import { OpenedSession } from './session/opened.svelte.ts';
import { Search } from './search/search.svelte.ts';
import { SessionList } from './sessions/list.svelte.ts';
import { ListColumns } from './sessions/list-columns.svelte.ts';
import { isDue } from './sessions/provenance.ts';
import { Reads } from './sessions/reads.svelte.ts';
import { KeptSettings } from './settings/settings.svelte.ts';
import { History } from './snapshots/history.svelte.ts';
import { Seen } from './snapshots/seen.svelte.ts';
import { Storage } from './storage/storage.svelte.ts';
import { Travel } from './travel/travel.svelte.ts';
import { Clock } from './ui/clock.svelte.ts';
import { focusOn } from './ui/focus.ts';
import { goneText } from './snapshots/words.ts';
import { Said } from './ui/said.svelte.ts';
import { Notices } from './ui/notices.svelte.ts';

export class Workbench {
  readonly client: Client;
  readonly clock = new Clock();
  readonly servers: Servers;
  readonly list: SessionList;
  readonly columns: ListColumns;
  readonly reads: Reads;
  readonly shelf: Shelf;
  readonly suggestions: Suggestions;
  readonly session: OpenedSession;
  readonly history: History;
  readonly marks: Marks;
  readonly copies: Copies;
  readonly keeping: Keeping;
  readonly travel: Travel;
  readonly storage: Storage;
  readonly search: Search;
  readonly dialogs: Dialogs;
  readonly notices = new Notices();
  readonly settings: KeptSettings;
  readonly panel = new BottomPanel();
  readonly activity: Activity;
  readonly requests: Requests;
  readonly said = new Said();
  readonly links: Links;
  readonly actions: Actions;
  readonly #seen = new Seen();
  #info = $state.raw<AppInfo>();
  #ready = $state(false);
  treeWidth = $state(248);
  paneHeight = $state(280);
  /** What was last chosen in the palette, newest first. */
  recent = $state.raw<readonly string[]>([]);

  constructor(client: Client) {
    this.client = client;
    this.settings = new KeptSettings(client, this.notices);
    this.shelf = new Shelf(client, this.notices);
    this.servers = new Servers(
      client,
      {
        back: (serverId) => void this.#takeUp(serverId),
        moved: (serverId) => this.#showAgain(serverId),
      },
      () => this.shelf.kept,
    );
    this.list = new SessionList(client, () => this.settings.rowHeight, this.#seen);
    this.columns = new ListColumns(client, this.list, this.servers);
    this.suggestions = new Suggestions(client, this.list);
    this.reads = new Reads(client);
    this.session = new OpenedSession(client);
    this.history = new History(client, this.list, this.#seen);
    this.marks = new Marks(client, this.list, this.session);
    this.copies = new Copies({
      client,
      list: this.list,
      columns: () => this.columns.shown,
      connection: ({ serverId, connection }) =>
        this.servers.answer(serverId)?.connections.find((known) => known.connection.name === connection)?.connection ?? {
          name: connection,
        },
    });
    this.keeping = new Keeping(client, this.list, this.said);
    this.search = new Search(client);
    this.dialogs = new Dialogs(this.servers);
    this.travel = new Travel(client, this.notices, (imported) => this.#imported(imported));
    this.storage = new Storage(client, this.travel, () => this.#restock());
    this.links = new Links(this);
    this.activity = new Activity(client, this.notices);
    this.requests = new Requests(client, this.notices);
    this.actions = new Actions(behaviours(this), this.notices);
    client.on('command', ({ command }) => this.#command(command));
  }

  /** A menu stays open to the mouse while a dialog is: what is half done there is not thrown away for it. */
  #command(command: ActionId): void {
    if (this.dialogs.asked === undefined || factsOf(command).scope === 'everywhere') this.actions.perform(command);
  }

  /** True once the window stands as it was left. */
  get ready(): boolean {
    return this.#ready;
  }

  get info(): AppInfo | undefined {
    return this.#info;
  }

  /** What is to be found again at the next start. */
  get memory(): WindowMemory {
    const { selected, collapsed, active } = this.servers;
    return {
      treeWidth: this.treeWidth,
      paneHeight: this.paneHeight,
      ...(selected && { selected }),
      collapsed,
      ...(active !== undefined && { treeActive: active }),
      treeTop: this.servers.top,
      filter: this.list.filter,
      sort: this.list.sort,
      panel: this.panel.memory,
      ...this.list.whereabouts,
      ...(this.session.session && { opened: { key: this.session.session.key, tab: this.session.tab } }),
      ...(this.recent.length > 0 && { recent: this.recent }),
      ...this.columns.memory,
      ...(this.list.group && { group: this.list.group }),
      ...this.#seen.memory,
      ...(this.list.liveFirst && { liveFirst: true }),
    };
  }

  /** Puts the window as it was left; what is saved stands before any server is asked. */
  async start(): Promise<void> {
    const { app } = this.client.api;
    try {
      const [memory] = await Promise.all([app.memory(), this.settings.load()]);
      this.treeWidth = memory.treeWidth;
      this.paneHeight = memory.paneHeight;
      if (memory.panel) this.panel.restore(memory.panel);
      this.recent = memory.recent ?? [];
      this.columns.restore(memory);
      this.#seen.restore(memory.seen);
      const { group, liveFirst } = memory;
      this.list.restore(memory.filter, memory.sort, { ...(group && { group }), ...(liveFirst && { liveFirst }) });
      if (memory.selected) this.list.foresee(memory.selected, memory);
      const [open] = [memory.selected?.serverId];
      await Promise.all([
        this.servers.load(
          memory.collapsed.filter((id) => id !== open),
          memory.treeTop,
        ),
        this.shelf.load(),
      ]);
      const known = memory.selected && this.servers.row(memory.selected.serverId);
      if (memory.selected && known) {
        this.list.restore(memory.filter, memory.sort, memory);
        await this.#show(memory.selected);
        if (memory.opened) void this.#reopen(memory.selected, memory.opened);
      } else this.list.forgo();
      if (memory.treeActive !== undefined) this.servers.focus(memory.treeActive);
    } catch (thrown) {
      this.notices.tell(shapeOf(thrown));
    }
    this.#ready = true;
    try {
      await this.activity.load();
      this.#info = await app.info();
      this.notices.tell(...this.#info.notices);
    } catch (thrown) {
      this.notices.tell(shapeOf(thrown));
    }
    const { openFile: file, openLink: link } = this.#info ?? {};
    if (file !== undefined) void this.travel.importFile(file);
    if (link !== undefined) void this.links.open(link);
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

  /** Shows a connection's list by a saved filter, in its order; by one for any connection, the list that is open. */
  async openFilter({ place = this.list.place, filter, sort }: SavedFilter): Promise<void> {
    if (!place) {
      this.notices.tell({ code: 'usage', message: 'This filter is for any connection: choose a connection first.' });
      return;
    }
    this.list.restore(filter, sort);
    this.servers.select(place);
    if (!samePlace(place, this.list.place)) return this.select(place);
    this.session.close();
    await this.history.turnTo();
  }

  /** Asks the server again for the list that is shown, with `full` for all of it, and for its connections. */
  async refresh(full = false): Promise<void> {
    const place = this.servers.selected;
    const all = place ? [place.serverId] : this.servers.rows.map((row) => row.server.id);
    const servers = all.filter((id) => this.servers.row(id)?.server.readOnly !== true);
    await Promise.all([
      ...(place && !this.isFile(place) ? [this.reads.run(place, full), this.session.refresh()] : []),
      ...servers.map((id) => this.servers.refresh(id)),
    ]);
  }

  /** Whether a list comes from a file: then there is nobody to ask for it. */
  isFile(place: Place): boolean {
    return this.servers.row(place.serverId)?.server.readOnly === true;
  }

  /** A server was saved: the dialog closes, the tree shows it and has the focus. */
  async added(server: Server): Promise<void> {
    this.dialogs.answered();
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
    this.dialogs.answered();
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
    this.dialogs.answered();
    void this.#takeUp(serverId);
  }

  /** The answer to a question that a saved server's failure left; the server is then asked again. */
  async trust(serverId: string, trust: Trust): Promise<void> {
    await this.notices.telling(this.servers.trust(serverId, trust));
    await this.#takeUp(serverId);
  }

  async proxySignIn(serverId: string, user: string, password: string, proxy?: string): Promise<void> {
    await this.notices.telling(this.servers.proxySignIn(serverId, user, password, proxy));
    await this.#takeUp(serverId);
  }

  async remove(serverId: string): Promise<void> {
    const isShown = this.servers.selected?.serverId === serverId;
    await this.servers.remove(serverId);
    if (isShown) await this.#leave();
  }

  /** Opens the selected session; the keyboard goes to its tabs. */
  async openSelected(): Promise<void> {
    const { place, selectedRow } = this.list;
    if (!place || !selectedRow) return;
    const shown = this.session.open(place, selectedRow);
    await tick();
    focusOn(`tab-${this.session.tab}`);
    await shown;
  }

  /** Writes a server's requests for Postman, where main asks for a file. */
  async exportPostman(serverId: string): Promise<void> {
    const file = await this.notices.telling(this.client.api.servers.exportPostman(serverId));
    if (file) this.travel.say(`The requests are written to ${file}. It holds no secret: fill in the variable “password” in Postman.`);
  }

  /** Asks what of the shown list, its connection or its server is to be exported. */
  async askToExport(ofSelection = false): Promise<void> {
    const { place } = this.list;
    const selected = this.list.selection.count;
    const keys = ofSelection ? await this.list.selectedKeys({ withoutGone: true }) : undefined;
    if (keys?.length === 0) this.said.say(`${goneText(selected)}: nothing is exported.`);
    else if (place) this.dialogs.ask({ dialog: 'export', place, ...(keys && { keys, gone: selected - keys.length }) });
  }

  /** Asks for the star, note and colour of what is selected. */
  async askToMark(): Promise<void> {
    const { place, selectedRow: row, selection } = this.list;
    const keys = selection.count > 1 ? await this.list.selectedKeys() : undefined;
    if (place && row) this.dialogs.ask({ dialog: 'mark', place, row, ...(keys && { keys }) });
  }

  /** Shows the two selected sessions side by side. */
  async compareSelected(): Promise<void> {
    const { place } = this.list;
    const [one, other] = await this.list.selectedKeys();
    if (place && one !== undefined && other !== undefined) this.dialogs.ask({ dialog: 'compare', place, keys: [one, other] });
  }

  /** Closes the opened session and gives the focus back to the list. */
  closeSession(): void {
    this.session.close();
    focusOn('sessions');
  }

  /** Opens the session that was open; one that is nowhere any more stays closed. */
  async #reopen(place: Place, { key, tab }: NonNullable<WindowMemory['opened']>): Promise<void> {
    try {
      await this.session.reopen(place, key, tab, this.list.selectedRow);
    } catch (thrown) {
      this.notices.tell(shapeOf(thrown));
    }
  }

  async #show(place: Place): Promise<void> {
    this.servers.select(place);
    await this.#turn(place);
  }

  /** The list first; what can be compared with it is asked for behind. */
  async #turn(place: Place | undefined): Promise<void> {
    await this.list.show(place);
    void this.history.show(place);
  }

  /** A file was opened: the tree shows it, and the first of its lists; joining it with the server it came from is offered. */
  async #imported(imported: Imported): Promise<void> {
    await this.servers.opened(imported.server);
    const [connection] = imported.connections;
    if (connection !== undefined) await this.select({ serverId: imported.server.id, connection });
    if (imported.of) this.dialogs.ask({ dialog: 'merge', imported });
  }

  /** Joins an opened file into the server that it came from, and shows that one. */
  async merge(imported: Imported): Promise<void> {
    const { of } = imported;
    this.dialogs.answered();
    if (!of || !(await this.travel.merge(imported, of))) return;
    await this.#restock();
    const place = this.servers.selected;
    if (place?.serverId === imported.server.id) await this.select({ serverId: of.serverId, connection: place.connection });
  }

  /** Other snapshots are kept than before: what is shown is read again. */
  async #restock(): Promise<void> {
    await this.servers.recall();
    await this.list.refresh();
    await this.history.reread();
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
    await this.#turn(undefined);
    if (samePlace(place, this.servers.selected)) await this.#turn(place);
  }

  /** Shows no connection any more. */
  async #leave(): Promise<void> {
    this.servers.leave();
    this.session.close();
    await this.#turn(undefined);
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
}

export const [getWorkbench, setWorkbench] = createContext<Workbench>();
