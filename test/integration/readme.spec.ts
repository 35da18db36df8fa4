/**
 * The README's tables are those of the code: this writes what they should be and compares. With `PADDOCK_WRITE_README=1` the
 * table of keys is put there instead.
 */
import { readFileSync, writeFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { createProgram } from '../../main/cli/program.ts';
import { faults, type FaultKind } from '../../main/demo/faults.ts';
import { failures } from '../../main/failure.ts';
import { actionIds, factsOf, type Scope } from '../../preload/actions.ts';
import { keyText } from '../../renderer/actions/keys.ts';

const file = new URL('../../README.md', import.meta.url);
const readme = readFileSync(file, 'utf8');

function between(name: string): string {
  const found = new RegExp(`<!-- ${name}:.*?-->\\n(.*?)<!-- /${name} -->`, 's').exec(readme);
  if (found?.[1] === undefined) throw new Error(`The README has no place for ${name}.`);
  return found[1].trim();
}

const table = (head: readonly string[], rows: readonly (readonly string[])[]): string =>
  [head, head.map(() => '---'), ...rows].map((cells) => `| ${cells.join(' | ')} |`).join('\n');

describe('the README', () => {
  it('tells every failure with its exit code, what is safe and what to do', () => {
    const rows = Object.entries(failures).map(([code, { exit, sentence, safe = '', todo = '' }]) => [
      `\`${code}\``,
      String(exit),
      sentence,
      [safe, todo].filter((text) => text !== '').join(' '),
    ]);
    expect(between('failures')).toBe(table(['code', 'exit', 'what happened', 'what is safe, what to do'], rows));
  });

  it('tells every fault of the demo server', () => {
    const rows = faults.map(({ name, argument, sentence }: FaultKind) => [`\`${name}${argument ? `=${argument}` : ''}\``, sentence]);
    expect(between('faults')).toBe(table(['fault', 'what the server does'], rows));
  });

  it('tells every key of the window', () => {
    const where: Readonly<Record<Scope, string>> = { everywhere: '', window: '', list: 'in the list', tree: 'in the tree' };
    const rows = actionIds.map(factsOf).flatMap(({ title, key, scope = 'window' }) => {
      return key === undefined ? [] : [[`\`${keyText(key, false)}\``, title.replace('…', ''), where[scope]]];
    });
    const keys = table(['key', 'does', 'where'], rows);
    const place = /(?<=<!-- keys:.*?-->\n\n).*?(?=\n\n<!-- \/keys -->)/su;
    if (process.env['PADDOCK_WRITE_README'] !== undefined)
      writeFileSync(
        file,
        readme.replace(place, () => keys),
      );
    else expect(between('keys')).toBe(keys);
  });

  it('names every command and every option of it', () => {
    const program = createProgram('0', () => Promise.resolve());
    const all = program.commands.flatMap((one) => (one.commands.length === 0 ? [one] : one.commands));
    const nameOf = (one: (typeof all)[number]): string => [one.parent === program ? [] : [one.parent?.name()], one.name()].flat().join(' ');
    const missing = all.flatMap((one) => [
      ...(readme.includes(`\`${nameOf(one)}`) ? [] : [nameOf(one)]),
      ...one.options
        .filter(({ hidden, long }) => !hidden && !readme.includes(long ?? ''))
        .map(({ long }) => `${nameOf(one)} ${long ?? ''}`),
    ]);
    expect(missing).toEqual([]);
    expect(all.length).toBeGreaterThan(12);
  });
});
