/** Checks the whole store and changes nothing. What is damaged is named; the rest is checked all the same. */
import { guardedTables, strayChecksums, unsoundRows, type Unsound } from '../checksums.ts';
import { KnownTexts } from '../dictionary.ts';
import { Tests } from '../filter/tests.ts';
import { nowhere } from '../room.ts';
import { Statements, type Database, type Value } from '../rows.ts';
import type { Problem } from '../store.ts';
import { verifyConnection, type Repeated, type Subject } from './connection.ts';
import { schemaIsOurs } from './schema.ts';
import { orderIsRight, searchIsWhole } from './search.ts';

/** Of one kind of trouble this many are named. */
const mostNamed = 100;

/** All of one state of the file, whoever writes meanwhile. `database` is closed afterwards, which ends its transaction. */
export function verify(database: Database): readonly Problem[] {
  database.exec('BEGIN');
  return new Verification(database).run();
}

class Verification {
  readonly #database: Database;
  readonly #statements: Statements;
  readonly #problems: Problem[] = [];
  /** Rows that are not as they were saved, by their table. */
  readonly #unsound = new Map<string, readonly Unsound[]>();
  /** Row ids of versions, and negative ones of content, that the text index is not asked for. */
  readonly #unsoundTexts = new Set<number>();

  constructor(database: Database) {
    this.#database = database;
    this.#statements = new Statements(database);
    new Tests(database);
  }

  /** A check that the damage itself ends is a finding too. */
  #check(what: string, work: () => void): void {
    try {
      work();
    } catch (thrown) {
      const why = thrown instanceof Error ? thrown.message : String(thrown);
      this.#problems.push({ code: 'unreadable', message: `${what} cannot be read: ${why}.` });
    }
  }

  run(): readonly Problem[] {
    this.#check('The file', () => this.#file());
    this.#check('The references within the file', () => this.#references());
    this.#check('The tables of the file', () => {
      if (!schemaIsOurs(this.#statements))
        this.#problems.push({ code: 'schema', message: 'The tables of the file are not as Paddock makes them.' });
    });
    this.#check('The checksums', () => this.#checksums());
    this.#check('The list of connections', () => {
      const subjects = this.#subjects();
      for (const subject of subjects.values()) this.#check(`The snapshots of ${subject.title}`, () => this.#connection(subject));
      const homeless = this.#statements.number('SELECT count(*) FROM session_version WHERE id >> 32 NOT IN (SELECT id FROM connection)');
      if (homeless > 0) this.#problems.push({ code: 'reference', message: `${homeless} sessions belong to no connection.` });
      this.#check('What is saved beside the snapshots', () => this.#rows(subjects));
    });
    this.#check('The text index', () => {
      if (searchIsWhole(this.#database, this.#statements, this.#unsoundTexts)) return;
      this.#problems.push({ code: 'search', message: 'The text index does not hold what is saved: filters may miss sessions.' });
    });
    return this.#problems;
  }

  #file(): void {
    for (const [message] of this.#statements.all(`PRAGMA integrity_check(${mostNamed})`)) {
      if (message !== 'ok') this.#problems.push({ code: 'integrity', message: `The file is damaged: ${String(message)}.` });
    }
  }

  #references(): void {
    for (const [table, row, parent] of this.#statements.all('PRAGMA foreign_key_check').slice(0, mostNamed)) {
      this.#problems.push({
        code: 'reference',
        message: `Row ${String(row)} of ${String(table)} refers to a row of ${String(parent)} that is not there.`,
      });
    }
  }

  #checksums(): void {
    for (const guarded of guardedTables(this.#database)) {
      this.#check(`The table ${guarded.table}`, () => this.#unsound.set(guarded.table, unsoundRows(this.#database, guarded, mostNamed)));
    }
    if (strayChecksums(this.#database) > 0) this.#problems.push({ code: 'checksum', message: 'Checksums of the file were changed.' });
    for (const { key } of this.#unsound.get('session_content') ?? []) if (typeof key[0] === 'number') this.#unsoundTexts.add(-key[0]);
  }

  /** By the connection's row id. */
  #subjects(): ReadonlyMap<number, Subject> {
    const rows = this.#statements.all(
      'SELECT c.id, c.name, v.url FROM connection AS c JOIN server AS v ON v.id = c.server_id WHERE v.url <> ? ORDER BY c.id',
      nowhere,
    );
    return new Map(
      rows.map(([id, name, url]) => {
        const [connection, server] = [String(name), String(url)];
        return [id as number, { connectionId: id as number, server, connection, title: `${connection} (${server})` }];
      }),
    );
  }

  #connection(subject: Subject): void {
    const texts = new KnownTexts(this.#statements);
    const repeated: Repeated = {
      facet: (id) => texts.facet(id),
      names: (id) => texts.names(id),
      unsoundFacets: this.#idsOf('facet'),
      unsoundNames: this.#idsOf('detail_names'),
    };
    const before = this.#unsoundTexts.size;
    const found = verifyConnection(this.#statements, subject, repeated, (id) => this.#unsoundTexts.add(id));
    this.#problems.push(...found.slice(0, mostNamed));
    if (found.length > 0 || this.#unsoundTexts.size > before) return;
    if (!orderIsRight(this.#statements, subject.connectionId)) {
      const { server, connection, title } = subject;
      this.#problems.push({
        code: 'order',
        message: `The order kept for the list of ${title} is not the one that it has.`,
        server,
        connection,
        snapshots: [],
      });
    }
  }

  #idsOf(table: string): ReadonlySet<number> {
    return new Set((this.#unsound.get(table) ?? []).flatMap(({ key: [id] }) => (typeof id === 'number' ? [id] : [])));
  }

  /** Names what the rows that were changed are about. */
  #rows(subjects: ReadonlyMap<number, Subject>): void {
    for (const rows of this.#unsound.values()) for (const row of rows) this.#problems.push(this.#rowProblem(row, subjects));
  }

  #snapshotsOf(connectionId: number): readonly number[] {
    return this.#statements
      .all('SELECT number FROM snapshot WHERE connection_id = ? ORDER BY number', connectionId)
      .map(([number]) => number as number);
  }

  #rowProblem({ table, key, name }: Unsound, subjects: ReadonlyMap<number, Subject>): Problem {
    const ids: readonly Value[] = key.length > 0 ? key : name.split('/').map(Number);
    const subject = subjects.get(Number(this.#connectionIdOf(table, ids) ?? NaN));
    const about = subject === undefined ? {} : { server: subject.server, connection: subject.connection };
    const of = subject === undefined ? 'a connection' : subject.title;
    const how = key.length > 0 ? 'was changed' : 'is gone';
    switch (table) {
      case 'snapshot':
        return {
          code: 'snapshot',
          message: `What is told of snapshot ${String(ids[1])} of ${of} ${how}.`,
          ...about,
          snapshots: [Number(ids[1])],
        };
      case 'connection': {
        const snapshots = subject === undefined ? [] : this.#snapshotsOf(subject.connectionId);
        const concerned = snapshots.length === 0 ? '' : ` It concerns its snapshots ${snapshots.join(', ')}.`;
        return { code: 'connection', message: `What is told of ${of} ${how}.${concerned}`, ...about, snapshots };
      }
      case 'server': {
        const names = [...subjects.values()]
          .filter(({ connectionId }) => this.#serverIdOf(connectionId) === ids[0])
          .map(({ connection }) => connection);
        const concerned = names.length === 0 ? '' : ` It concerns all snapshots of ${names.join(', ')}.`;
        return { code: 'server', message: `What is told of a server ${how}.${concerned}` };
      }
      case 'facet':
      case 'detail_names':
        return { code: 'repeated', message: `A text that sessions share ${how}; snapshots that hold one of them are named.` };
      case 'session_content':
        return { code: 'content', message: `Details or laps that were read of a session of ${of} ${how}.`, ...about };
      case 'staged_page':
        return { code: 'staged', message: `What was read of ${of} and is not a snapshot yet ${how}.`, ...about };
      default:
        return { code: 'row', message: `Row ${name} of the table ${table} ${how}.`, ...about };
    }
  }

  #serverIdOf(connectionId: number): Value | undefined {
    return this.#statements.first('SELECT server_id FROM connection WHERE id = ?', connectionId)?.[0];
  }

  #connectionIdOf(table: string, ids: readonly Value[]): Value | undefined {
    if (table === 'connection') return ids[0];
    if (table === 'session_content')
      return this.#statements.first('SELECT connection_id FROM session_content WHERE id = ?', ids[0] ?? null)?.[0];
    // Tables whose keys begin with the connection's row id.
    const columns = this.#statements.all('SELECT name FROM pragma_table_info(?) WHERE pk = 1', table);
    return columns[0]?.[0] === 'connection_id' ? ids[0] : undefined;
  }
}
