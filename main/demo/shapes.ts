/** How each generation of the API writes what the season holds: names, types and forms as its documents show them. */
import type { SessionDetail } from '../../preload/model.ts';
import type { Generation } from './answer.ts';
import { dayText, nanoseconds, ticksPerMs, timeText } from './clock.ts';
import type { Faults } from './faults.ts';
import type { DemoLap } from './laps.ts';
import type { SeasonConnection, SeasonSession } from './season.ts';

export interface Shapes {
  /** Path before `connections`. */
  readonly base: readonly string[];
  /** Seconds that a token says it is good for. */
  readonly tokenSeconds: number;
  connection(connection: SeasonConnection): object;
  /** A session; details are read where the generation's listing has them. */
  session(session: SeasonSession, connection: SeasonConnection): object;
  /** What `…/sessions/{s}/details` answers. */
  details(session: SeasonSession, connection: SeasonConnection): readonly object[];
  /** A lap as JSON text: v1's nanoseconds are integers beyond what a number holds. */
  lap(lap: DemoLap, session: SeasonSession, connection: SeasonConnection): string;
}

const pascal = ({ name, value }: SessionDetail): object => ({ Name: name, Value: value });

/** 1970-01-01 and a time of day, as SQL Race keeps it. */
const timeOf1970 = (ticks: number): string => `1970-01-01T${timeText(ticks, true)}`;

export function shapesOf(generation: Generation, faults: Faults): Shapes {
  const detailsInListing = !faults.has('no-details');
  const early = faults.has('early');
  switch (generation) {
    case 'rest':
      return {
        base: ['api'],
        tokenSeconds: 86_399,
        connection: (connection) => ({ FriendlyName: connection.name, ...sqlRaceConnection(connection) }),
        session: (session) => ({
          Key: early ? session.key : { value: session.key },
          Identifier: session.identifier,
          TimeOfRecording: session.timeOfRecording,
          TimeZone: session.timeZone,
          SessionType: session.sessionType,
          StartTime: timeText(session.start, true),
          EndTime: timeText(session.end, true),
          LapsCount: session.lapsCount,
          Id: session.id,
          State: session.state === 'Live' ? 0 : 2,
        }),
        details: (session, connection) => connection.details(session).map(pascal),
        lap: (lap) => {
          const time = (ms: number): string => timeText(ms * ticksPerMs, true);
          return JSON.stringify({
            StartTime: time(lap.start),
            EndTime: time(lap.end),
            LapTime: time(lap.end - lap.start),
            CountForFastestLap: lap.counts,
            Name: lap.name,
            Number: lap.number,
          });
        },
      };
    case 'sqlrace':
      return {
        base: ['api', 'v1'],
        tokenSeconds: 86_399,
        connection: sqlRaceConnection,
        session: (session, connection) => {
          const details = detailsInListing ? connection.details(session).map(pascal) : [];
          const common = {
            Key: session.key,
            Identifier: session.identifier,
            TimeOfRecording: session.timeOfRecording,
            TimeZone: session.timeZone,
            SessionType: session.sessionType,
          };
          return early
            ? {
                ...common,
                StartTime: timeText(session.start),
                EndTime: timeText(session.end),
                LapsCount: session.lapsCount,
                Id: session.id,
                State: session.state,
              }
            : {
                ...common,
                Start: timeOf1970(session.start),
                End: timeOf1970(session.end),
                LapsCount: session.lapsCount,
                State: session.state,
                SessionDetails: details.length === 0 ? null : details,
              };
        },
        details: (session, connection) => connection.details(session).map(pascal),
        lap: (lap, session) => v1Lap(lap, 0, `"sessionId":${JSON.stringify(session.key)}`, faults),
      };
    case 'influx': {
      const session = (one: SeasonSession, connection: SeasonConnection, details: boolean): object => {
        const day = dayText(one.day);
        return {
          ...(early ? { key: one.key } : { id: one.key, streamId: connection.stream(one) }),
          identifier: one.identifier,
          timeOfRecording: /^[12]/.test(one.timeOfRecording) ? `${one.timeOfRecording}Z` : one.timeOfRecording,
          timeZone: null,
          sessionType: one.sessionType,
          start: `${day}T${timeText(one.start)}Z`,
          end: `${day}T${timeText(one.end)}Z`,
          lapsCount: one.lapsCount,
          state: one.state === 'Live' ? 'Open' : one.state === 'Historical' ? 'Closed' : one.state,
          topicName: topicOf(connection),
          ...(!early && { group: 'Default', version: 1, configuration: '{ "downsampled": false }' }),
          sessionDetails: details ? connection.details(one).map(pascal) : [],
          ...(!early && { label: '*' }),
        };
      };
      return {
        base: ['api', 'v1'],
        tokenSeconds: 3600,
        connection: influxConnection,
        session: (one, connection) => session(one, connection, detailsInListing),
        details: (one, connection) => [session(one, connection, true)],
        lap: (lap, one, connection) =>
          v1Lap(
            lap,
            one.day,
            early ? `"sessionId":${JSON.stringify(one.key)}` : `"streamId":"${connection.stream(one)}","triggerSource":0`,
            faults,
          ),
      };
    }
  }
}

function sqlRaceConnection(connection: SeasonConnection): object {
  return {
    ServerName: connection.serverName,
    IsSqlite: connection.isSqlite,
    DatabaseName: connection.databaseName,
    Identifier: connection.name,
    RootPath: connection.rootPath,
  };
}

export const topicOf = ({ name }: SeasonConnection): string => name.replace(/[^A-Za-z0-9]+/g, '');

/** Where the data of all connections lies. */
export const influxUrl = 'http://influx.invalid:8086';

/** With a user id and a password in clear, as the real ones have them: a client must cut them out. */
function influxConnection(connection: SeasonConnection): object {
  const topic = topicOf(connection);
  return {
    identifier: connection.name,
    sqlServerConnectionString: `server=SqlRace-RESTAPI\\SQLEXPRESS;Initial Catalog=${topic};User Id=tapi;Password=demo-secret-${topic.toLowerCase()};`,
    influxDbDetails: [{ topicName: topic, label: '*', influxDbUrl: influxUrl, influxDbDatabase: topic, measurementName: topic }],
  };
}

function v1Lap(lap: DemoLap, day: number, identity: string, faults: Faults): string {
  const time = (ms: number): string =>
    faults.has('lap-dates') ? `"${dayText(day)}T${timeText(ms * ticksPerMs)}Z"` : `${nanoseconds(day, ms * ticksPerMs)}`;
  return `{"start":${time(lap.start)},"end":${time(lap.end)},"lapTime":${(lap.end - lap.start) * 1_000_000},"countForFastestLap":${lap.counts},"name":${JSON.stringify(lap.name)},"number":${lap.number},${identity}}`;
}
