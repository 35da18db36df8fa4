/** The decoders of wire.ts: pure, from bytes to the canonical model. They fail with `html-answer` and `answer-unreadable`. */
export { decodeConnections } from './connections.ts';
export { decodeDetails } from './details.ts';
export { decodeLaps } from './laps.ts';
export { decodeSessions } from './sessions.ts';
