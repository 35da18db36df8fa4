/** What start-up has to tell about damaged settings, as sentences. */
import type { FailureShape } from '../../preload/model.ts';
import { Failure } from '../failure.ts';
import type { Repair } from './document.ts';

const what = {
  servers: {
    damaged: 'The file with the saved servers was damaged.',
    recovered: 'The list was recovered as it was after its last change.',
    lost: 'No copy of it could be read, so the list is empty now; snapshots are not concerned.',
    todo: 'Check that the list of servers is complete.',
  },
  passwords: {
    damaged: 'The file with the saved passwords was damaged.',
    recovered: 'The passwords were recovered as they were after their last change.',
    lost: 'No copy of it could be read, so passwords have to be entered again.',
    todo: 'Sign in again where a server asks for it.',
  },
} as const;

/** Nothing where nothing was repaired. */
export function damageNotice(file: keyof typeof what, repair: Repair | undefined): readonly FailureShape[] {
  if (repair === undefined) return [];
  const words = what[file];
  return [
    new Failure('settings-damaged', `${words.damaged} ${repair.recovered ? words.recovered : words.lost}`, {
      safe: `The damaged file was set aside as ${repair.aside}.`,
      todo: words.todo,
    }).shape(),
  ];
}

/** Nothing where every record could be read. */
export function unreadableNotice(records: number): readonly FailureShape[] {
  if (records === 0) return [];
  const message =
    records === 1 ? 'One saved server cannot be read and is not shown.' : `${records} saved servers cannot be read and are not shown.`;
  return [
    new Failure('settings-damaged', message, {
      safe: 'What stands in servers.json of them was left as it is.',
      todo: 'Add the server again, or install the version that wrote it.',
    }).shape(),
  ];
}
