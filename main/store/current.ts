/** What is sealed of the sessions of a page, all of it asked for at once. */
import type { Session } from '../../preload/model.ts';
import { hashBytes } from './hash.ts';
import { storedKey } from './keys.ts';
import type { Statements } from './rows.ts';

/** The sealed version of a session, by which a page's record is judged. */
export interface Current {
  readonly sessionId: number;
  /** 0 where the session is gone. */
  readonly number: number;
  readonly hash: Uint8Array | null;
  readonly rank: number;
}

const currentSql = `
  SELECT j.key, s.id, s.current, v.hash, v.rank
  FROM json_each(?1) AS j
  CROSS JOIN session AS s ON s.connection_id = ?2 AND s.key = CASE substr(j.value, 1, 1) WHEN 'g' THEN unhex(substr(j.value, 2)) ELSE substr(j.value, 2) END
  LEFT JOIN session_version AS v ON v.id = ?3 + s.current`;

/** Of each session what is sealed of it; undefined where it was never met. */
export function currentsOf(
  statements: Statements,
  connectionId: number,
  base: number,
  items: readonly Session[],
): readonly (Current | undefined)[] {
  const found: (Current | undefined)[] = new Array<Current | undefined>(items.length).fill(undefined);
  const keys = items.map(({ key }) => {
    const stored = storedKey(key);
    return typeof stored === 'string' ? `t${stored}` : `g${Buffer.from(stored).toString('hex')}`;
  });
  for (const [at, sessionId, number, hash, rank] of statements.all(currentSql, JSON.stringify(keys), connectionId, base)) {
    found[at as number] = {
      sessionId: sessionId as number,
      number: (number as number | null) ?? 0,
      hash: hash instanceof Uint8Array && hash.byteLength === hashBytes ? hash : null,
      rank: (rank as number | null) ?? 0,
    };
  }
  return found;
}
