/** Stands before a server, passes on what it is asked, and remembers it: what a client sends, to the letter. */
import { once } from 'node:events';
import { createServer, request as ask, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

export interface Heard {
  readonly method: string;
  /** Path and query as they were sent. */
  readonly url: string;
  readonly authorization?: string;
  /** The fields of a form that was posted. */
  readonly form: Readonly<Record<string, string>>;
}

export interface Recorder {
  /** `http://127.0.0.1:PORT` */
  readonly url: string;
  /** In the order in which they came. */
  readonly heard: readonly Heard[];
  close(): Promise<void>;
}

/** @param target `http://host:port` of the server; where absent every question is answered with an empty list. */
export async function startRecorder(target?: string): Promise<Recorder> {
  const heard: Heard[] = [];

  async function take(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const chunks: Buffer[] = [];
    for await (const chunk of request as AsyncIterable<Buffer>) chunks.push(chunk);
    const body = Buffer.concat(chunks);
    const { method = 'GET', url = '/', headers } = request;
    const form = Object.fromEntries(new URLSearchParams(body.toString()));
    heard.push({ method, url, form, ...(headers.authorization !== undefined && { authorization: headers.authorization }) });
    if (target === undefined) {
      response.setHeader('content-type', 'application/json').end('[]');
      return;
    }
    const passed = ask(new URL(url, target), { method, headers });
    passed.end(body);
    const [answer] = (await once(passed, 'response')) as [IncomingMessage];
    response.writeHead(answer.statusCode ?? 502, answer.headers);
    answer.on('error', () => response.destroy()).pipe(response);
  }

  const server = createServer((request, response) => void take(request, response).catch(() => request.socket.destroy()));
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    heard,
    async close() {
      server.closeAllConnections();
      server.close();
      await once(server, 'close');
    },
  };
}
