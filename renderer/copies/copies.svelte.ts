/** Copies what is selected in the list, in the form that is wanted, and says what was copied. */
import type { SessionRow } from '../../preload/list.ts';
import type { Connection } from '../../preload/model.ts';
import { mostKeys } from '../../preload/selecting.ts';
import type { Client } from '../api/client.svelte.ts';
import type { Place } from '../servers/place.ts';
import type { Column } from '../sessions/columns.ts';
import type { SessionList } from '../sessions/list.svelte.ts';
import { pieces } from '../sessions/ranges.ts';
import { counted } from '../ui/number.ts';
import { atlasText } from './atlas.ts';
import { sessionsJson } from './json.ts';
import { curlText, pythonText } from './scripts.ts';
import { cellText, tableHead, tableRow } from './table.ts';

const formNames = {
  table: 'as a table',
  titled: 'as a table with headings',
  json: 'as JSON',
  key: 'by key',
  identifier: 'by identifier',
  curl: 'as cURL',
  python: 'as Python',
  atlas: 'for ATLAS',
} as const;
export type CopyForm = keyof typeof formNames;

/** Rows that are asked for together. */
const atOnce = 1_000;
/** A script with more sessions than this is written by a program, not pasted. */
const mostInScript = 1_000;

export interface CopiesParts {
  readonly client: Client;
  readonly list: SessionList;
  readonly columns: () => readonly Column[];
  /** What the server tells of a connection. */
  readonly connection: (place: Place) => Connection;
}

export class Copies {
  readonly #parts: CopiesParts;
  #said = $state.raw<{ readonly text: string; readonly ranges: unknown }>();

  constructor(parts: CopiesParts) {
    this.#parts = parts;
  }

  /** What was copied, a sentence; empty once other rows are selected. */
  get said(): string {
    return this.#said?.ranges === this.#parts.list.selection.ranges ? this.#said.text : '';
  }

  /** Why a form cannot be copied now. */
  unavailable(form: CopyForm): string | undefined {
    const { count } = this.#parts.list.selection;
    const most = form === 'curl' || form === 'python' ? mostInScript : mostKeys;
    if (count === 0) return 'Select a session first.';
    return count > most ? `At most ${counted(most, 'session')} can be copied ${formNames[form]}.` : undefined;
  }

  /** The selected session as a row of a table, where it is one and here. */
  get row(): string | undefined {
    const { selection } = this.#parts.list;
    const row = selection.count === 1 ? selection.row : undefined;
    return row && tableRow(this.#parts.columns(), row);
  }

  /** What one column, or else the identifier's, tells of the session that has the keys. */
  async cell(label: string | undefined): Promise<void> {
    const columns = this.#parts.columns();
    const column = columns.find((known) => known.label === label) ?? columns.find(({ field }) => field === 'identifier');
    const row = this.#parts.list.selectedRow;
    if (column && row) await this.#put(cellText(column, row), `Copied ${column.label}`);
  }

  /** Rejects with `CallFailure`. */
  async copy(form: CopyForm): Promise<void> {
    const { list } = this.#parts;
    const { place } = list;
    if (!place || this.unavailable(form) !== undefined) return;
    const { count } = list.selection;
    await this.#put(await this.#text(form, place), `Copied ${counted(count, 'session')} ${formNames[form]}`);
  }

  async #text(form: CopyForm, place: Place): Promise<string> {
    const { client, list } = this.#parts;
    const { ranges } = list.selection;
    const view = list.opened?.view ?? -1;
    if (form === 'key') return (await client.api.sessions.keys(view, ranges)).join('\n');
    if (form === 'curl' || form === 'python') {
      const keys = await client.api.sessions.keys(view, ranges);
      const requests = await client.api.session.requests(place.serverId, place.connection, keys);
      return form === 'curl' ? curlText(requests) : pythonText(requests);
    }
    const rows: SessionRow[] = [];
    for (const [from, to] of pieces(ranges, atOnce)) rows.push(...(await client.api.sessions.rows(view, from, to)));
    if (form === 'json') return sessionsJson(rows);
    const sessions = rows.map(({ session }) => session);
    if (form === 'identifier') return sessions.map(({ identifier, key }) => identifier ?? key).join('\n');
    if (form === 'atlas') return atlasText(this.#parts.connection(place), sessions);
    const columns = this.#parts.columns();
    const head = form === 'titled' ? [tableHead(columns)] : [];
    return [...head, ...rows.map((row) => tableRow(columns, row))].join('\n');
  }

  async #put(text: string, said: string): Promise<void> {
    await this.#parts.client.api.app.copy(text);
    this.#said = { text: said, ranges: this.#parts.list.selection.ranges };
  }
}
