/** `export`: a saved list as a file, whole or not at all. */
import { randomBytes } from 'node:crypto';
import { open, rename, rm } from 'node:fs/promises';
import { basename, dirname, extname, join, resolve } from 'node:path';
import type { Session } from '../../../preload/model.ts';
import { Failure, type ExitCode } from '../../failure.ts';
import type { Context } from '../context.ts';
import type { Sink } from '../output.ts';
import { writeCsv, writeJson, writeNdjson } from '../print.ts';
import { grouped } from '../records.ts';
import { withSessions, type ListOptions, type Sessions } from './list.ts';

export interface ExportOptions extends ListOptions {
  readonly to: string;
  /** Leaves out the `'` before cells that a spreadsheet would run. */
  readonly raw?: boolean;
}

type Writer = (sessions: Sessions, sink: Sink, raw: boolean) => Promise<void>;

const writers: ReadonlyMap<string, Writer> = new Map<string, Writer>([
  ['.csv', (sessions, sink, raw) => writeCsv(sessions, sink, { guard: !raw })],
  ['.json', (sessions, sink) => writeJson(sessions, sink)],
  ['.ndjson', (sessions, sink) => writeNdjson(sessions, sink)],
]);

function writerFor(file: string): Writer {
  const writer = writers.get(extname(file).toLowerCase());
  if (writer !== undefined) return writer;
  throw new Failure('usage', `The ending of “${basename(file)}” is not one that can be exported to.`, {
    todo: `Name a file that ends in ${[...writers.keys()].join(', ')}.`,
  });
}

function asWriteFailure(thrown: unknown, file: string): unknown {
  if (thrown instanceof Failure || !(thrown instanceof Error) || !('code' in thrown)) return thrown;
  if (thrown.code === 'ENOSPC' || thrown.code === 'EDQUOT') {
    return new Failure('store-full', `The disk is full: ${file} was not written.`, { cause: thrown });
  }
  return new Failure('file-unwritable', `The file ${file} cannot be written.`, { cause: thrown });
}

/** Writes beside the file and puts it in place when it is whole: whatever happens, there is the old one or the new one. */
async function replaceFile(file: string, write: (sink: Sink) => Promise<void>): Promise<void> {
  const temporary = join(dirname(file), `.${basename(file)}.${randomBytes(6).toString('hex')}.part`);
  try {
    const handle = await open(temporary, 'wx');
    try {
      await write({
        write: async (text) => {
          await handle.writeFile(text);
        },
      });
      await handle.sync();
    } finally {
      await handle.close();
    }
    await rename(temporary, file);
  } catch (thrown) {
    // Where its folder is none, the temporary file was never made: what is told is why, not that it cannot be removed.
    await rm(temporary, { force: true }).catch(() => undefined);
    throw asWriteFailure(thrown, file);
  }
}

/** The same list, telling how many rows have passed. */
function counted(sessions: Sessions, passed: (rows: number) => void): Sessions {
  async function* batches(): AsyncGenerator<readonly Session[]> {
    let rows = 0;
    for await (const batch of sessions.batches) {
      yield batch;
      rows += batch.length;
      passed(rows);
    }
  }
  return { ...sessions, batches: batches() };
}

export async function exportList(context: Context, options: ExportOptions): Promise<ExitCode> {
  const file = resolve(context.io.cwd, options.to);
  const writer = writerFor(file);
  await withSessions(context, options, async (sessions, count) => {
    const name = basename(file);
    const told = counted(sessions, (rows) => {
      context.messages.progress(`${name}: ${grouped(rows)} of ${grouped(count)} sessions`, rows / count);
    });
    await replaceFile(file, (sink) => writer(told, sink, options.raw === true));
    context.messages.say(`${grouped(count)} sessions are written to ${file}.`);
  });
  return 0;
}
