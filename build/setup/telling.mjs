// @ts-check
/**
 * How set-up talks: one line a step on stderr, so that stdout holds nothing but results; and the one kind of failure
 * it expects, which is told in a sentence and ends with exit code 1.
 */

/** @typedef {(line: string) => void} Say */

/** Something that set-up cannot get by itself: `message` is a sentence that says what, and where to get it. */
export class Trouble extends Error {
  /** @param {string} sentence @param {{ cause?: unknown }} [more] */
  constructor(sentence, more = {}) {
    super(sentence, more);
    this.name = 'Trouble';
  }
}

/**
 * @param {{ quiet: boolean, stream?: { write(text: string): unknown } }} options
 * @returns {Say} says nothing where quiet is wanted
 */
export function teller({ quiet, stream = process.stderr }) {
  return (line) => {
    if (!quiet) stream.write(`${line}\n`);
  };
}

/**
 * Runs an entry point: a Trouble becomes its sentence and exit code 1, anything else is a bug and keeps its stack.
 * @param {() => Promise<number>} work gives the exit code
 */
export async function runMain(work) {
  try {
    process.exitCode = await work();
  } catch (thrown) {
    process.stderr.write(
      thrown instanceof Trouble ? `${thrown.message}\n` : `${String(thrown instanceof Error ? thrown.stack : thrown)}\n`,
    );
    process.exitCode = 1;
  }
}
