/** What the suites of runtimes measured, as a table for a terminal. */

/**
 * @typedef {object} Row
 * @property {string} runtime
 * @property {string} version
 * @property {number} photos
 * @property {number} differingBytes
 * @property {number} coldStartMs
 * @property {number} medianMs
 * @property {number} [bundleBytes]
 * @property {number} [peakMemoryBytes]
 */

const none = '–';
const megabytes = (bytes) => (bytes === undefined ? none : `${(bytes / 1e6).toFixed(1)} MB`);

const columns = [
  ['runtime', ({ runtime }) => runtime],
  ['version', ({ version }) => version],
  ['photos compared', ({ photos }) => String(photos)],
  ['differing bytes', ({ differingBytes }) => String(differingBytes)],
  ['cold start', ({ coldStartMs }) => `${Math.round(coldStartMs)} ms`],
  ['median a photo', ({ medianMs }) => `${Math.round(medianMs)} ms`],
  ['bundle, gzipped', ({ bundleBytes }) => megabytes(bundleBytes)],
  ['peak memory', ({ peakMemoryBytes }) => megabytes(peakMemoryBytes)],
];

/** @param {readonly Row[]} rows */
export function runtimesTable(rows) {
  const cells = [columns.map(([title]) => title), ...rows.map((row) => columns.map(([, show]) => show(row)))];
  const widths = columns.map((_, column) => Math.max(...cells.map((line) => line[column].length)));
  // Words to the left, numbers to the right.
  const aligned = (cell, column) =>
    column < 2 ? cell.padEnd(widths[column]) : cell.padStart(widths[column]);
  return cells.map((line) => line.map(aligned).join('  ').trimEnd()).join('\n');
}
