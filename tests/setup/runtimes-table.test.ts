import { expect, it } from 'vitest';
import { runtimesTable } from '../../scripts/test-runtimes/table.mjs';

it('aligns what was measured, and shows a dash for what was not', () => {
  const row = { photos: 22, differingBytes: 0, coldStartMs: 1234.5, medianMs: 99.9 };
  const table = runtimesTable([
    { ...row, runtime: 'Node', version: '20.20.2', peakMemoryBytes: 284_360_704 },
    { ...row, runtime: 'Chromium', version: '156', differingBytes: 1204, bundleBytes: 9_184_106 },
  ]);
  expect(table.split('\n').map((line) => line.split(/ {2,}/))).toEqual([
    [
      'runtime',
      'version',
      'photos compared',
      'differing bytes',
      'cold start',
      'median a photo',
      'bundle, gzipped',
      'peak memory',
    ],
    ['Node', '20.20.2', '22', '0', '1235 ms', '100 ms', '–', '284.4 MB'],
    ['Chromium', '156', '22', '1204', '1235 ms', '100 ms', '9.2 MB', '–'],
  ]);
});
