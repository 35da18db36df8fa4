/** A server's report as plain text, for a mail to the IT department. Pure. */
import type { Server, ServerReport } from '../../preload/model.ts';

/** A value longer than this does not push the column beside it away. */
const widest = 48;

/** Lines of one fact each, in columns: name, value, and in brackets how it was found out. */
export function reportText(server: Server, report: ServerReport): string {
  const { facts } = report;
  const names = Math.max(0, ...facts.map(({ name }) => name.length));
  const values = Math.max(0, ...facts.map(({ value }) => value.length).filter((length) => length <= widest));
  const lines = facts.map(({ name, value, how }) => `${name.padEnd(names)}  ${value.padEnd(values)}  (${how})`);
  return [`Server report: ${server.name}`, `Found out ${report.at}`, '', ...lines, ''].join('\n');
}
