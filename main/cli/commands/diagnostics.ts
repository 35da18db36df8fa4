/** `diagnostics`: a text about this installation, for whoever helps. */
import { resolve } from 'node:path';
import { writeDiagnostics } from '../../api-support.ts';
import type { ExitCode } from '../../failure.ts';
import type { Context } from '../context.ts';
import { exactJson } from '../json.ts';

export interface DiagnosticsOptions {
  readonly to?: string;
  readonly withNames?: boolean;
  readonly check?: boolean;
}

export async function diagnostics(context: Context, { to, withNames = false, check = false }: DiagnosticsOptions): Promise<ExitCode> {
  const { format, io, messages, parts, results } = context;
  const text = await parts.diagnose({ withNames, check });
  if (to !== undefined) {
    const file = resolve(io.cwd, to);
    await writeDiagnostics(file, text);
    messages.say(`Written to ${file}. Read it before you pass it on.`);
  } else await results.write(format === 'json' || format === 'ndjson' ? `${exactJson({ text })}\n` : `${text}\n`);
  return 0;
}
