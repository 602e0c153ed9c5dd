/** Sums up vitest's JSON report so that nothing that failed to run can pass for a success. */

/**
 * @typedef {{ status: string }} Assertion
 * @typedef {{ status: string, assertionResults: Assertion[] }} Suite
 */

/**
 * Counts tests. A suite that failed without a failed test (it did not load, or a hook threw) counts as one failure,
 * and so does a run that ended badly or held no test at all.
 *
 * @param {{ testResults: Suite[] }} report
 * @param {number} exitCode vitest's
 */
export function summarize(report, exitCode) {
  let passed = 0;
  let failed = 0;
  let skipped = 0;
  for (const suite of report.testResults) {
    let failedHere = 0;
    for (const { status } of suite.assertionResults) {
      if (status === 'passed') passed += 1;
      else if (status === 'failed') failedHere += 1;
      else skipped += 1;
    }
    if (suite.status === 'failed' && failedHere === 0) failedHere = 1;
    failed += failedHere;
  }
  const proved = exitCode === 0 && passed > 0;
  return { passed, failed: failed === 0 && !proved ? 1 : failed, skipped };
}

/** The summary of two runs. */
export function addSummaries(one, other) {
  return {
    passed: one.passed + other.passed,
    failed: one.failed + other.failed,
    skipped: one.skipped + other.skipped,
  };
}

/** The summary of a run that never got to its tests. */
export function failedRun() {
  return { passed: 0, failed: 1, skipped: 0 };
}

/** @param {{ passed: number, failed: number }} summary */
export function summaryLine({ passed, failed }) {
  return `${passed} passed, ${failed} failed`;
}
