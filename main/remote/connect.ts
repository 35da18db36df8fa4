/** Joins the client's parts: which generation, how to sign in, where each thing lies, what an answer means. */
import { failureOf } from './answers.ts';
import { readAuthorities } from './authorities.ts';
import type { Client } from './client.ts';
import { contentOf } from './content.ts';
import { findGeneration } from './generation.ts';
import { listingOf } from './listing.ts';
import type { Connect, Remote } from './remote.ts';
import { createRedactor } from './said.ts';
import { signIn } from './signin.ts';
import { createTokens } from './tokens.ts';
import { createTransport } from './transport.ts';

function remoteOf(client: Client): Remote {
  return {
    generation: client.generation,
    ...listingOf(client),
    ...contentOf(client),
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
  const authorities = await readAuthorities(target.caFile);
  const redactor = createRedactor();
  redactor.add(credentials.password);
  const transport = createTransport({
    log: dependencies.log,
    ...(authorities && { authorities }),
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
