/** Checks the whole store and changes nothing. What is damaged is named; the rest is checked all the same. */
import { KnownTexts } from './dictionary.ts';
import { Hasher, HashSum, hashBytes } from './hash.ts';
import { decode, hashSession, versionColumns } from './record.ts';
import { baseOf, type Row, type Statements } from './rows.ts';
import type { Problem } from './store.ts';

const rowsAtOnce = 20_000;
/** Of one kind of trouble this many are named. */
const mostNamed = 100;

interface Sealed {
  readonly number: number;
  readonly sessions: number;
  readonly checksum: Uint8Array;
}

export function verify(statements: Statements): readonly Problem[] {
  const problems: Problem[] = [];
  /** A check that the damage itself ends is a finding too. */
  const check = (what: string, work: () => void): void => {
    try {
      work();
    } catch (thrown) {
      problems.push({
        code: 'unreadable',
        message: `${what} cannot be read: ${thrown instanceof Error ? thrown.message : String(thrown)}.`,
      });
    }
  };
  check('The file', () => {
    for (const [message] of statements.all(`PRAGMA integrity_check(${mostNamed})`)) {
      if (message !== 'ok') problems.push({ code: 'integrity', message: `The file is damaged: ${String(message)}.` });
    }
  });
  check('The references within the file', () => {
    for (const [table, row, parent] of statements.all('PRAGMA foreign_key_check').slice(0, mostNamed)) {
      problems.push({
        code: 'reference',
        message: `Row ${String(row)} of ${String(table)} refers to a row of ${String(parent)} that is not there.`,
      });
    }
  });
  check('The list of connections', () => {
    const connections = statements.all(
      'SELECT c.id, c.name, v.url FROM connection AS c JOIN server AS v ON v.id = c.server_id ORDER BY c.id',
    );
    for (const [id, name, url] of connections) {
      const title = `${String(name)} (${String(url)})`;
      check(`The snapshots of ${title}`, () => problems.push(...verifyConnection(statements, id as number, title)));
    }
  });
  return problems;
}

function verifyConnection(statements: Statements, connectionId: number, title: string): readonly Problem[] {
  const problems: Problem[] = [];
  const sealed = statements
    .all('SELECT number, sessions, checksum FROM snapshot WHERE connection_id = ? ORDER BY number', connectionId)
    .map(([number, sessions, checksum]): Sealed => ({
      number: number as number,
      sessions: sessions as number,
      checksum: checksum as Uint8Array,
    }));
  // What comes and what ends with each snapshot: one pass over the versions tells all snapshots.
  const changes = new Map<number, { readonly sum: HashSum; sessions: number }>();
  const at = (number: number): { readonly sum: HashSum; sessions: number } => {
    let change = changes.get(number);
    if (change === undefined) {
      change = { sum: new HashSum(), sessions: 0 };
      changes.set(number, change);
    }
    return change;
  };
  const damaged = new Set<number>();
  for (const { from, until, hash, sound } of versions(statements, connectionId)) {
    const lanes = new Uint32Array(hash.slice().buffer);
    at(from).sum.add(lanes, 0);
    at(from).sessions += 1;
    if (until !== null) {
      at(until).sum.remove(lanes, 0);
      at(until).sessions -= 1;
    }
    if (sound) continue;
    for (const { number } of sealed) if (number >= from && (until === null || number < until)) damaged.add(number);
  }
  const sum = new HashSum();
  let sessions = 0;
  const numbers = [...changes.keys()].sort((one, other) => one - other);
  let next = 0;
  for (const snapshot of sealed) {
    for (; next < numbers.length && (numbers[next] ?? 0) <= snapshot.number; next += 1) {
      const change = at(numbers[next] ?? 0);
      sum.add(new Uint32Array(change.sum.bytes().buffer), 0);
      sessions += change.sessions;
    }
    const same = Buffer.compare(sum.bytes(), snapshot.checksum) === 0 && sessions === snapshot.sessions;
    if (!same || damaged.has(snapshot.number)) {
      problems.push({ code: 'snapshot', message: `Snapshot ${snapshot.number} of ${title} does not hold what was saved.` });
    }
  }
  return problems.slice(0, mostNamed);
}

interface Version {
  readonly from: number;
  readonly until: number | null;
  readonly hash: Uint8Array;
  /** Whether the content still has the hash that was saved with it. */
  readonly sound: boolean;
}

function* versions(statements: Statements, connectionId: number): Generator<Version> {
  const base = baseOf(connectionId);
  const texts = new KnownTexts(statements);
  const hasher = new Hasher();
  const lanes = new Uint32Array(4);
  const bytes = new Uint8Array(lanes.buffer);
  for (let after = base; ;) {
    const rows = statements.all(
      `SELECT v.id, v.from_snapshot, v.until_snapshot, v.hash, ${versionColumns} FROM session_version AS v
       WHERE v.id > ? AND v.id <= ? ORDER BY v.id LIMIT ${rowsAtOnce}`,
      after,
      base + 2 ** 32 - 1,
    );
    for (const row of rows) {
      const hash = row[3] instanceof Uint8Array && row[3].byteLength === hashBytes ? row[3] : new Uint8Array(hashBytes);
      const sound = hashed(row) && Buffer.compare(hash, bytes) === 0;
      yield { from: row[1] as number, until: row[2] as number | null, hash, sound };
    }
    if (rows.length < rowsAtOnce) return;
    after = rows.at(-1)?.[0] as number;
  }

  function hashed(row: Row): boolean {
    try {
      hashSession(decode(row, texts, 4), hasher, lanes, 0);
      return true;
    } catch {
      // A text that is no JSON any more, a facet that is not there.
      return false;
    }
  }
}
