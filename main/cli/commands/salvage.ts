/** `store salvage`: keeps every sound snapshot of a damaged store, and puts the damaged file aside. */
import type { SalvagedConnection, SalvageOffer } from '../../../preload/history.ts';
import type { ExitCode } from '../../failure.ts';
import { readPlace } from '../../place.ts';
import { confirm } from '../confirm.ts';
import { answer, type Context } from '../context.ts';

export interface SalvageOptions {
  readonly yes?: boolean;
}

const listed = (snapshots: readonly number[]): string =>
  snapshots.length === 1 ? `snapshot ${snapshots[0] ?? ''}` : `snapshots ${snapshots.join(', ')}`;

const line = ({ server, connection, snapshots }: SalvagedConnection): string =>
  `  ${connection} (${readPlace(server).url}): ${listed(snapshots)}`;

/** What is kept and what is not, as lines for a person. */
function told({ kept, lost }: SalvageOffer): readonly string[] {
  return [
    kept.length === 0 ? 'Nothing of what was saved can be kept.' : 'These are sound and are kept, with marks, details and laps:',
    ...kept.map(line),
    lost.length === 0 ? 'No snapshot that can still be told of is lost.' : 'These are damaged and are not kept:',
    ...lost.map(line),
    'The damaged file is put aside beside the new one; it is not deleted.',
  ];
}

interface Outcome extends SalvagedConnection {
  readonly kept: boolean;
}

export async function salvageStore(context: Context, { yes = false }: SalvageOptions): Promise<ExitCode> {
  const { parts, messages } = context;
  const offer = await parts.salvaging.offer();
  for (const text of told(offer)) messages.say(text);
  await confirm(context, 'Salvage what is sound?', yes);
  const { kept, lost, aside } = await parts.salvaging.salvage();
  messages.say(`The damaged file was put aside as ${aside}.`);
  await answer<Outcome>(context, {
    head: { aside },
    name: 'connections',
    record: ({ server, connection, snapshots, kept: isKept }) => ({ server: readPlace(server).url, connection, kept: isKept, snapshots }),
    fields: ['server', 'connection', 'kept', 'snapshots'],
    columns: [
      { title: 'Server', cell: ({ server }) => readPlace(server).url },
      { title: 'Connection', cell: ({ connection }) => connection },
      { title: 'Kept', cell: (outcome) => (outcome.kept ? 'yes' : 'no') },
      { title: 'Snapshots', cell: ({ snapshots }) => snapshots.join(', ') },
    ],
    empty: 'Nothing could be kept; the list begins anew.',
    batches: [[...kept.map((one) => ({ ...one, kept: true })), ...lost.map((one) => ({ ...one, kept: false }))]],
  });
  return 0;
}
