/** Files and their sizes in words. Pure. */
import type { ExportFormat, TravelProgress } from '../../preload/travel.ts';
import { count } from '../ui/number.ts';

const units = ['bytes', 'KB', 'MB', 'GB', 'TB'];

/** `1.2 MB`, by thousands. */
export function bytesText(bytes: number): string {
  let unit = 0;
  let left = bytes;
  while (left >= 999.5 && unit < units.length - 1) {
    left /= 1000;
    unit += 1;
  }
  return `${unit === 0 || left >= 99.5 ? Math.round(left) : left.toFixed(1)} ${units[unit] ?? ''}`;
}

export const formatNames: Readonly<Record<ExportFormat, { readonly label: string; readonly about: string }>> = {
  paddock: { label: 'Paddock', about: 'Opens in another Paddock; SQLite inside' },
  csv: { label: 'CSV', about: 'For spreadsheets' },
  json: { label: 'JSON', about: 'One object, as “paddock list” prints it' },
  ndjson: { label: 'NDJSON', about: 'One session a line' },
  parquet: { label: 'Parquet', about: 'Typed columns, for DuckDB and pandas' },
};

const verbs: Readonly<Record<TravelProgress['kind'], string>> = {
  export: 'Exporting',
  import: 'Opening',
  merge: 'Joining',
  backup: 'Backing up',
  compact: 'Compacting',
  verify: 'Checking',
  salvage: 'Salvaging',
};

/** `Exporting spa.csv: 12,000 of 100,000`. */
export function travelText(kind: TravelProgress['kind'], progress: TravelProgress | undefined): string {
  if (!progress) return `${verbs[kind]}…`;
  const what = [verbs[progress.kind], progress.file].filter(Boolean).join(' ');
  if (progress.done === 0 && progress.of === undefined) return `${what}…`;
  return `${what}: ${count(progress.done)}${progress.of === undefined ? '' : ` of ${count(progress.of)}`}`;
}
