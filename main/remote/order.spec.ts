/** Whether a server obeys an order, which it says only by doing so. */
import { describe, expect, it, onTestFinished } from 'vitest';
import { orderSpellings, type OrderTrial } from './queries.ts';
import { connection, demoRemote, sessionsOf } from './spec-demo.ts';
import { json, signedIn, startServer, withSignIn } from './spec-server.ts';

const times = ['2017-10-23T22:07:58.3646176', '2017-10-23T22:07:58.36', 'not a date', '2017-10-23T22:07:58', '0001-01-01T00:00:00', null];

interface Behaviour {
  /** The spelling that it knows; undefined where none. */
  readonly knows?: string;
  /** How it answers a spelling that it does not know. */
  readonly refuses?: number;
  readonly times?: readonly (string | null)[];
  /** Its own order. */
  readonly rising?: boolean;
}

async function trialOf({ knows, refuses, rising = false, times: listed = times }: Behaviour): Promise<OrderTrial> {
  const server = await startServer(
    withSignIn((asked, response) => {
      const spelling = orderSpellings.find((word) => asked.query.has(word));
      if (spelling !== knows && refuses !== undefined) {
        json(response, { message: 'Model state validation failed', errors: [{ field: spelling, message: 'unknown' }] }, refuses);
        return;
      }
      const up = spelling === knows && spelling !== undefined ? asked.query.get(spelling)?.endsWith(':asc') : rising;
      const rows = listed.map((TimeOfRecording, at) => ({ Key: `k${at}`, TimeOfRecording }));
      json(response, up === true ? rows.reverse() : rows);
    }),
  );
  onTestFinished(() => server.stop());
  const remote = await signedIn(server.url);
  onTestFinished(() => remote.close());
  const trial = await remote.orderObeyed('Season2017');
  expect(trial.requests).toBe(server.asked.length - 1);
  expect(trial.requests).toBeLessThanOrEqual(6);
  return trial;
}

describe('an order', () => {
  it.each(orderSpellings)('is obeyed in the spelling “%s”, which is found', async (knows) => {
    const tried = orderSpellings.slice(0, orderSpellings.indexOf(knows) + 1);
    expect(await trialOf({ knows })).toMatchObject({ spelling: knows, told: true, tried });
    expect(await trialOf({ knows, refuses: 422 })).toMatchObject({ spelling: knows, told: true, tried });
    expect(await trialOf({ knows, rising: true })).toMatchObject({ spelling: knows, told: true });
  });

  it.each([
    ['comes newest first whatever is asked', {}],
    ['comes oldest first whatever is asked', { rising: true }],
    ['refuses every spelling', { refuses: 400 }],
    ['comes in no order', { times: ['2017-10-23T22:07:58', '2017-10-24T22:07:58', '2017-10-22T22:07:58'] }],
  ])('is not obeyed where a list %s', async (_, behaviour) => {
    expect(await trialOf(behaviour)).toMatchObject({ spelling: null, told: true, tried: orderSpellings });
  });

  it.each([
    ['has one session', ['2017-10-23T22:07:58']],
    ['has none', []],
    ['has sessions of one time', ['2017-10-23T22:07:58', '2017-10-23T22:07:58.0']],
    ['has no time that can be compared', ['yesterday', null]],
  ])('cannot be told where a list %s', async (_, listed) => {
    expect(await trialOf({ knows: 'order', times: listed })).toMatchObject({ spelling: null, told: false, requests: 2 });
  });

  it('is a failure where the server fails', async () => {
    const server = await startServer(withSignIn((_asked, response) => json(response, {}, 403)));
    onTestFinished(() => server.stop());
    const remote = await signedIn(server.url);
    onTestFinished(() => remote.close());
    await expect(remote.orderObeyed('Season2017')).rejects.toMatchObject({ code: 'forbidden' });
  });

  it.each(['rest', 'sqlrace', 'influx'] as const)(
    'is obeyed by a demo server of the generation %s as it is spelled there',
    async (generation) => {
      const remote = await demoRemote({ generation, sessions: 300, faults: ['order-spelling=orderby'] });
      const { spelling } = await remote.orderObeyed(connection);
      expect(spelling).toBe('orderby');
      const plain = (await sessionsOf(remote)).map(({ key }) => key);
      expect(plain).toHaveLength(300);
    },
  );
});
