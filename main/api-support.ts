/** The part of the contract that helps whoever helps. */
import { writeFile } from 'node:fs/promises';
import type { MovePlan } from '../preload/moving.ts';
import type { DiagnosticsHow, Licence, Versions } from '../preload/support.ts';
import type { ApiWithSignal } from './api.ts';
import { Failure } from './failure.ts';
import { withEnding, type FileQuestions } from './files.ts';

export interface SupportParts {
  readonly versions: () => Promise<Versions>;
  readonly licences: () => readonly Licence[];
  readonly diagnose: (how: DiagnosticsHow) => Promise<string>;
  /** Answers what stood in the way, empty where nothing did. */
  readonly openFolder: () => Promise<string>;
  /** What moving the data to a folder would do; fails where it cannot go there. */
  readonly planMove: (to: string) => MovePlan;
  /** Leaves the move to the next start, and starts anew. */
  readonly move: (plan: MovePlan) => void;
}

export function createSupportApi(
  { versions, licences, diagnose, openFolder, planMove, move }: SupportParts,
  files: FileQuestions,
): ApiWithSignal['support'] {
  /** What was shown last: that, and nothing else, is what is saved. */
  let shown = '';
  /** Likewise the move. */
  let planned: MovePlan | undefined;
  return {
    versions,
    licences: () => Promise.resolve(licences()),
    diagnostics: async (how) => {
      shown = await diagnose(how);
      return shown;
    },
    saveDiagnostics: async () => {
      const name = `paddock-diagnostics-${new Date().toISOString().slice(0, 10)}`;
      const file = await files.toSave({ title: 'Save the diagnostics', name, extension: 'txt' });
      if (file === undefined) return null;
      const target = withEnding(file, 'txt');
      await writeDiagnostics(target, shown);
      return target;
    },
    openFolder: async () => {
      const trouble = await openFolder();
      if (trouble !== '') throw new Failure('usage', `The folder cannot be shown here: ${trouble}`);
    },
    planMove: async () => {
      planned = undefined;
      const to = await files.toFolder('Move the data to an empty folder');
      if (to === undefined) return null;
      planned = planMove(to);
      return planned;
    },
    move: () => {
      if (planned === undefined) return Promise.reject(new Failure('usage', 'No folder was chosen to move to.'));
      move(planned);
      return Promise.resolve();
    },
  };
}

/** Fails with `file-unwritable`. `file`: absolute. */
export async function writeDiagnostics(file: string, text: string): Promise<void> {
  try {
    await writeFile(file, text, { mode: 0o600 });
  } catch (error) {
    throw new Failure('file-unwritable', `“${file}” cannot be written.`, { cause: error });
  }
}
