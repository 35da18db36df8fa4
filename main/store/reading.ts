/**
 * One read that is under way: takes pages, tells what of them is new, and stages it. Staged rows lie among the versions
 * under a snapshot's number that is not sealed yet, so nobody sees them, and sealing has nothing to copy.
 */
import type { Session } from '../../preload/model.ts';
import { decodeSessions } from '../remote/wire/index.ts';
import type { Decoded } from '../remote/wire/wire.ts';
import { isAscii } from 'node:buffer';
import { currentsOf, type Current } from './current.ts';
import type { WrittenTexts } from './dictionary.ts';
import { Hasher } from './hash.ts';
import { KeyTable, keyText, type StoredKey } from './keys.ts';
import { decode, encode, hashSession, versionColumns, type Lookup, type VersionRow } from './record.ts';
import { overlap, standsTwice } from './places.ts';
import { baseOf, fromBlob, toBlob, type Statements } from './rows.ts';
import { rowsAtMost, twice, type OpenRead, type PageReceipt, type Placed, type StagedPage } from './store.ts';
import { Sortedness } from './sortedness.ts';
import { indexedText } from './text.ts';
import { insertNew, putVersion, type Standing } from './versions.ts';

interface Page extends StagedPage {
  readonly pageSize: number;
  readonly records: number;
  readonly fresh: number;
  readonly skipped: number;
  readonly firstKey: string | null;
  readonly lastKey: string | null;
}

const sameBytes = (one: Uint8Array, other: Uint8Array): boolean => Buffer.compare(one, other) === 0;

export class Reading {
  readonly connectionId: number;
  readonly base: number;
  /** The number that the snapshot of this read will have. */
  readonly snapshot: number;
  /** True where no snapshot was sealed before: every row is new, and none need be looked up. */
  readonly first: boolean;
  readonly #statements: Statements;
  readonly #texts: WrittenTexts;
  readonly #known: Lookup;
  readonly #hasher = new Hasher();
  #table = new KeyTable();
  #pages: Page[] = [];
  /** Staged versions that no page holds any more, by key: a read that breaks off before it meets them again keeps them. */
  readonly #passed = new Map<string, number>();
  /** Versions beyond this number are staged by this read. */
  #sealedTop = 0;
  #top = 0;
  #sortedness: Sortedness | undefined;

  constructor(statements: Statements, texts: WrittenTexts, known: Lookup, connectionId: number) {
    this.#statements = statements;
    this.#texts = texts;
    this.#known = known;
    this.connectionId = connectionId;
    this.base = baseOf(connectionId);
    this.snapshot = statements.number('SELECT next_snapshot FROM connection WHERE id = ?', connectionId);
    this.first = statements.first('SELECT 1 FROM snapshot WHERE connection_id = ? LIMIT 1', connectionId) === undefined;
    this.load();
  }

  /** Reads what is staged: at the start, and after a transaction that failed. */
  load(): void {
    const range = [this.base + 1, this.base + 2 ** 32 - 1] as const;
    const numbered = (sql: string, ...values: readonly number[]): number =>
      Math.max(0, this.#statements.number(sql, ...range, ...values) - this.base);
    // A number that the text index knows is not given again, though its version may be gone.
    this.#top = Math.max(
      numbered('SELECT max(id) FROM session_version WHERE id BETWEEN ? AND ?'),
      this.#statements.number('SELECT indexed_to FROM connection WHERE id = ?', this.connectionId),
    );
    // Staged rows are the last ones.
    this.#sealedTop = this.first
      ? 0
      : numbered('SELECT id FROM session_version WHERE id BETWEEN ? AND ? AND from_snapshot < ? ORDER BY id DESC LIMIT 1', this.snapshot);
    this.#pages = this.#statements
      .all(
        `SELECT page, page_size, records, fresh, skipped, digest, first_key, last_key, length(numbers) / 4, overlaps, note
         FROM staged_page WHERE connection_id = ? ORDER BY page`,
        this.connectionId,
      )
      .map(([page, pageSize, records, fresh, skipped, digest, firstKey, lastKey, rows, overlaps, note]) => {
        const known = { page, pageSize, records, fresh, skipped, digest, firstKey, lastKey, rows, overlaps: overlaps === 1 };
        return { ...known, ...(note !== null && { note }) } as Page;
      });
    this.#table = new KeyTable();
    // What was staged before is not looked through again: then the order is made after the seal.
    this.#sortedness = this.first && this.#top === 0 ? new Sortedness() : undefined;
    let at = 0;
    for (const numbers of this.pageNumbers()) {
      const { page, overlaps } = this.#pages[at] ?? { page: 0, overlaps: false };
      const start = page * rowsAtMost;
      at += 1;
      for (const [key, id, row] of this.#statements.all(
        'SELECT v.key, j.value, j.key FROM json_each(?) AS j CROSS JOIN session_version AS v ON v.id = ? + j.value',
        JSON.stringify([...numbers]),
        this.base,
      )) {
        const text = keyText(key as StoredKey);
        this.#table.set(text, id as number, start + (row as number));
        if (standsTwice(this.#table.placeBefore, start, overlaps)) this.#table.move(text, twice);
      }
    }
    this.#loadPassed();
  }

  #loadPassed(): void {
    this.#passed.clear();
    const staged = [this.base + this.#sealedTop + 1, this.base + 2 ** 32 - 1, this.snapshot] as const;
    const which = 'FROM session_version WHERE id BETWEEN ? AND ? AND from_snapshot = ?';
    const standing = new Set(this.#table.values().filter((number) => this.isStaged(number)));
    if (this.#statements.number(`SELECT count(*) ${which}`, ...staged) === standing.size) return;
    for (const [id, key] of this.#statements.all(`SELECT id, key ${which}`, ...staged)) {
      const number = (id as number) - this.base;
      if (!standing.has(number)) this.#passed.set(keyText(key as StoredKey), number);
    }
  }

  get hasPassed(): boolean {
    return this.#passed.size > 0;
  }

  /** Deletes what was staged and is in none of the pages now: the read is whole without it. Inside a write transaction. */
  forgetPassed(): void {
    for (const number of this.#passed.values()) this.#statements.run('DELETE FROM session_version WHERE id = ?', this.base + number);
    this.#passed.clear();
  }

  /** The staged version of a session that this read meets again, or 0. */
  #metAgain(key: string): number {
    if (this.#passed.size === 0) return 0;
    const number = this.#passed.get(key) ?? 0;
    this.#passed.delete(key);
    return number;
  }

  /** Version numbers of the staged pages, page by page, in the server's order. */
  *pageNumbers(): Generator<Uint32Array> {
    for (const { page } of this.#pages) {
      const row = this.#statements.first('SELECT numbers FROM staged_page WHERE connection_id = ? AND page = ?', this.connectionId, page);
      if (row !== undefined) yield fromBlob(row[0] as Uint8Array);
    }
  }

  get pages(): number {
    return this.#pages.length;
  }

  get skipped(): number {
    return this.#pages.reduce((sum, { skipped }) => sum + skipped, 0);
  }

  /** Records on the first page, where they were fewer than asked for though more pages followed: a cap of the server's. */
  get cap(): number | null {
    const [start, next] = this.#pages;
    return start !== undefined && next !== undefined && next.records > 0 && start.records < start.pageSize ? start.records : null;
  }

  /** Of each session that was read the number of the version that stands for it. */
  get numbers(): Uint32Array {
    return this.#table.values();
  }

  /** The facets of the versions from number 1 on, where their numbers already are the order of the list; else undefined. */
  get facetsInOrder(): Uint32Array | undefined {
    return this.#sortedness?.facets();
  }

  isStaged(number: number): boolean {
    return number > this.#sealedTop;
  }

  resume(): OpenRead['resume'] {
    const [start] = this.#pages;
    if (start === undefined) return undefined;
    const pages = this.#pages.map(({ page, rows, digest, overlaps, note }) => ({
      page,
      rows,
      digest,
      overlaps,
      ...(note !== undefined && { note }),
    }));
    return { pageSize: start.pageSize, pages, sessions: this.#table.size };
  }

  /** Forgets all that is staged. Inside a write transaction. */
  clear(): void {
    this.#statements.run('DELETE FROM staged_page WHERE connection_id = ?', this.connectionId);
    this.#deleteStaged(this.#sealedTop);
    this.load();
  }

  #deleteStaged(after: number): void {
    this.#statements.run(
      'DELETE FROM session_version WHERE id BETWEEN ? AND ? AND from_snapshot = ?',
      this.base + after + 1,
      this.base + 2 ** 32 - 1,
      this.snapshot,
    );
  }

  /** Stages a page. Inside a write transaction; where it throws, `load` before the next call. */
  add(page: number, pageSize: number, body: Uint8Array, note?: string): PageReceipt {
    return this.#add(page, pageSize, decodeSessions(body), isPlainJson(body), note);
  }

  /** Stages what a refresh found, and nothing else. Inside a write transaction. */
  addFound(sessions: readonly Session[]): void {
    this.clear();
    if (sessions.length > 0) this.#add(0, sessions.length, { items: sessions, records: sessions.length, skipped: 0 }, false);
  }

  #add(page: number, pageSize: number, { items, records, skipped }: Decoded<Session>, plain: boolean, note?: string): PageReceipt {
    const hashes = new Uint32Array(items.length * 4);
    for (const [at, session] of items.entries()) hashSession(session, this.#hasher, hashes, at * 4);
    const digest = this.#digest(hashes, skipped);
    const last = this.#pages.at(-1);
    if (last?.page === page && last.digest === digest && last.pageSize === pageSize) return receipt(last);
    if (last !== undefined && last.page >= page) this.#dropFrom(page);

    this.#texts.begin();
    const start = page * rowsAtMost;
    const before = this.#pages.at(-1);
    const { numbers, fresh, places } = this.first ? this.#stageNew(items, hashes, plain, start) : this.#stageChanges(items, hashes, start);
    // More than asked for, since some came twice: then those count once.
    const repeated = records > pageSize ? places.reduce((sum, place) => (place >= start ? sum + 1 : sum), 0) : 0;
    const entry: Page = {
      page,
      pageSize,
      records: records - repeated,
      rows: items.length,
      fresh,
      skipped,
      digest,
      firstKey: items[0]?.key ?? null,
      lastKey: items.at(-1)?.key ?? null,
      overlaps: before?.page === page - 1 && fresh < items.length && overlap(places, start - rowsAtMost, before.rows),
      ...(note !== undefined && { note }),
    };
    this.#statements.run(
      'INSERT INTO staged_page VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)',
      ...[this.connectionId, page, pageSize, entry.records, fresh, skipped, digest, entry.firstKey, entry.lastKey, toBlob(numbers)],
      ...[entry.overlaps ? 1 : 0, note ?? null],
    );
    if (fresh < items.length) {
      for (const [at, { key }] of items.entries()) {
        if (standsTwice(places[at] ?? -1, start, entry.overlaps)) this.#table.move(key, twice);
      }
    }
    this.#pages.push(entry);
    return receipt(entry);
  }

  #digest(hashes: Uint32Array, skipped: number): string {
    this.#hasher.reset();
    this.#hasher.word(skipped);
    for (const lane of hashes) this.#hasher.word(lane);
    const lanes = new Uint32Array(4);
    this.#hasher.digest(lanes, 0);
    return Buffer.from(toBlob(lanes)).toString('hex');
  }

  holdsFrom(page: number): boolean {
    return (this.#pages.at(-1)?.page ?? -1) >= page;
  }

  /** Inside a write transaction; where it throws, `load` before the next call. */
  takeBack(page: number): void {
    this.#dropFrom(page);
  }

  /** Where the records of a page were staged; nothing is staged by it. */
  place(body: Uint8Array): Placed {
    const { items, records, skipped } = decodeSessions(body);
    const times = new Map<string, number>();
    for (const { key } of items) times.set(key, (times.get(key) ?? 0) + 1);
    const places = items.map(({ key }) => {
      const place = this.#table.place(key);
      return place >= 0 && times.get(key) !== 1 ? twice : place;
    });
    return { records, distinct: times.size + skipped, places };
  }

  /** Takes back a page that was staged, and all after it. Their versions stay until they are met again, or the read is whole. */
  #dropFrom(page: number): void {
    const kept = this.#pages.filter((staged) => staged.page < page);
    // Empty ones held no row: nothing else need be looked at.
    if (this.#pages.every((staged) => staged.page < page || staged.rows === 0)) {
      this.#statements.run('DELETE FROM staged_page WHERE connection_id = ? AND page >= ?', this.connectionId, page);
      this.#pages = kept;
      return;
    }
    this.#statements.run('DELETE FROM staged_page WHERE connection_id = ? AND page >= ?', this.connectionId, page);
    this.load();
  }

  /** No snapshot was sealed: all that is on the page is new, unless this read has met it before. */
  #stageNew(items: readonly Session[], hashes: Uint32Array, plain: boolean, start: number): Staged {
    const numbers = new Uint32Array(items.length);
    const places = new Float64Array(items.length);
    const first = this.#top + 1;
    const rows: VersionRow[] = [];
    let again = 0;
    const rowHashes = new Uint32Array(items.length * 4);
    for (const [at, session] of items.entries()) {
      const row = encode(session, this.#texts, { plain });
      const next = first + rows.length;
      let before = this.#table.set(session.key, next, start + at, row.key);
      places[at] = this.#table.placeBefore;
      if (before === 0) {
        before = this.#metAgain(session.key);
        if (before > 0) again += 1;
      }
      const hash = hashes.subarray(at * 4, at * 4 + 4);
      if (before === 0) {
        numbers[at] = next;
        rowHashes.set(hash, rows.length * 4);
        rows.push(row);
        continue;
      }
      // The later one counts, in the place of the one before.
      this.#sortedness = undefined;
      this.#table.set(session.key, before, start + at, row.key);
      numbers[at] = before;
      if (before >= first) {
        rows[before - first] = row;
        rowHashes.set(hash, (before - first) * 4);
      } else {
        putVersion(this.#statements, this.base, before, this.snapshot, row, toBlob(hash).slice(), {
          sessionId: before,
          follows: 0,
          rank: before,
          textId: null,
        });
      }
    }
    insertNew(this.#statements, this.base, first, this.snapshot, rows, rowHashes);
    this.#sortedness?.add(rows);
    this.#top += rows.length;
    return { numbers, fresh: rows.length + again, places };
  }

  /** Compares each record with the version that is sealed, and stages what is new or different. */
  #stageChanges(items: readonly Session[], hashes: Uint32Array, start: number): Staged {
    const numbers = new Uint32Array(items.length);
    const places = new Float64Array(items.length);
    const currents = currentsOf(this.#statements, this.connectionId, this.base, items);
    let fresh = 0;
    for (const [at, session] of items.entries()) {
      const hash = toBlob(hashes.subarray(at * 4, at * 4 + 4)).slice();
      const current = currents[at];
      let before = this.#table.get(session.key);
      if (before === 0) {
        fresh += 1;
        before = this.#metAgain(session.key);
      }
      const number = this.#stageOne(session, hash, current, this.isStaged(before) ? before : 0);
      numbers[at] = number;
      this.#table.set(session.key, number, start + at);
      places[at] = this.#table.placeBefore;
    }
    return { numbers, fresh, places };
  }

  /** `staged` is the number of what this read staged of the session already, or 0. */
  #stageOne(session: Session, hash: Uint8Array, current: Current | undefined, staged: number): number {
    if (current?.hash instanceof Uint8Array && sameBytes(current.hash, hash)) {
      if (staged > 0) this.#statements.run('DELETE FROM session_version WHERE id = ?', this.base + staged);
      return current.number;
    }
    const number = staged > 0 ? staged : this.#top + 1;
    const known = current !== undefined && current.number > 0;
    const standing: Standing = {
      sessionId: current?.sessionId ?? number,
      follows: known ? 1 : 0,
      rank: known ? current.rank : 0,
      textId: known ? this.#sharedText(session, current.number) : null,
    };
    putVersion(this.#statements, this.base, number, this.snapshot, encode(session, this.#texts), hash, standing);
    this.#top = Math.max(this.#top, number);
    return number;
  }

  /** A change of laps or state leaves the searched text as it was: then the index has it already. */
  #sharedText(session: Session, number: number): number | null {
    const row = this.#statements.first(`SELECT v.text_id, ${versionColumns} FROM session_version AS v WHERE v.id = ?`, this.base + number);
    if (row === undefined || indexedText(decode(row, this.#known, 1)) !== indexedText(session)) return null;
    return (row[0] as number | null) ?? number;
  }
}

/** What staging a page came to. */
interface Staged {
  /** Of each record the number of its version. */
  readonly numbers: Uint32Array;
  /** Keys not met before. */
  readonly fresh: number;
  /** Where each record's key had been met before, or -1. */
  readonly places: Float64Array;
}

/** JSON in which no text can hold a NUL or half a character: those have to be written as escapes. */
function isPlainJson(body: Uint8Array): boolean {
  return isAscii(body) && !Buffer.from(body.buffer, body.byteOffset, body.byteLength).includes('\\u');
}

function receipt({ records, rows, fresh, skipped, firstKey, lastKey, digest, overlaps }: Page): PageReceipt {
  return { records, rows, fresh, skipped, firstKey, lastKey, digest, overlaps };
}
