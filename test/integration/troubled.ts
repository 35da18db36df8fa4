/**
 * A sync through the command line of a server in trouble, and what must hold of any such run: it ends complete or honestly
 * in part, with the right exit code, its cause in a sentence, and nothing secret anywhere.
 */
import { expect, onTestFinished } from 'vitest';
import { parseFault, startDemo, type DemoOptions, type DemoServer } from '../../main/demo/index.ts';
import { createSeason } from '../../main/demo/season.ts';
import type { Limits } from '../../main/remote/limits.ts';
import { createPaddock, type Paddock, type Ran } from './paddock.ts';

/** Hard on whoever quotes, encodes or redacts; it must be seen nowhere. */
const password = 'pass-Wörd 4711&=%"';
const user = 'race engineer';

/** As in earnest, a twenty-fifth as long: a spec does not wait twenty seconds for a server that hangs. */
const brief: Partial<Limits> = {
  connect: 500,
  firstByte: 800,
  betweenBytes: 800,
  exchange: 1_500,
  overall: 2_500,
  pause: 20,
  waiting: 400,
};

export interface Case {
  readonly faults: readonly string[];
  readonly generation?: 'rest' | 'sqlrace' | 'influx';
  readonly sessions?: number;
  readonly pageSize?: number;
  readonly limits?: Partial<Limits>;
}

export interface SyncRecord {
  readonly status: 'complete' | 'partial';
  readonly reason?: string;
  readonly sessions: number;
  readonly gone: number;
  readonly skipped: number;
  readonly requests: number;
}

export interface Synced extends Ran {
  readonly record?: SyncRecord;
  /** The error that stderr told, where it did. */
  readonly error?: { readonly code: string; readonly message: string };
  /** Requests that reached the server for it, signing in included. */
  readonly asked: number;
}

export interface Trouble {
  readonly paddock: Paddock;
  readonly server: DemoServer;
  /** The keys of the list at rest, the newest first. */
  readonly keys: readonly string[];
  readonly sync: (...more: readonly string[]) => Promise<Synced>;
  /** Keys of the newest snapshot. */
  readonly listed: () => Promise<readonly string[]>;
  /** Ends the server, and starts one with other faults at the same addresses. */
  readonly become: (...faults: readonly string[]) => Promise<void>;
}

const parsed = (text: string): unknown => {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
};

/** What no text that leaves the process may hold. */
function expectNoSecret(what: string, text: string): void {
  for (const form of [password, encodeURIComponent(password), JSON.stringify(password).slice(1, -1), 'Wörd', 'W%C3%B6rd', '4711']) {
    expect(text.includes(form), `${what} holds the password as ${form}`).toBe(false);
  }
  expect(text, what).not.toContain('demo-secret');
  expect(text, what).not.toMatch(/bearer +[\w.~+/-]{8}/i);
  // The demo server's tokens, of access and of refresh.
  expect(text, what).not.toMatch(/(?<![\w-])(?:[\w-]{64}|[0-9a-f]{64})(?![\w-])/);
}

/** Saved as “Track”, its password kept. */
export async function trouble({ faults, generation = 'rest', sessions = 300, pageSize = 50, limits }: Case): Promise<Trouble> {
  let logged = '';
  const paddock = await createPaddock({
    limits: { ...brief, ...limits },
    patience: 10_000,
    hurry: 20,
    onLog: (line) => (logged += `${line}\n`),
  });
  onTestFinished(() => paddock.clear());
  const start = async (more: DemoOptions, ...typed: readonly string[]): Promise<DemoServer> => {
    const started = await startDemo({ port: 0, generation, sessions, user, password, ...more, faults: typed.map(parseFault) });
    onTestFinished(() => started.close());
    return started;
  };
  let server = await start({}, ...faults);
  const identity = server.identityUrl === undefined ? [] : ['--identity-url', server.identityUrl];
  const words = ['server', 'add', 'Track', '--url', server.url, '--user', user, '--generation', generation, ...identity];
  expect((await paddock.run([...words, '--password-stdin'], { stdin: `${password}\n` })).exit).toBe(0);
  const [season] = createSeason({ seed: 1, connections: 2, sessions });

  return {
    paddock,
    get server() {
      return server;
    },
    keys: Array.from({ length: sessions }, (_, at) => season?.session(at).key ?? ''),

    async sync(...more) {
      const before = server.asked;
      const ran = await paddock.run([
        ...['sync', '--server', 'Track', '--connection', 'Season2017', '--page-size', String(pageSize), '--format', 'json'],
        ...more,
      ]);
      const out = parsed(ran.out()) as { readonly connections: readonly SyncRecord[] } | undefined;
      const last = ran.err().trim().split('\n').at(-1) ?? '';
      const told = parsed(last) as { readonly error: NonNullable<Synced['error']> } | undefined;
      const synced: Synced = {
        ...ran,
        asked: server.asked - before,
        ...(out?.connections[0] && { record: out.connections[0] }),
        ...(told && { error: told.error }),
      };
      expectHonest(synced);
      expectNoSecret('stdout', ran.out());
      expectNoSecret('stderr', ran.err());
      expectNoSecret('the log', logged);
      return synced;
    },

    async listed() {
      const ran = await paddock.run(['list', '--server', 'Track', '--connection', 'Season2017', '--format', 'json']);
      if (ran.exit !== 0) return [];
      return (ran.json() as { readonly sessions: readonly { readonly key: string }[] }).sessions.map(({ key }) => key);
    },

    async become(...typed) {
      const { url, identityUrl } = server;
      await server.close();
      const port = Number(new URL(url).port);
      server = await start({ port, ...(identityUrl !== undefined && { identityPort: Number(new URL(identityUrl).port) }) }, ...typed);
    },
  };
}

/** One or a few sentences on one line, for a person. */
const sentence = /^[A-Z“][^\n]{5,400}[.…]$/;

/** What holds of every run, whatever the server did. */
function expectHonest({ exit, record, error, out, err }: Synced): void {
  // 2 where the connection that was listed is not there when it is asked for.
  expect([0, 2, 3, 4, 5]).toContain(exit);
  expect(err()).not.toMatch(/\bat .*:\d+|\[object|undefined/);
  if (exit === 0) {
    expect(record?.status).toBe('complete');
    expect(record?.reason).toBeUndefined();
    expect(error).toBeUndefined();
    return;
  }
  expect(error?.message).toMatch(sentence);
  if (exit === 5) {
    expect(record?.status).toBe('partial');
    expect(record?.reason).toMatch(sentence);
    expect(record?.gone).toBe(0);
    expect(error?.message).toContain(record?.reason);
  } else expect(out()).toBe('');
}
