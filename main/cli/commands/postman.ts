/** `postman`: a server as a Postman collection; never asks the server. */
import { resolve } from 'node:path';
import type { ExitCode } from '../../failure.ts';
import { writeCollection } from '../../postman/write.ts';
import type { Context } from '../context.ts';
import { serverFrom, type ServerOptions } from '../resolve.ts';

export interface PostmanOptions extends ServerOptions {
  readonly to: string;
}

export async function exportPostman(context: Context, options: PostmanOptions): Promise<ExitCode> {
  const server = await serverFrom(context, options);
  const { connections } = await (await context.parts.sources()).savedConnections(server);
  const file = resolve(context.io.cwd, options.to);
  await writeCollection(file, { server, connections: connections.map(({ connection }) => connection.name) });
  context.messages.say(
    `The requests of “${server.name}” are written to ${file}. It holds no secret: fill in the variable “password” in Postman.`,
  );
  return 0;
}
