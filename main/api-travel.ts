/** The part of the contract about files that leave and come in: asks where, and tells how far it is. */
import type { ApiWithSignal } from './api.ts';
import { Failure } from './failure.ts';

const later = (): Promise<never> => Promise.reject(new Failure('usage', 'That is not there yet.'));

export function createTravelApi(): ApiWithSignal['travel'] {
  return { export: later, import: later, importFile: later, merge: later };
}
