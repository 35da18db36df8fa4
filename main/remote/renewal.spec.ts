/** When a token is renewed and by what, with clocks that the spec sets. */
import { beforeEach, describe, expect, it } from 'vitest';
import { Failure } from '../failure.ts';
import { createTokens, type Granted, type Tokens } from './tokens.ts';
import type { Answered } from './transport.ts';

const day = 86_400_000;
const life = 3_600_000;

/** A server's sign-in, by hand: what it was sent, and what it answers next. */
let sent: string[];
let clocks: { now: number; monotonic: number; server: number | undefined };
let grant: (by: string) => Promise<Granted>;

const answered = (status: number): Answered => ({ status, headers: {}, body: new Uint8Array(), bytes: 0, requests: 1 });
const granting =
  (more: Partial<Granted> = { life }) =>
  (): Promise<Granted> => {
    const number = sent.length;
    return Promise.resolve({ token: `token-${number}`, refreshToken: `refresh-${number}`, requests: 1, ...more });
  };

beforeEach(() => {
  sent = [];
  clocks = { now: Date.parse('2017-10-23T12:00:00Z'), monotonic: 1_000, server: undefined };
  grant = granting();
});

function build(): Tokens {
  const give = (by: string): Promise<Granted> => {
    sent.push(by);
    return grant(by);
  };
  return createTokens({
    signIn: () => give('password'),
    refresh: (refreshToken) => give(refreshToken),
    refused: () => new Failure('sign-in-refused', 'The server gave a token and then refused it.'),
    clocks: { now: () => clocks.now, monotonic: () => clocks.monotonic },
    serverClock: { now: () => clocks.server },
  });
}

/** The token that a question goes out with. */
async function use(tokens: Tokens, status = 200): Promise<string> {
  let used = '';
  await tokens.ask((token) => {
    used = token;
    return Promise.resolve(answered(status));
  });
  return used;
}

/** Time goes by for all clocks. */
function pass(ms: number): void {
  clocks.now += ms;
  clocks.monotonic += ms;
  if (clocks.server !== undefined) clocks.server += ms;
}

describe('a token', () => {
  it('that nobody refused is renewed as often as it runs out, while the server cannot answer', async () => {
    const tokens = build();
    for (let lives = 0; lives < 6; lives++) {
      await expect(use(tokens, 503)).resolves.toBe(`token-${lives + 1}`);
      pass(life);
    }
  });

  it.each([
    [life, 30_000],
    [100_000, 10_000],
    [2_000, 200],
  ])('that lives %d ms is renewed %d ms before its life is over', async (lives, margin) => {
    grant = granting({ life: lives });
    const tokens = build();
    expect(await use(tokens)).toBe('token-1');
    pass(lives - margin - 1);
    expect(await use(tokens)).toBe('token-1');
    pass(1);
    expect(await use(tokens)).toBe('token-2');
    expect(sent).toEqual(['password', 'refresh-1']);
  });

  it('of which no life is told is used until it is refused', async () => {
    grant = granting({});
    const tokens = build();
    await use(tokens);
    pass(400 * day);
    expect(await use(tokens)).toBe('token-1');
  });

  it('is renewed once by a clock of ours that was set forward, and lives on after that', async () => {
    const tokens = build();
    await use(tokens);
    clocks.now += day;
    expect(await use(tokens)).toBe('token-2');
    pass(life / 2);
    expect(await use(tokens)).toBe('token-2');
    expect(sent).toHaveLength(2);
  });

  it('does not live longer for a clock of ours that was set back', async () => {
    const tokens = build();
    await use(tokens);
    clocks.now -= day;
    expect(await use(tokens)).toBe('token-1');
    pass(life);
    expect(await use(tokens)).toBe('token-2');
  });

  it('has grown old while the computer slept, though the monotonic clock stood still', async () => {
    const tokens = build();
    await use(tokens);
    clocks.now += life;
    expect(await use(tokens)).toBe('token-2');
  });

  it('has grown old while the computer slept, though its clock was set back too: the server’s tells', async () => {
    clocks.server = clocks.now + 40_000;
    const tokens = build();
    await use(tokens);
    clocks.server += life;
    expect(await use(tokens)).toBe('token-2');
  });

  it.each([day, -day])('is judged the same where the server’s clock is %d ms apart', async (apart) => {
    clocks.server = clocks.now + apart;
    const tokens = build();
    await use(tokens);
    pass(life - 30_001);
    expect(await use(tokens)).toBe('token-1');
    pass(1);
    expect(await use(tokens)).toBe('token-2');
  });

  it('is judged by the server’s time where that comes to be known later, and not by less than it is known to', async () => {
    const tokens = build();
    await use(tokens);
    pass(life / 2);
    clocks.server = clocks.now + day;
    expect(await use(tokens)).toBe('token-1');
    clocks.server += 1_999;
    pass(life / 2 - 30_001);
    expect(await use(tokens)).toBe('token-1');
    clocks.server += life;
    expect(await use(tokens)).toBe('token-2');
  });

  it('is used to its end where it cannot be renewed before, and the renewal is tried again then, not at each question', async () => {
    const tokens = build();
    await use(tokens);
    grant = () => Promise.reject(new Failure('unreachable'));
    pass(life - 10_000);
    for (let question = 0; question < 5; question++) expect(await use(tokens)).toBe('token-1');
    expect(sent).toEqual(['password', 'refresh-1', 'password']);
    pass(10_000);
    await expect(use(tokens)).rejects.toMatchObject({ code: 'unreachable' });
    grant = granting();
    expect(await use(tokens)).toBe('token-5');
  });

  it('whose life is over while a page is asked for is renewed, and the page asked for again', async () => {
    const tokens = build();
    await use(tokens);
    const used: string[] = [];
    const answer = await tokens.ask((token) => {
      used.push(token);
      if (token === 'token-1') pass(life);
      return Promise.resolve(answered(token === 'token-1' ? 401 : 200));
    });
    expect(answer).toMatchObject({ status: 200, requests: 2 });
    expect(used).toEqual(['token-1', 'token-2']);
    expect(sent).toEqual(['password', 'refresh-1']);
  });
});

describe('a refresh token', () => {
  it('is used for each renewal, each one once', async () => {
    const tokens = build();
    for (let renewals = 0; renewals < 5; renewals++) {
      await use(tokens);
      pass(life);
    }
    expect(sent).toEqual(['password', 'refresh-1', 'refresh-2', 'refresh-3', 'refresh-4']);
    expect(tokens.facts()).toEqual({ life, refreshes: true, rotates: true });
  });

  it('serves all questions that wait for the renewal', async () => {
    const tokens = build();
    await use(tokens);
    pass(life);
    let open: () => void = () => {};
    const gate = new Promise<void>((resolve) => (open = resolve));
    grant = () => gate.then(granting());
    const all = Array.from({ length: 6 }, () => use(tokens));
    open();
    expect(new Set(await Promise.all(all))).toEqual(new Set(['token-2']));
    expect(sent).toEqual(['password', 'refresh-1']);
  });

  it.each(['unreachable', 'timed-out', 'server-error', 'answer-unreadable', 'sign-in-refused'] as const)(
    'is spent whatever becomes of it (%s): the password is sent instead',
    async (code) => {
      const tokens = build();
      await use(tokens);
      pass(life);
      grant = (by) => (by === 'password' ? granting()() : Promise.reject(new Failure(code)));
      expect(await use(tokens)).toBe('token-3');
      expect(sent).toEqual(['password', 'refresh-1', 'password']);
    },
  );

  it('is spent when the client is closed while it is under way', async () => {
    const tokens = build();
    await use(tokens);
    pass(life);
    grant = () => Promise.reject(new Failure('cancelled'));
    await expect(use(tokens)).rejects.toMatchObject({ code: 'cancelled' });
    grant = granting();
    await use(tokens);
    expect(sent).toEqual(['password', 'refresh-1', 'password']);
  });

  it('that was refused leads to the password, and where none is known the user is asked', async () => {
    const tokens = build();
    await use(tokens);
    pass(life);
    grant = (by) => Promise.reject(new Failure(by === 'password' ? 'password-missing' : 'sign-in-refused'));
    await expect(use(tokens)).rejects.toMatchObject({ code: 'password-missing' });
  });

  it('that reached nobody tells that the server is away, where no password is known either', async () => {
    const tokens = build();
    await use(tokens);
    pass(life);
    grant = (by) => Promise.reject(new Failure(by === 'password' ? 'password-missing' : 'unreachable'));
    await expect(use(tokens)).rejects.toMatchObject({ code: 'unreachable' });
    await expect(use(tokens)).rejects.toMatchObject({ code: 'password-missing' });
    expect(sent).toEqual(['password', 'refresh-1', 'password', 'password']);
  });

  it('that stays the same is used again only where the server gave it again', async () => {
    const tokens = build();
    grant = granting({ life, refreshToken: 'the same' });
    await use(tokens);
    pass(life);
    await use(tokens);
    expect(tokens.facts().rotates).toBe(false);
    pass(life);
    grant = () => Promise.resolve({ token: 'last', life, requests: 1 });
    await use(tokens);
    pass(life);
    await use(tokens);
    expect(sent).toEqual(['password', 'the same', 'the same', 'password']);
  });

  it('that is used up without another is no sign that they change, nor that there are none', async () => {
    const tokens = build();
    await use(tokens);
    grant = () => Promise.resolve({ token: 'last', life, requests: 1 });
    pass(life);
    await use(tokens);
    expect(sent).toEqual(['password', 'refresh-1']);
    expect(tokens.facts()).toEqual({ life, refreshes: true });
    pass(life);
    await use(tokens);
    expect(tokens.facts()).toEqual({ life, refreshes: true });
  });

  it('is not sent on and on for tokens that are refused', async () => {
    const tokens = build();
    for (let question = 0; question < 8; question++) {
      await expect(use(tokens, 401)).rejects.toMatchObject({ code: 'sign-in-refused' });
    }
    expect(sent.length).toBeLessThanOrEqual(4);
  });
});

describe('tokens for three questions with six under way', () => {
  it('are renewed one at a time, each refresh token sent once', async () => {
    const uses = new Map<string, number>();
    const tokens = build();
    const question = (): Promise<Answered> =>
      tokens.ask(async (token) => {
        const used = (uses.get(token) ?? 0) + 1;
        uses.set(token, used);
        await Promise.resolve();
        return answered(used > 3 ? 401 : 200);
      });
    for (let page = 0; page < 60; page += 6) {
      const all = await Promise.all(Array.from({ length: 6 }, question));
      expect(all.map(({ status }) => status)).toEqual(Array.from({ length: 6 }, () => 200));
    }
    expect(sent).toHaveLength(20);
    expect(new Set(sent).size).toBe(20);
  });
});
