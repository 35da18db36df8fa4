/** The decoders of wire.ts: pure, from bytes to the canonical model. They fail with `html-answer` and `answer-unreadable`. */
export { decodeConnections } from './connections.ts';
export { decodeCounts, decodeData, type SampleCount } from './data.ts';
export { decodeDetails } from './details.ts';
export { decodeEventData, decodeEvents } from './events.ts';
export { decodeLaps } from './laps.ts';
export { decodeParameters } from './parameters.ts';
export { decodeSessions } from './sessions.ts';
