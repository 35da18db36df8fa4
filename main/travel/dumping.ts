/** The other side of the thread for dumps: starts one for an export, asks how far it is, gives it up, ends it. */
import type { Line } from '../store/calls.ts';
import { Control, newControl } from './control.ts';
import type { Exported, ExportProgress, ExportRequest } from './export.ts';

const tellEvery = 100;

export interface Dumping {
  readonly exported: Promise<Exported>;
  cancel(): void;
}

export interface DumpOptions {
  readonly onProgress?: (progress: ExportProgress) => void;
  readonly signal?: AbortSignal;
}

/** `line`: a thread for this export alone, so that its memory goes with it. */
export function startDump(line: Line, request: ExportRequest, { onProgress, signal }: DumpOptions = {}): Dumping {
  const memory = newControl();
  const control = new Control(memory);
  const cancel = (): void => control.cancel();
  if (signal?.aborted === true) cancel();
  signal?.addEventListener('abort', cancel, { once: true });
  const tell = (): void => {
    if (control.total > 0) onProgress?.({ done: control.done, total: control.total });
  };
  const telling = onProgress && setInterval(tell, tellEvery);
  const run = async (): Promise<Exported> => {
    try {
      const exported = (await line.call('export', [request, memory])) as Exported;
      tell();
      return exported;
    } finally {
      clearInterval(telling);
      signal?.removeEventListener('abort', cancel);
      await line.end();
    }
  };
  return { exported: run(), cancel };
}
