// @ts-check
/** What the runners' reports amount to. */

/**
 * @typedef {{ passed: number, failed: number, skipped: number }} Counts
 * @typedef {{ testResults?: readonly { status: string, assertionResults: readonly { status: string }[] }[] }} VitestReport
 * @typedef {{ stats?: { expected: number, unexpected: number, flaky: number, skipped: number }, errors?: readonly unknown[] }} PlaywrightReport
 */

/** A check that is one thing. @param {number} code its exit code @returns {Counts} */
export const single = (code) => ({ passed: code === 0 ? 1 : 0, failed: code === 0 ? 0 : 1, skipped: 0 });

/**
 * A runner that failed although none of its tests did (an error between them, no report) counts as one failure.
 * @param {Counts} counts @param {number} code @returns {Counts}
 */
const believing = (counts, code) => (code !== 0 && counts.failed === 0 ? { ...counts, failed: 1 } : counts);

/**
 * @param {VitestReport | undefined} report of vitest's JSON reporter; undefined where there is none
 * @param {number} code its exit code
 * @returns {Counts}
 */
export function ofVitest(report, code) {
  const files = report?.testResults ?? [];
  const tests = files.flatMap((file) => file.assertionResults);
  // A file that could not be loaded has no tests, and failed all the same.
  const unloaded = files.filter((file) => file.status === 'failed' && file.assertionResults.length === 0).length;
  const count = (/** @type {string} */ status) => tests.filter((test) => test.status === status).length;
  const passed = count('passed');
  const failed = count('failed') + unloaded;
  const nothing = passed + failed === 0 ? 1 : 0;
  return believing({ passed, failed: failed + nothing, skipped: tests.length - passed - count('failed') }, code);
}

/**
 * @param {PlaywrightReport | undefined} report of Playwright's JSON reporter; undefined where there is none
 * @param {number} code its exit code
 * @returns {Counts}
 */
export function ofPlaywright(report, code) {
  const { expected = 0, unexpected = 0, flaky = 0, skipped = 0 } = report?.stats ?? {};
  const failed = unexpected + (report?.errors?.length ?? 0);
  const nothing = expected + flaky + failed === 0 ? 1 : 0;
  return believing({ passed: expected + flaky, failed: failed + nothing, skipped }, code);
}

/** @param {readonly Counts[]} all @returns {Counts} */
export const sum = (all) =>
  all.reduce(
    (total, each) => ({ passed: total.passed + each.passed, failed: total.failed + each.failed, skipped: total.skipped + each.skipped }),
    { passed: 0, failed: 0, skipped: 0 },
  );
