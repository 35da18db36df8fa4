import { describe, expect, it } from 'vitest';
import type { SyncResult } from '../../preload/syncing.ts';
import { movedBy, sizeText, syncCame } from './words.ts';

const result = (more: Partial<SyncResult> = {}): SyncResult => ({
  ...{ connection: 'Season2017', snapshot: 2, status: 'complete', sessions: 1_003, new: 12, changed: 3, gone: 0, skipped: 0 },
  ...{ requests: 14, bytes: 2_100_000, ms: 3_400 },
  ...more,
});

describe('what a sync came to', () => {
  it('is told with what it found, and quietly where nobody waits for it', () => {
    expect(syncCame(result())).toEqual({
      ...{ found: '12 new, 3 changed; 1,003 sessions.', state: 'done', requests: 14, bytes: 2_100_000, quiet: false },
    });
    expect(syncCame(result({ new: 0, changed: 0 }))).toMatchObject({ found: 'Nothing new; 1,003 sessions.', quiet: true });
    expect(syncCame(result({ basis: 'refresh' })).quiet).toBe(true);
  });

  it('says why it is partial, and what could not be read', () => {
    const partial = syncCame(result({ status: 'partial', reason: 'The server went away.', new: 5, changed: 0, skipped: 1 }));
    expect(partial).toMatchObject({
      found: 'Read in part: The server went away. 5 new. 1 record could not be read.',
      ...{ state: 'partial', quiet: false },
    });
  });
});

describe('how far a sync is', () => {
  const progress = { connection: 'A', sessions: 400, pages: 4, requests: 5, bytes: 9, elapsed: 1 } as const;

  it('has an end where one is expected and not passed', () => {
    expect(movedBy({ ...progress, phase: 'reading', expected: 1_000 })).toEqual({ done: 400, of: 1_000, bytes: 9, requests: 5 });
    expect(movedBy({ ...progress, phase: 'reading', expected: 300 })).not.toHaveProperty('of');
    expect(movedBy({ ...progress, phase: 'reading', expected: 1_000, comparing: true })).not.toHaveProperty('of');
  });

  it('says what it waits for', () => {
    expect(movedBy({ ...progress, phase: 'waiting', note: 'The server asked us to.' }).note).toBe('The server asked us to.');
    expect(movedBy({ ...progress, phase: 'sealing' }).note).toBe('Saving');
  });
});

describe('a size', () => {
  it('is written by thousands', () => {
    expect([999, 1000, 1_234_567, 5_000_000_000].map(sizeText)).toEqual(['999 bytes', '1.0 KB', '1.2 MB', '5.0 GB']);
  });
});
