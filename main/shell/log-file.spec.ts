import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { openLog, type LogFileOptions } from './log-file.ts';
import { createRedactor } from './redact.ts';

const top = mkdtempSync(join(tmpdir(), 'paddock-log-'));
afterAll(() => rmSync(top, { recursive: true, force: true }));

let next = 0;
function openIn(more: Partial<LogFileOptions> = {}) {
  const folder = join(top, `logs ${++next}`);
  const written: string[] = [];
  const redactor = createRedactor();
  const log = openLog({ folder, verbose: false, redactor, stderr: { write: (text) => written.push(text) }, ...more });
  const read = (name = 'paddock.log') => readFileSync(join(folder, name), 'utf8');
  return { folder, log, redactor, written, read };
}

describe('openLog', () => {
  it('writes a line with time, level, component and what belongs to it', () => {
    const { log, read, written } = openIn();
    log.child('sync').warn('A page was odd', { page: 3, server: 'http://pit', error: new Error('why', { cause: new Error('deeper') }) });
    expect(read()).toMatch(/^\d{4}-\d\d-\d\dT[\d:.]+Z warn {2}sync: A page was odd page=3 server="http:\/\/pit" error=Error: why/);
    expect(read()).toContain('deeper');
    expect(written).toEqual([]);
  });

  it('lets no secret pass, into the file or to stderr', () => {
    const { log, redactor, read, written } = openIn({ verbose: true });
    redactor.register('hunter2!');
    log.info('Signing in with hunter2!', { password: 'other1', header: { authorization: 'Bearer abc.def' }, list: ['hunter2!'] });
    for (const text of [read(), written.join('')]) {
      expect(text).toContain('Signing in with [removed]');
      expect(text).not.toMatch(/hunter2|other1|abc\.def/);
    }
  });

  it('keeps debug messages for --verbose', () => {
    const quiet = openIn();
    quiet.log.debug('detail');
    quiet.log.info('news');
    expect(quiet.read()).not.toContain('detail');
    const loud = openIn({ verbose: true });
    loud.log.debug('detail');
    expect(loud.read()).toContain('detail');
    expect(loud.written).toEqual(['debug main: detail\n']);
  });

  it('rotates through three files and no more', () => {
    const { folder, log, read } = openIn({ maxSize: 200 });
    for (let line = 1; line <= 30; line += 1) log.info(`line ${line} ${'.'.repeat(80)}`);
    expect(readdirSync(folder).sort()).toEqual(['paddock.1.log', 'paddock.2.log', 'paddock.log']);
    expect(read()).toContain('line 30');
    for (const name of readdirSync(folder)) expect(statSync(join(folder, name)).size).toBeLessThan(500);
  });

  it('is only for its owner', () => {
    const { folder, log } = openIn();
    log.info('news');
    expect(statSync(join(folder, 'paddock.log')).mode & 0o077).toBe(0);
  });

  it('does without a file where there can be no folder', () => {
    const file = join(top, 'a file');
    writeFileSync(file, '');
    const { log, written } = openIn({ folder: join(file, 'logs'), verbose: true });
    log.info('news');
    expect(written).toEqual(['info  main: news\n']);
    expect(existsSync(join(file, 'logs'))).toBe(false);
  });
});
