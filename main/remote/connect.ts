/** Joins the client's parts: which generation, how to sign in, where each thing lies, what an answer means. */
import { Failure } from '../failure.ts';
import { failureOf } from './answers.ts';
import { isPathWord, withoutSecretParts } from '../requests.ts';
import { get, noApi, type About, type Client } from './client.ts';
import { createServerClock, type Clocks, type ServerClock } from './clock.ts';
import { contentOf } from './content.ts';
import { dataOf } from './data.ts';
import { findGeneration } from './generation.ts';
import { openLine } from './line.ts';
import { listingOf } from './listing.ts';
import { report } from './report.ts';
import type { Connect, Options, Remote } from './remote.ts';
import { createRedactor } from './said.ts';
import { createSignIn } from './signin.ts';
import { createTokens } from './tokens.ts';
import { createTransport, type Transport } from './transport.ts';
import { headerOf } from './waits.ts';

/** A server that knows no pages and says so answers too. */
async function ping(client: Client, options?: Options): Promise<void> {
  try {
    await get(client, 'connections?page=0&pageSize=1', noApi, { work: 'Whether the server answers', ...options });
  } catch (thrown) {
    // A refused sign-in may have such a status, too.
    const understood = thrown instanceof Failure && thrown.code === 'server-error' && [400, 422].includes(thrown.more.status ?? 0);
    if (!understood) throw thrown;
  }
}

/** The same transport; the clock learns from each answer of this origin: an Identity Server's is another. */
function listenedTo(transport: Transport, url: string, clock: ServerClock, { monotonic }: Clocks): Transport {
  const { origin } = new URL(url);
  return {
    ...transport,
    async ask(question) {
      const asked = monotonic();
      const answer = await transport.ask(question);
      if (new URL(question.url).origin === origin) clock.learn(headerOf(answer.headers, 'date'), asked);
      return answer;
    },
  };
}

function remoteOf(client: Client): Remote {
  return {
    generation: client.generation,
    ...listingOf(client),
    ...contentOf(client),
    ...dataOf(client),
    report: (options) => report(client, options),
    ping: (options) => ping(client, options),
    doubt: () => {
      client.transport.dropIdle();
      client.clock.forget();
    },
    close() {
      client.tokens.drop();
      client.transport.close();
    },
  };
}

export const connect: Connect = async (target, credentials, dependencies, options) => {
  const url = target.url.replace(/\/+$/, '');
  const identityUrl = target.identityUrl?.replace(/\/+$/, '');
  const signal = options?.signal;
  const redactor = createRedactor();
  for (const secret of [credentials.password, credentials.clientPassphrase, credentials.proxyPassword]) redactor.add(secret ?? '');
  const clocks: Clocks = { now: dependencies.now ?? Date.now, monotonic: dependencies.monotonic ?? (() => performance.now()) };
  const clock = createServerClock(clocks);
  const line = await openLine(target, credentials, { ...dependencies, environment: process.env, onSecret: redactor.add });
  const { onRequest } = dependencies;
  // The documented words of a path are none of ours to hide, whatever a password is.
  const shown = (text: string): string | undefined => (isPathWord(text) ? text : redactor.clean(text));
  const bare = createTransport({
    log: dependencies.log,
    line,
    ...(onRequest && {
      onRequest: (told) => onRequest({ ...told, url: withoutSecretParts(told.url, shown), work: shown(told.work) ?? 'Other' }),
    }),
    ...(dependencies.limits && { limits: dependencies.limits }),
  });
  const transport = listenedTo(bare, url, clock, clocks);
  try {
    const generation =
      target.generation === 'auto'
        ? await findGeneration({
            transport,
            redactor,
            url,
            ...(identityUrl !== undefined && { identityUrl }),
            ...(signal && { signal }),
            ...(options?.onWait && { onWait: options.onWait }),
          })
        : target.generation;
    const signIn = createSignIn({
      transport,
      redactor,
      generation,
      url,
      credentials,
      ...(identityUrl !== undefined && { identityUrl }),
      ...(target.clientId !== undefined && { clientId: target.clientId }),
      ...(dependencies.password && { password: dependencies.password }),
      ...(options?.onWait && { onWait: options.onWait }),
    });
    const tokens = createTokens({
      signIn: () => signIn.byPassword(),
      refresh: (refreshToken) => signIn.byRefresh(refreshToken),
      refused: (answer) => failureOf(answer, redactor, 'sign-in-refused', 'The server gave a token and then refused it.'),
      clocks,
      serverClock: clock,
    });
    await tokens.ready(signal);
    dependencies.log.info('signed in', { generation });
    const base = `${url}/${generation === 'rest' ? 'api' : 'api/v1'}`;
    const about: About = {
      generation: target.generation,
      url,
      user: credentials.user,
      now: clocks.now,
      way: () => line.describe(url),
      ...(identityUrl !== undefined && { identityUrl }),
    };
    return remoteOf({ about, log: dependencies.log, generation, base, transport, tokens, clock, redactor });
  } catch (thrown) {
    transport.close();
    throw thrown;
  }
};
