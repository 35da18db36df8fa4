/**
 * Whether sessions that a complete read did not meet are gone: they are asked for by key, after one that is there and one
 * that cannot be, which teach what this server answers for each. Pure.
 */
/** So many are asked for by key; where more are missing, a second full read decides. */
export const mostByKey = 300;

export interface Check {
  /** What is asked for, in this order: a key that is there, one that is not, those that are missing. */
  readonly keys: readonly string[];
  readonly asked: number;
  /** Of the first two, how many were answered as they should be. */
  readonly learnt: number;
  /** Of the others, how many are not there. */
  readonly absent: number;
}

/** `keys` of `count` missing sessions; `known`: one that was just read. Undefined where keys cannot decide. */
export function check(keys: readonly string[], count: number, known: string | undefined): Check | undefined {
  if (known === undefined || count > mostByKey || keys.length < count) return undefined;
  return { keys: [known, invented(known), ...keys], asked: 0, learnt: 0, absent: 0 };
}

/** `gone`: all of them; `here`: the read was not complete; `unknown`: asking by key teaches nothing here. */
export type Finding = 'on' | 'gone' | 'here' | 'unknown';

/** The key to be asked for next; undefined while the lessons are waited for, and where all were asked for. */
export function nextKey({ keys, asked, learnt }: Check): string | undefined {
  return asked < 2 || learnt === 2 ? keys[asked] : undefined;
}

export function told(before: Check, key: string, found: boolean): { readonly check: Check; readonly finding: Finding } {
  const lesson = before.keys.indexOf(key);
  if (lesson < 2) {
    const right = found === (lesson === 0);
    return { check: { ...before, learnt: before.learnt + 1 }, finding: right ? 'on' : 'unknown' };
  }
  if (found) return { check: before, finding: 'here' };
  const check = { ...before, absent: before.absent + 1 };
  return { check, finding: check.absent === check.keys.length - 2 ? 'gone' : 'on' };
}

/** A key that no session has, of the same look as one that is there. */
function invented(known: string): string {
  if (!/^[\da-f-]{36}$/i.test(known)) return `${known}-0`;
  return known.replace(/[\da-f]/gi, (digit) => ((Number.parseInt(digit, 16) + 7) % 16).toString(16));
}
