/**
 * What a read that was cut off needs to know of its pages to prove that none was skipped between them: whether a page
 * shares sessions with the one before it, and a note of whoever reads, which the store only keeps.
 */
export const proof = `
ALTER TABLE staged_page ADD COLUMN overlaps INTEGER NOT NULL DEFAULT 0;
ALTER TABLE staged_page ADD COLUMN note TEXT;
`;
