/** What a signed-in client knows of its server without asking: the way to it, the sign-in, the clock. */
import type { Generation } from '../../preload/model.ts';
import type { Client } from './client.ts';
import type { Fact } from './report.ts';

const generations: Readonly<Record<Generation, string>> = {
  rest: 'rest, the oldest, SQL Race at api/',
  sqlrace: 'sqlrace, v1 over SQL Race at api/v1/',
  influx: 'influx, v1 over InfluxDB at api/v1/',
};

const probes: Readonly<Record<Generation, string>> = {
  rest: 'without a token, api/v1/connections is not there and api/connections is',
  sqlrace: 'without a token, api/v1/connections wants one and api/v1/configuration is not there',
  influx: 'without a token, api/v1/connections wants one and api/v1/configuration answers',
};

const unit = (count: number, one: string): string => `${count.toLocaleString('en')} ${one}${count === 1 ? '' : 's'}`;

/** A time as a person tells it: `24 hours`, `90 seconds`. */
export function span(ms: number): string {
  const seconds = Math.round(ms / 1000);
  if (seconds < 120) return unit(seconds, 'second');
  const minutes = Math.round(seconds / 60);
  return minutes < 120 ? unit(minutes, 'minute') : unit(Math.round(minutes / 60), 'hour');
}

/** Generation, addresses and the way to them. */
export async function connectionFacts(client: Client): Promise<readonly Fact[]> {
  const { about, generation, base } = client;
  const given = about.generation !== 'auto';
  const identity =
    about.identityUrl !== undefined && about.identityUrl !== about.url
      ? [{ name: 'Identity Server', value: about.identityUrl, how: 'as it was given' }]
      : [];
  return [
    { name: 'Generation', value: generations[generation], how: given ? 'as it was given' : probes[generation] },
    { name: 'Address', value: about.url, how: 'as it was given' },
    { name: 'API', value: base, how: 'the address and the generation’s path' },
    ...identity,
    ...(base.startsWith('http:')
      ? [{ name: 'Encryption', value: 'none: passwords and data cross the network in clear', how: 'the address begins with http://' }]
      : []),
    ...(await about.way()),
  ];
}

/** Who signed in, what the server gave for it, and its clock. */
export function signInFacts(client: Client): readonly Fact[] {
  const { about, tokens, clock } = client;
  const { life, refreshes, rotates } = tokens.facts();
  const offset = clock.offset();
  const changes =
    rotates === undefined
      ? 'whether they change is not known: none came for a used one yet'
      : `they ${rotates ? 'change' : 'stay the same'} at each use`;
  return [
    { name: 'User', value: about.user, how: 'signed in' },
    life === undefined
      ? { name: 'Token', value: 'lives for an unknown time', how: 'the sign-in says no expires_in' }
      : { name: 'Token', value: `lives ${span(life)}`, how: `the sign-in says expires_in ${life / 1000}` },
    {
      name: 'Refresh tokens',
      value: refreshes ? 'yes' : 'no',
      how: refreshes ? `the sign-in gave one; ${changes}` : 'the sign-in gave none',
    },
    offset === undefined
      ? { name: 'Clock', value: 'not known', how: 'its answers carry no date' }
      : {
          name: 'Clock',
          value:
            Math.abs(offset) < 2_000
              ? 'as this computer’s'
              : `${span(Math.abs(offset))} ${offset > 0 ? 'before' : 'behind'} this computer’s`,
          how: 'the dates of its answers, to a second or so',
        },
  ];
}
