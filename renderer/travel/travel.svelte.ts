/** Files that leave and come in: one at a time, how far it is, and what came of it. */
import type { Exported, ExportRequest, Imported, Merged, TravelProgress } from '../../preload/travel.ts';
import type { Client } from '../api/client.svelte.ts';
import { shapeOf } from '../api/failure.ts';
import { counted } from '../ui/number.ts';
import type { Notices } from '../ui/notices.svelte.ts';
import { bytesText } from './words.ts';

export class Travel {
  readonly #client: Client;
  readonly #notices: Notices;
  readonly #imported: (imported: Imported) => Promise<void>;
  /** The call under way. */
  #call: Promise<unknown> | undefined;
  #kind = $state<TravelProgress['kind']>();
  #progress = $state.raw<TravelProgress>();
  #said = $state('');

  /** `imported`: told of a file that was opened. */
  constructor(client: Client, notices: Notices, imported: (imported: Imported) => Promise<void>) {
    this.#client = client;
    this.#notices = notices;
    this.#imported = imported;
    client.on('travel.progress', (progress) => {
      if (this.#kind !== undefined) this.#progress = progress;
    });
    client.on('file.opened', ({ path }) => void this.importFile(path));
  }

  /** What is under way; nothing before main has begun with it (it asks for the file first). */
  get progress(): TravelProgress | undefined {
    return this.#progress;
  }

  /** What is asked for, from the first moment on. */
  get kind(): TravelProgress['kind'] | undefined {
    return this.#kind;
  }

  /** What the last one came to, a sentence; until it is dismissed. */
  get said(): string {
    return this.#said;
  }

  /** Tells what something else with a file came to. */
  say(sentence: string): void {
    this.#said = sentence;
  }

  dismiss(): void {
    this.#said = '';
  }

  /** Gives up what is under way: then everything is as it was. */
  cancel(): void {
    if (this.#call) this.#client.cancel(this.#call);
  }

  async export(request: ExportRequest): Promise<void> {
    const said = ({ file, sessions, bytes }: Exported): string =>
      `Exported ${counted(sessions, 'session')} to ${file} (${bytesText(bytes)}).`;
    await this.run('export', () => this.#client.api.travel.export(request), said);
  }

  /** Opens a file that main asks for. */
  async import(): Promise<void> {
    await this.#take(() => this.#client.api.travel.import());
  }

  async importFile(path: string): Promise<void> {
    await this.#take(() => this.#client.api.travel.importFile(path));
  }

  /** Joins an opened file into a server; true where that was done. */
  async merge(imported: Imported, into: { readonly serverId: string; readonly name: string }): Promise<boolean> {
    const said = ({ snapshots, sessions, conflicts }: Merged): string =>
      [`Joined ${counted(snapshots, 'snapshot')} with ${counted(sessions, 'session')} into ${into.name}.`, ...conflicts].join(' ');
    return (await this.run('merge', () => this.#client.api.travel.merge(imported.server.id, into.serverId), said)) !== undefined;
  }

  /**
   * Does one thing that takes its time: it can be cancelled, and what it came to is said. Nothing where something else is
   * under way, where it failed (that is told), and where the user chose no file.
   */
  async run<Value>(
    kind: TravelProgress['kind'],
    call: () => Promise<Value | null>,
    said: (value: Value) => string,
  ): Promise<Value | undefined> {
    if (this.#kind !== undefined) return undefined;
    this.#kind = kind;
    this.#said = '';
    try {
      const asked = call();
      this.#call = asked;
      const value = await asked;
      if (value === null) return undefined;
      this.#said = said(value);
      return value;
    } catch (thrown) {
      const failure = shapeOf(thrown);
      if (failure.code === 'cancelled') this.#said = 'Cancelled: everything is as it was.';
      else this.#notices.tell(failure);
      return undefined;
    } finally {
      this.#call = undefined;
      this.#kind = undefined;
      this.#progress = undefined;
    }
  }

  async #take(call: () => Promise<Imported | null>): Promise<void> {
    const said = ({ server, already }: Imported): string =>
      already ? `${server.name} was open already.` : `Opened ${server.name}: read only, the file stays as it is.`;
    const imported = await this.run('import', call, said);
    if (imported) await this.#imported(imported);
  }
}
