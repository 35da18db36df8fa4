/** The schema's history: migrations are numbered by their place and only ever added. */
import { snapshots } from './001-snapshots.ts';
import { proof } from './002-proof.ts';

export const migrations: readonly string[] = [snapshots, proof];

/** What this Paddock writes; a file with a higher `user_version` is a newer one's. */
export const schemaVersion = migrations.length;

/** In the header of every store: "Pdk1". */
export const applicationId = 0x50646b31;
