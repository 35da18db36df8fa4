/** What every command is handed. */
import type { Server } from '../../preload/model.ts';
import type { CliIo, CliParts } from './io.ts';
import type { Messages, Sink } from './output.ts';
import { print, type Format, type Listed } from './print.ts';
import type { Failure } from '../failure.ts';

export interface Context {
  readonly parts: CliParts;
  readonly io: CliIo;
  readonly format: Format;
  readonly results: Sink;
  readonly messages: Messages;
  /** Told of the server that is meant, once it is known: a failure may leave something to be said of it. */
  meant(server: Server): void;
  /** A failure of something whose result is printed all the same. */
  report(failure: Failure): void;
}

/** Prints a list in the format that was asked for. */
export const answer = <Item>({ format, results, io }: Context, listed: Listed<Item>): Promise<void> =>
  print(listed, format, results, io.stdout.isTTY === true ? io.stdout.columns : undefined);
