/** Links into the window: opened one after the other, never over a question that is open; and written for others. */
import type { Link } from '../../preload/links.ts';
import { linkText } from '../../preload/links.ts';
import type { FailureShape } from '../../preload/model.ts';
import { shapeOf } from '../api/failure.ts';
import { samePlace, type Place } from '../servers/place.ts';
import type { Workbench } from '../workbench.svelte.ts';
import { meant, serverPart } from './resolve.ts';

const unreadable: FailureShape = {
  code: 'usage',
  message: 'That link cannot be read.',
  safe: 'Nothing was opened and nobody was asked.',
  todo: 'A link reads paddock://server/connection/session, each part percent-encoded. Ask whoever sent it to copy it again.',
};

export class Links {
  readonly #bench: Workbench;
  #turn: Promise<void> = Promise.resolve();

  constructor(bench: Workbench) {
    this.#bench = bench;
    bench.client.on('link.opened', ({ link }) => void this.open(link));
  }

  /** Opens what a link names, in its turn; null is one that cannot be read. Resolves when it stands, or when why not is told. */
  open(link: Link | null): Promise<void> {
    this.#turn = this.#turn.then(async () => {
      await this.#bench.dialogs.free();
      try {
        if (link) await this.#open(link);
        else this.#bench.notices.tell(unreadable);
      } catch (thrown) {
        this.#bench.notices.tell(shapeOf(thrown));
      }
    });
    return this.#turn;
  }

  /** The user wants to add the server of a link: what the link names is opened once it is saved. */
  async add(url: string, link: Link): Promise<void> {
    const { dialogs, servers } = this.#bench;
    dialogs.ask({ dialog: 'add-server', url });
    await dialogs.free();
    await servers.reload();
    const found = meant(
      link,
      servers.rows.map(({ server }) => server),
    );
    if (found.kind === 'saved' && found.server.password !== 'none') await this.open(link);
  }

  /** The link to what is shown: the selected session, or else the connection. */
  get shown(): string | undefined {
    const { list, servers } = this.#bench;
    const server = list.place && servers.row(list.place.serverId)?.server;
    if (!list.place || !server) return undefined;
    const session = list.selectedSession?.key;
    return linkText({ server: serverPart(server), connection: list.place.connection, ...(session !== undefined && { session }) });
  }

  async copy(): Promise<void> {
    const link = this.shown;
    if (link === undefined) return;
    await this.#bench.client.api.app.copy(link);
    this.#bench.said.say('Link copied');
  }

  async #open(link: Link): Promise<void> {
    const { servers, dialogs } = this.#bench;
    const found = meant(
      link,
      servers.rows.map(({ server }) => server),
    );
    if (found.kind === 'unknown') this.#missing(`The link names the server “${link.server}”, which is not saved here.`);
    else if (found.kind === 'address') dialogs.ask({ dialog: 'unsaved-link', url: found.url, link });
    else if (link.connection === undefined) servers.point(found.server.id);
    else await this.#show({ serverId: found.server.id, connection: link.connection }, link.session);
  }

  async #show(place: Place, session: string | undefined): Promise<void> {
    const { servers } = this.#bench;
    if (!this.#has(place)) await servers.refresh(place.serverId);
    if (!this.#has(place)) {
      this.#missing(`The server “${servers.row(place.serverId)?.server.name ?? ''}” shows you no connection “${place.connection}”.`);
      return;
    }
    // Who reads in that list already keeps what is open there.
    if (session !== undefined || !samePlace(place, this.#bench.list.place)) await this.#bench.select(place);
    if (session !== undefined) await this.#reveal(place, session);
  }

  async #reveal(place: Place, session: string): Promise<void> {
    const { list, dialogs, client } = this.#bench;
    if (!(await list.reveal(session))) {
      // It may be newer than what is saved. Joins the read that showing the list began.
      if (!this.#bench.isFile(place)) await client.api.sync.run(place.serverId, place.connection).catch(() => undefined);
      if (!samePlace(place, list.place)) return;
      await list.refresh();
      if (!(await list.reveal(session))) {
        this.#missing(`“${place.connection}” holds no session with the key “${session}”.`);
        return;
      }
    }
    await dialogs.free();
    if (samePlace(place, list.place)) await this.#bench.openSelected();
  }

  #has({ serverId, connection }: Place): boolean {
    return this.#bench.servers.answer(serverId)?.connections.some((row) => row.connection.name === connection) ?? false;
  }

  #missing(message: string): void {
    this.#bench.notices.tell({
      code: 'not-found',
      message,
      safe: 'Nothing was changed.',
      todo: 'Ask whoever sent the link, or look for the session with the palette and the filter.',
    });
  }
}
