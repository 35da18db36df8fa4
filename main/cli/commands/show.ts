/** `show`: one session with its details and laps, live or saved. */
import type { SessionContent } from '../../../preload/content.ts';
import type { SessionDetail } from '../../../preload/model.ts';
import type { ExitCode } from '../../failure.ts';
import type { Context } from '../context.ts';
import { csvHeader, csvRow } from '../../travel/csv-text.ts';
import { exactJson, type JsonRecord } from '../json.ts';
import { savedInstead } from '../notes.ts';
import { lapColumns, lapRecord, sessionColumns, sessionFields, sessionRecord } from '../records.ts';
import { signedInServer, type ServerOptions } from '../resolve.ts';
import { createTable, type Column } from '../table.ts';

export interface ShowOptions extends ServerOptions {
  readonly connection: string;
  readonly session: string;
}

const detailColumns: readonly Column<SessionDetail>[] = [
  { title: 'Detail', cell: ({ name }) => name },
  { title: 'Value', cell: ({ value }) => value },
];

const record = ({ source, takenAt, session, details, laps }: SessionContent): JsonRecord => ({
  source,
  takenAt,
  session: sessionRecord(session),
  details: details?.map(({ name, value }) => ({ name, value })),
  laps: laps?.map(lapRecord),
});

/** A row of CSV has the session's columns, not an object in one cell. */
const row = (content: SessionContent): JsonRecord => ({
  ...record(content),
  ...sessionRecord(content.session),
  details: record(content)['details'],
});
const rowFields = ['source', 'takenAt', ...sessionFields, 'laps'] as const;

async function printTables({ results, io }: Context, content: SessionContent): Promise<void> {
  const width = io.stdout.isTTY === true ? io.stdout.columns : undefined;
  const { session, details, laps } = content;
  const facts = sessionColumns.map(({ title, cell }): SessionDetail => ({ name: title, value: cell(session) }));
  const state = { name: 'Source', value: `${content.source}, ${content.takenAt}` };
  await results.write(
    createTable<SessionDetail>(
      [
        { title: 'Session', cell: ({ name }) => name },
        { title: '', cell: ({ value }) => value },
      ],
      width,
    ).lines([...facts, state]),
  );
  await results.write('\n');
  await results.write(details === undefined ? 'Details were never read.\n' : createTable(detailColumns, width).lines(details));
  await results.write('\n');
  await results.write(laps === undefined ? 'Laps were never read.\n' : createTable(lapColumns, width).lines(laps));
}

function printContent(context: Context, content: SessionContent): Promise<void> {
  switch (context.format) {
    case 'table':
      return printTables(context, content);
    case 'csv':
      return context.results.write(csvHeader(rowFields) + csvRow(row(content), rowFields, { guard: false }));
    case 'json':
    case 'ndjson':
      return context.results.write(`${exactJson(record(content))}\n`);
  }
}

export async function show(context: Context, options: ShowOptions): Promise<ExitCode> {
  const server = await signedInServer(context, options);
  const sources = await context.parts.sources();
  const content = await sources.session(server, options.connection, options.session, { signal: context.io.signal });
  if (content.failure !== undefined) savedInstead(context, server, content.failure, content.takenAt);
  await printContent(context, content);
  return 0;
}
