/** Joins the client's parts: which generation, how to sign in, where each thing lies, what an answer means. */
import { Failure } from '../failure.ts';
import { failureOf } from './answers.ts';
import { get, noApi, type Client } from './client.ts';
import { contentOf } from './content.ts';
import { findGeneration } from './generation.ts';
import { openLine } from './line.ts';
import { listingOf } from './listing.ts';
import type { Connect, Options, Remote } from './remote.ts';
import { createRedactor } from './said.ts';
import { signIn } from './signin.ts';
import { createTokens } from './tokens.ts';
import { createTransport } from './transport.ts';

/** A server that knows no pages and says so answers too. */
async function ping(client: Client, options?: Options): Promise<void> {
  try {
    await get(client, 'connections?page=0&pageSize=1', noApi, options);
  } catch (thrown) {
    if (!(thrown instanceof Failure && [400, 422].includes(thrown.more.status ?? 0))) throw thrown;
  }
}

function remoteOf(client: Client): Remote {
  return {
    generation: client.generation,
    ...listingOf(client),
    ...contentOf(client),
    ping: (options) => ping(client, options),
    doubt: () => client.transport.dropIdle(),
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
  redactor.add(credentials.password);
  const line = await openLine(target, credentials, { ...dependencies, environment: process.env, onSecret: redactor.add });
  const transport = createTransport({
    log: dependencies.log,
    line,
    ...(dependencies.limits && { limits: dependencies.limits }),
  });
  try {
    const generation =
      target.generation === 'auto'
        ? await findGeneration({
            transport,
            redactor,
            url,
            ...(identityUrl !== undefined && { identityUrl }),
            ...(signal && { signal }),
          })
        : target.generation;
    const tokens = createTokens({
      signIn: () =>
        signIn({
          transport,
          redactor,
          generation,
          url,
          credentials,
          ...(identityUrl !== undefined && { identityUrl }),
          ...(target.clientId !== undefined && { clientId: target.clientId }),
        }),
      refused: (answer) => failureOf(answer, redactor, 'sign-in-refused', 'The server gave a token and then refused it.'),
      now: dependencies.now ?? Date.now,
    });
    await tokens.ready(signal);
    dependencies.log.info('signed in', { generation });
    const base = `${url}/${generation === 'rest' ? 'api' : 'api/v1'}`;
    return remoteOf({ generation, base, transport, tokens, redactor });
  } catch (thrown) {
    transport.close();
    throw thrown;
  }
};
