/** Checks the snapshots of one connection: each holds what was saved, to the last byte. */
import { Hasher, hashBytes } from '../hash.ts';
import { versionColumns, type Lookup } from '../record.ts';
import { baseOf, fromBlob, numberMask, type Statements } from '../rows.ts';
import { standingHash } from '../standing.ts';
import type { Problem } from '../store.ts';
import { Proof, type ProvenVersion, type Sealed } from './proof.ts';
import { soundSession } from './row.ts';

export interface Subject {
  readonly connectionId: number;
  readonly server: string;
  readonly connection: string;
  /** As messages name it. */
  readonly title: string;
}

/** What is known of repeated texts: those whose rows were changed make every version that uses them unsound. */
export interface Repeated extends Lookup {
  readonly unsoundFacets: ReadonlySet<number>;
  readonly unsoundNames: ReadonlySet<number>;
}

interface Version extends ProvenVersion {
  readonly number: number;
}

const rowsAtOnce = 20_000;

/** `onUnsound` is told the row id of each version that is not as it was saved. */
export function verifyConnection(
  statements: Statements,
  { connectionId, server, connection, title }: Subject,
  repeated: Repeated,
  onUnsound: (id: number) => void,
): readonly Problem[] {
  const problems: Problem[] = [];
  const about = { server, connection };
  const sealed = statements
    .all('SELECT number, sessions, checksum, standings FROM snapshot WHERE connection_id = ? ORDER BY number', connectionId)
    .map((row) => {
      const [number, sessions, checksum, standings] = row;
      return { number, sessions, checksum, standings } as Sealed;
    });
  const newest = sealed.at(-1)?.number ?? 0;
  const proof = new Proof(sealed);
  let staged = 0;
  for (const version of versions(statements, connectionId, repeated)) {
    proof.add(version);
    if (version.sound) continue;
    onUnsound(baseOf(connectionId) + version.number);
    if (version.from > newest) staged += 1;
  }
  for (const number of [...proof.damaged()].sort((one, other) => one - other)) {
    problems.push({
      code: 'snapshot',
      message: `Snapshot ${number} of ${title} does not hold what was saved.`,
      ...about,
      snapshots: [number],
    });
  }
  staged += strayedStaging(statements, connectionId, newest);
  if (staged > 0) {
    problems.push({ code: 'staged', message: `What was read of ${title} and is not a snapshot yet was changed.`, ...about, snapshots: [] });
  }
  const strayed = strayedSessions(statements, connectionId, newest);
  if (strayed > 0) {
    const message = `The list of sessions of ${title} does not fit its newest snapshot, in ${strayed} places.`;
    problems.push({ code: 'sessions', message, ...about, snapshots: [newest] });
  }
  return problems;
}

/** Where the table of sessions, by which a key is looked up, says something else than the versions do. */
function strayedSessions(statements: Statements, connectionId: number, newest: number): number {
  const base = baseOf(connectionId);
  const unlike = statements.number(
    `SELECT count(*) FROM session AS s LEFT JOIN session_version AS v ON v.id = ?1 + s.current
     WHERE s.connection_id = ?2 AND s.current IS NOT NULL AND
       (v.id IS NULL OR typeof(v.key) <> typeof(s.key) OR v.key <> s.key OR v.session_id <> s.id OR v.until_snapshot IS NOT NULL OR v.from_snapshot > ?3)`,
    base,
    connectionId,
    newest,
  );
  const listed = statements.number('SELECT count(*) FROM session WHERE connection_id = ? AND current IS NOT NULL', connectionId);
  const held = statements.number(
    `SELECT count(*) FROM session_version AS v
     WHERE v.id BETWEEN ?1 + 1 AND ?1 + ${numberMask} AND v.until_snapshot IS NULL AND v.from_snapshot <= ?2`,
    base,
    newest,
  );
  // Whatever version there is of a key, also of one that is gone, belongs to its session.
  const astray = statements.number(
    `SELECT count(*) FROM session_version AS v LEFT JOIN session AS s ON s.connection_id = ?2 AND s.key = v.key
     WHERE v.id BETWEEN ?1 + 1 AND ?1 + ${numberMask} AND v.from_snapshot <= ?3 AND s.id IS NOT v.session_id`,
    base,
    connectionId,
    newest,
  );
  return unlike + astray + Math.abs(listed - held);
}

/** Staged rows that do not stand as a read stages them, and those that its pages name and that are not there. */
function strayedStaging(statements: Statements, connectionId: number, newest: number): number {
  const base = baseOf(connectionId);
  const unlike = statements.number(
    `SELECT count(*) FROM session_version AS v LEFT JOIN session AS s ON s.connection_id = ?2 AND s.key = v.key
     LEFT JOIN session_version AS o ON o.id = ?1 + s.current
     WHERE v.id BETWEEN ?1 + 1 AND ?1 + ${numberMask} AND v.from_snapshot > ?3 AND NOT (
       v.from_snapshot = (SELECT next_snapshot FROM connection WHERE id = ?2) AND v.until_snapshot IS NULL AND
       v.session_id = coalesce(s.id, v.id & ${numberMask}) AND v.follows = (o.id IS NOT NULL) AND
       v.rank = coalesce(o.rank, iif(?3 = 0, v.id & ${numberMask}, 0)))`,
    base,
    connectionId,
    newest,
  );
  let missing = 0;
  for (const [numbers] of statements.all('SELECT numbers FROM staged_page WHERE connection_id = ?', connectionId)) {
    if (!(numbers instanceof Uint8Array)) continue;
    missing += statements.number(
      'SELECT count(*) FROM json_each(?) AS j LEFT JOIN session_version AS v ON v.id = ? + j.value WHERE v.id IS NULL',
      JSON.stringify([...fromBlob(numbers)]),
      base,
    );
  }
  return unlike + missing;
}

function* versions(statements: Statements, connectionId: number, repeated: Repeated): Generator<Version> {
  const base = baseOf(connectionId);
  const hasher = new Hasher();
  for (let after = base; ;) {
    const rows = statements.all(
      `SELECT v.id & ${numberMask}, v.session_id, v.from_snapshot, v.until_snapshot, v.follows, v.rank, v.facet_id, v.names_id, v.hash, ${versionColumns}
       FROM session_version AS v WHERE v.id > ? AND v.id <= ? ORDER BY v.id LIMIT ${rowsAtOnce}`,
      after,
      base + numberMask,
    );
    for (const row of rows) {
      const [number, sessionId, from, until, follows, rank, facetId, namesId, hash] = row;
      const sound =
        soundSession(row, 9, hash, repeated, hasher) !== undefined &&
        !repeated.unsoundFacets.has(facetId as number) &&
        !repeated.unsoundNames.has(namesId as number);
      yield {
        number: number as number,
        from: from as number,
        until: until as number | null,
        hash: hash instanceof Uint8Array && hash.byteLength === hashBytes ? hash : new Uint8Array(hashBytes),
        standing: standingHash(number as number, sessionId as number, from as number, follows as number, rank as number),
        sound,
      };
    }
    if (rows.length < rowsAtOnce) return;
    after = base + (rows.at(-1)?.[0] as number);
  }
}
