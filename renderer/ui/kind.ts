/** The states that have a shape of their own (`Mark.svelte`). */
export type Kind = 'live' | 'saved' | 'offline' | 'refused' | 'signed-out' | 'file' | 'asking' | 'none';
