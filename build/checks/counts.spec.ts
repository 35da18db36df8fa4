import { expect, test } from 'vitest';
import { ofPlaywright, ofVitest, single, sum } from './counts.mjs';

test('a check counts as one', () => {
  expect(single(0)).toEqual({ passed: 1, failed: 0, skipped: 0 });
  expect(single(2)).toEqual({ passed: 0, failed: 1, skipped: 0 });
});

const file = (status: string, ...tests: string[]) => ({ status, assertionResults: tests.map((each) => ({ status: each })) });

test('vitest: tests are counted, and a file that could not be loaded', () => {
  const report = {
    testResults: [file('passed', 'passed', 'passed', 'skipped', 'todo'), file('failed', 'failed', 'passed'), file('failed')],
  };
  expect(ofVitest(report, 1)).toEqual({ passed: 3, failed: 2, skipped: 2 });
});

test('vitest: an error between the tests, no report or no test is a failure', () => {
  expect(ofVitest({ testResults: [file('passed', 'passed')] }, 1)).toEqual({ passed: 1, failed: 1, skipped: 0 });
  expect(ofVitest(undefined, 1).failed).toBe(1);
  expect(ofVitest({ testResults: [] }, 0).failed).toBe(1);
});

test('Playwright: flaky ones passed in the end, and errors outside of tests failed', () => {
  const stats = { expected: 3, unexpected: 1, flaky: 1, skipped: 2 };
  expect(ofPlaywright({ stats }, 1)).toEqual({ passed: 4, failed: 1, skipped: 2 });
  expect(ofPlaywright({ stats: { expected: 0, unexpected: 0, flaky: 0, skipped: 0 }, errors: [{}] }, 1).failed).toBe(1);
  expect(ofPlaywright(undefined, 1).failed).toBe(1);
  expect(ofPlaywright({ stats: { ...stats, unexpected: 0 } }, 1).failed).toBe(1);
});

test('the sum of all', () => {
  expect(sum([single(0), single(1), { passed: 5, failed: 2, skipped: 3 }])).toEqual({ passed: 6, failed: 3, skipped: 3 });
});
