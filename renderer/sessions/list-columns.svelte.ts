/** The columns of the list that is shown, as they were chosen for servers of its generation. */
import type { ColumnChoice, ColumnChoices } from '../../preload/list.ts';
import type { Generation } from '../../preload/model.ts';
import type { Client } from '../api/client.svelte.ts';
import type { Servers } from '../servers/servers.svelte.ts';
import { bounded, changed, movedBefore, movedBy, placed, sides, widthsOf, type PlacedColumn } from './column-choices.ts';
import { columnsOf, type Column } from './columns.ts';
import type { SessionList } from './list.svelte.ts';

/** A list narrower than this goes without the car, CSS px. */
const narrow = 720;

/** A server of which no generation is known yet, or a file. */
const unknown = 'auto';

export interface ColumnMemory {
  readonly columns: ColumnChoices;
  readonly generations: Readonly<Record<string, Generation>>;
}

export class ListColumns {
  readonly #list: SessionList;
  readonly #servers: Servers;
  #width = $state(1000);
  #choices = $state.raw<ColumnChoices>({});
  #generations = $state.raw<Readonly<Record<string, Generation>>>({});
  #generation = $derived.by(() => this.#known() ?? unknown);
  #offered = $derived.by(() =>
    columnsOf({
      detailNames: this.#list.opened?.detailNames ?? [],
      hasFastest: this.#list.opened?.hasFastest ?? false,
      isNarrow: this.#width < narrow,
      compares: this.#list.version.since !== undefined,
    }),
  );
  #all = $derived.by(() => placed(this.#offered, this.#chosen));
  #seen = $derived.by(() => this.#all.filter(({ isShown }) => isShown));
  #shown = $derived.by(() => this.#seen.map(({ column }) => column));
  #widths = $derived.by(() => widthsOf(this.#seen, this.#width - sides));

  constructor(client: Client, list: SessionList, servers: Servers) {
    this.#list = list;
    this.#servers = servers;
    client.on('servers.changed', ({ servers: rows }) => {
      const seen = rows.flatMap(({ server, reach }) => (reach.state === 'live' ? [[server.id, reach.generation] as const] : []));
      if (seen.some(([id, generation]) => this.#generations[id] !== generation))
        this.#generations = { ...this.#generations, ...Object.fromEntries(seen) };
    });
  }

  /** Those that are shown, from left to right. */
  get shown(): readonly Column[] {
    return this.#shown;
  }

  /** How wide they are, CSS px. */
  get widths(): readonly number[] {
    return this.#widths;
  }

  /** All that the list can show, in their order. */
  get all(): readonly PlacedColumn[] {
    return this.#all;
  }

  /** What the window remembers. */
  get memory(): ColumnMemory {
    return { columns: this.#choices, generations: this.#generations };
  }

  restore({ columns, generations }: Partial<ColumnMemory>): void {
    this.#choices = columns ?? {};
    this.#generations = generations ?? {};
  }

  /** Tells how wide the list is, CSS px. */
  fit(width: number): void {
    this.#width = width;
  }

  /** Shows a column or hides it; the last one stays. */
  show(field: string, isShown: boolean): void {
    if (!isShown && this.#seen.length === 1) return;
    this.#choose(changed(this.#offered, this.#chosen, field, { hidden: !isShown }));
  }

  /** Moves a column among those that are shown, or among all of them. */
  move(field: string, by: 1 | -1, among: 'shown' | 'all' = 'shown'): void {
    const fields = (among === 'all' ? this.#all : this.#seen).map(({ column }) => column.field);
    this.#choose(movedBy(this.#offered, this.#chosen, field, by, fields));
  }

  /** Puts a column before another one, or last. */
  put(field: string, before: string | undefined): void {
    this.#choose(movedBefore(this.#offered, this.#chosen, field, before));
  }

  /** @param width CSS px */
  resize(field: string, width: number): void {
    this.#choose(changed(this.#offered, this.#chosen, field, { width: bounded(width) }));
  }

  /** Makes a column wider or narrower by a step. */
  widen(field: string, by: 1 | -1): void {
    const at = this.#shown.findIndex((column) => column.field === field);
    const width = this.#widths[at];
    if (width !== undefined) this.resize(field, width + by * 16);
  }

  /** All columns as they are at first. */
  reset(): void {
    this.#choose([]);
  }

  get #chosen(): readonly ColumnChoice[] {
    return this.#choices[this.#generation] ?? [];
  }

  #choose(choices: readonly ColumnChoice[]): void {
    this.#choices = { ...this.#choices, [this.#generation]: choices };
  }

  #known(): Generation | undefined {
    const { place } = this.#list;
    const row = place && this.#servers.row(place.serverId);
    if (!row) return undefined;
    if (row.reach.state === 'live') return row.reach.generation;
    return row.server.generation === 'auto' ? this.#generations[row.server.id] : row.server.generation;
  }
}
