/** The methods of a client that a test does not ask: each fails, so that a question nobody thought of is seen. */
import type { Remote } from '../../main/remote/remote.ts';

const unasked = (): Promise<never> => Promise.reject(new Error('not part of this fake'));

export const unaskedRemote: Omit<Remote, 'generation'> = {
  connections: unasked,
  sessionsPage: unasked,
  sessionsWithDetails: unasked,
  session: unasked,
  sessionsByKeys: unasked,
  sessionByIdentifier: unasked,
  live: unasked,
  versions: unasked,
  orderObeyed: unasked,
  details: unasked,
  laps: unasked,
  lap: unasked,
  parameters: unasked,
  data: unasked,
  dataCsv: unasked,
  dataCount: unasked,
  aggregate: unasked,
  events: unasked,
  eventData: unasked,
  report: unasked,
  ping: unasked,
  doubt() {},
  close() {},
};
