/** The schema's history: migrations are numbered by their place and only ever added. */
import type { Database } from '../rows.ts';
import { snapshots } from './001-snapshots.ts';
import { proof } from './002-proof.ts';
import { history } from './003-history.ts';
import { checksums } from './004-checksums.ts';
import { refresh } from './005-refresh.ts';

/** SQL, or what has to be computed besides. Runs inside the migration's transaction. */
export type Migration = string | ((database: Database) => void);

export const migrations: readonly Migration[] = [snapshots, proof, history, checksums, refresh];

/** What this Paddock writes; a file with a higher `user_version` is a newer one's. */
export const schemaVersion = migrations.length;

/** In the header of every store: "Pdk1". */
export const applicationId = 0x50646b31;
