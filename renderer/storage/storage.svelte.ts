/** The store as a whole: what it costs, what can be thinned, forgotten, backed up, checked and salvaged. */
import type {
  StoreUsage,
  Backup,
  Compacted,
  Forgotten,
  SalvageOffer,
  Salvaged,
  StoreProblem,
  Thinned,
  ThinningOffer,
} from '../../preload/history.ts';
import type { Client } from '../api/client.svelte.ts';
import type { Travel } from '../travel/travel.svelte.ts';
import { bytesText } from '../travel/words.ts';
import { counted } from '../ui/number.ts';

export class Storage {
  readonly #client: Client;
  readonly #travel: Travel;
  readonly #changed: () => Promise<void>;
  #usage = $state.raw<StoreUsage>();
  #offer = $state.raw<ThinningOffer>();
  #problems = $state.raw<readonly StoreProblem[]>();
  #thinned = $state.raw<Thinned>();
  #said = $state('');

  /** `changed`: told when other snapshots are kept than before. */
  constructor(client: Client, travel: Travel, changed: () => Promise<void>) {
    this.#client = client;
    this.#travel = travel;
    this.#changed = changed;
  }

  get usage(): StoreUsage | undefined {
    return this.#usage;
  }

  /** What thinning would free. */
  get offer(): ThinningOffer | undefined {
    return this.#offer;
  }

  /** What was thinned from here, and can be undone. */
  get thinned(): Thinned | undefined {
    return this.#thinned;
  }

  /** What checking found; nothing before it was asked for. */
  get problems(): readonly StoreProblem[] | undefined {
    return this.#problems;
  }

  /** What the last action came to. */
  get said(): string {
    return this.#said;
  }

  /** Reads what the store costs. Rejects with `CallFailure`, as all of these do. */
  async load(): Promise<void> {
    this.#said = '';
    this.#problems = undefined;
    await this.#reload();
  }

  async thin(): Promise<void> {
    this.#thinned = await this.#client.api.store.thin();
    this.#said = `${counted(this.#thinned.snapshots, 'snapshot')} thinned. This can be undone today.`;
    await this.#restock();
  }

  /** From now on without being told each time, or no more. */
  async thinByItself(on: boolean): Promise<void> {
    await this.#client.api.store.thinByItself(on);
    this.#said = on ? 'Old snapshots are thinned by themselves from now on.' : 'All snapshots are kept from now on, until told.';
    await this.#restock();
  }

  async undoThinning(): Promise<void> {
    const count = await this.#client.api.store.undoThinning();
    this.#thinned = undefined;
    this.#said = count === 0 ? 'There is nothing to undo.' : `${counted(count, 'snapshot')} brought back.`;
    await this.#restock();
  }

  /** Deletes for good; asked for before. */
  async forget(server: string, connection?: string): Promise<void> {
    const gone: Forgotten = await this.#client.api.store.forget(server, ...(connection === undefined ? [] : [connection]));
    this.#said = `Forgotten: ${counted(gone.snapshots, 'snapshot')} with ${counted(gone.sessions, 'session')}.`;
    await this.#restock();
  }

  async compact(): Promise<void> {
    const said = ({ before, after }: Compacted): string => `Compacted from ${bytesText(before)} to ${bytesText(after)}.`;
    await this.#long('compact', () => this.#client.api.store.compact(), said);
    await this.#reload();
  }

  async backup(): Promise<void> {
    const said = ({ file, bytes }: Backup): string => `Backed up and checked: ${file} (${bytesText(bytes)}).`;
    await this.#long('backup', () => this.#client.api.store.backup(), said);
  }

  async verify(): Promise<void> {
    const said = (problems: readonly StoreProblem[]): string =>
      problems.length === 0 ? 'Everything that is saved is as it was saved.' : `${counted(problems.length, 'problem')} found.`;
    this.#problems = await this.#long('verify', () => this.#client.api.store.verify(), said);
  }

  /** What salvage would keep of a damaged store. */
  salvageOffer(): Promise<SalvageOffer> {
    return this.#client.api.store.salvageOffer();
  }

  /** Keeps what is sound, puts the damaged file aside, and shows what is kept; nothing where it failed. */
  async salvage(): Promise<Salvaged | undefined> {
    const said = ({ aside }: Salvaged): string => `Salvaged. The damaged file was put aside: ${aside}`;
    const salvaged = await this.#long('salvage', () => this.#client.api.store.salvage(), said);
    if (salvaged) await this.#changed();
    return salvaged;
  }

  async #long<Value>(
    kind: 'compact' | 'backup' | 'verify' | 'salvage',
    call: () => Promise<Value | null>,
    said: (value: Value) => string,
  ): Promise<Value | undefined> {
    this.#said = '';
    const value = await this.#travel.run(kind, call, said);
    this.#said = this.#travel.said;
    return value;
  }

  async #reload(): Promise<void> {
    const { store } = this.#client.api;
    [this.#usage, this.#offer] = await Promise.all([store.usage(), store.thinning()]);
  }

  async #restock(): Promise<void> {
    await Promise.all([this.#reload(), this.#changed()]);
  }
}
