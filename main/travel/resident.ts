/** How much memory another process holds. */
import { execFile } from 'node:child_process';
import { readFileSync } from 'node:fs';

/** What a program prints; empty where it fails. */
const printed = (program: string, ...args: readonly string[]): Promise<string> =>
  new Promise((resolve) => execFile(program, args, { windowsHide: true }, (_, out) => resolve(out)));

/** Read at once: a busy pool of threads must not keep a watcher waiting. */
function procStatus(pid: number): string {
  try {
    return readFileSync(`/proc/${pid}/status`, 'latin1');
  } catch {
    return '';
  }
}

/** Resident memory in bytes; undefined where the process is gone, or the system does not tell. */
export async function residentBytes(pid: number, platform: NodeJS.Platform = process.platform): Promise<number | undefined> {
  const kilobytes = (text: string, form: RegExp): number | undefined => {
    const digits = form.exec(text)?.[1]?.replaceAll(/\D/g, '');
    return digits === undefined || digits === '' ? undefined : Number(digits) * 1024;
  };
  switch (platform) {
    case 'linux':
      return kilobytes(procStatus(pid), /^VmRSS:\s*(\d+)/m);
    case 'win32':
      return kilobytes(await printed('tasklist', '/FI', `PID eq ${pid}`, '/FO', 'CSV', '/NH'), /"([\d.,\s\u00a0]+)\s*K"/i);
    default:
      return kilobytes(await printed('ps', '-o', 'rss=', '-p', String(pid)), /(\d+)/);
  }
}
