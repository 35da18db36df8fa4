/** The connections of the demo server: the document's two, then those of any team, then names that are hard on a client. */
import { liveSessionCache, season2017, type ConnectionFacts } from './seed.ts';

export interface ConnectionPlan extends ConnectionFacts {
  /** True where the document's two sessions are the newest. */
  readonly document: boolean;
  /** True where the two newest are being recorded. */
  readonly live: boolean;
  /** In whole seasons before 2017. */
  readonly yearsBack: number;
  /** Instead of practice, qualifying, race and test. */
  readonly sessionType?: string;
}

interface Plan extends ConnectionPlan {
  /** How many sessions it holds where the first connection holds `sessions`. */
  readonly size: (sessions: number) => number;
}

const quarter = (sessions: number): number => Math.ceil(sessions / 4);

const server = (name: string, database: string): ConnectionFacts => ({
  name,
  serverName: 'SqlRace-RESTAPI\\SQLEXPRESS',
  isSqlite: false,
  databaseName: database,
  rootPath: 'C:\\SQLRace_Filestream',
});

const sqlite = (name: string, file: string): ConnectionFacts => ({
  name,
  serverName: `DbEngine=SQLite;Data Source=${file};PRAGMA journal_mode=WAL;`,
  isSqlite: true,
  databaseName: file,
  rootPath: null,
});

const further: readonly (ConnectionFacts & Partial<ConnectionPlan>)[] = [
  { ...server('Season2016', 'SQLRACE00'), yearsBack: 1 },
  { ...server('Simulator', 'SQLRACE_SIM'), sessionType: 'Simulator' },
  { ...sqlite('R&D / Rig #2', 'D:\\Rigs\\R&D\\rig 2.ssn2 '), sessionType: 'Rig' },
  sqlite('50% wet + mixed', 'D:\\Share\\50% wet.ssn2'),
  { ...server('Archive? 2008–2015', 'SQLRACE_OLD'), yearsBack: 2 },
  { ...sqlite(' Trackside ', 'C:\\Trackside\\Trackside.ssn2'), live: true },
  sqlite('Dörte’s laptop 🏁', 'C:\\Users\\Dörte\\Sessions\\🏁.ssn2'),
  { ...server('../up', 'SQLRACE_UP'), yearsBack: 3 },
];

/** The first `count` connections. */
export function connectionsOf(count: number): readonly Plan[] {
  return Array.from({ length: count }, (_, number): Plan => {
    const plain = { document: false, live: false, yearsBack: 0 };
    if (number === 0) return { ...season2017, ...plain, document: true, size: (sessions) => sessions };
    if (number === 1) return { ...liveSessionCache, ...plain, live: true, size: (sessions) => Math.min(sessions, 40) };
    const known = further[number - 2] ?? { ...server(`Archive ${number}`, `SQLRACE${number}`), yearsBack: number % 9 };
    return { ...plain, ...known, size: quarter };
  });
}
