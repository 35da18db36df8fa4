/** One address at which two users are shown different seasons: a small door before two demo servers. */
import { createServer, request, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { startDemo } from '../../main/demo/index.ts';

export interface TwoUsers {
  readonly url: string;
  /** `user password` of each sign-in that arrived. */
  readonly signIns: string[];
  /** Once or more. */
  readonly close: () => Promise<void>;
}

async function bodyOf(incoming: IncomingMessage): Promise<Buffer> {
  const chunks: Buffer[] = [];
  for await (const chunk of incoming) chunks.push(chunk as Buffer);
  return Buffer.concat(chunks);
}

/** Users `one` and `two`, whose passwords are `pw one` and `pw two`; they have `one` and `two` sessions. */
export async function startTwoUsers({ one, two }: { one: number; two: number }): Promise<TwoUsers> {
  const common = { port: 0, generation: 'sqlrace', connections: 1 } as const;
  const houses = await Promise.all(
    Object.entries({ one, two }).map(async ([user, sessions]) => {
      const demo = await startDemo({ ...common, user, password: `pw ${user}`, sessions, seed: sessions });
      return { user, demo, tokens: new Set<string>() };
    }),
  );
  const signIns: string[] = [];

  function houseOf({ headers }: IncomingMessage, body: Buffer): (typeof houses)[number] | undefined {
    const form = new URLSearchParams(body.toString());
    if (form.has('username')) {
      signIns.push(`${form.get('username') ?? ''}: ${form.get('password') ?? ''}`);
      return houses.find(({ user }) => user === form.get('username')) ?? houses[0];
    }
    return houses.find(({ tokens }) => tokens.has(headers.authorization ?? '')) ?? houses[0];
  }

  async function pass(incoming: IncomingMessage, answer: ServerResponse): Promise<void> {
    const body = await bodyOf(incoming);
    const house = houseOf(incoming, body);
    if (house === undefined) return;
    const { method, headers, url = '/' } = incoming;
    const asked = request(
      new URL(url, house.demo.url),
      { method, headers: { ...headers, host: new URL(house.demo.url).host } },
      (answered) => {
        void bodyOf(answered).then((content) => {
          if (url.endsWith('/token') && answered.statusCode === 200) {
            const { access_token: token } = JSON.parse(content.toString()) as { access_token: string };
            house.tokens.add(`Bearer ${token}`);
          }
          answer.writeHead(answered.statusCode ?? 500, answered.headers).end(content);
        });
      },
    );
    asked.on('error', () => answer.destroy());
    asked.end(body);
  }

  const door = createServer((incoming, answer) => void pass(incoming, answer));
  await new Promise<void>((resolve) => door.listen(0, '127.0.0.1', resolve));
  return {
    url: `http://127.0.0.1:${(door.address() as AddressInfo).port}`,
    signIns,
    close: async () => {
      if (!door.listening) return;
      door.closeAllConnections();
      await new Promise((resolve) => door.close(resolve));
      await Promise.all(houses.map(({ demo }) => demo.close()));
    },
  };
}
