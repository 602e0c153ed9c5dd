/** Every sample photo on every runtime: the report is the same, byte by byte. What was measured goes to `out/runtimes.json`. */
import { mkdirSync, writeFileSync } from 'node:fs';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { differingBytes, verdictDifferences } from './harness/compare.ts';
import { samplePhotos } from './harness/photos.ts';
import { root } from './harness/root.ts';
import type { RuntimeRun } from './harness/runtime-run.ts';
import { runtimes } from './harness/runtimes.ts';
import { runNode, runNodeNative } from './node/run.ts';

const photos = samplePhotos();
const patience = { timeout: 900_000 };
const rows: object[] = [];
let reference: RuntimeRun;

/** A row of the table that `pnpm test:runtimes` prints. */
function note({ reports, ...run }: RuntimeRun, differing: number): void {
  rows.push({ ...run, photos: Object.keys(reports).length, differingBytes: differing });
}

beforeAll(async () => {
  reference = await runNode(photos);
  note(reference, 0);
}, patience.timeout);

afterAll(() => {
  mkdirSync(new URL('out/', root), { recursive: true });
  writeFileSync(new URL('out/runtimes.json', root), JSON.stringify(rows));
});

it('are reports of all four inspections, or say why there is none', () => {
  expect(Object.keys(reference.reports)).toEqual(photos);
  for (const [photo, json] of Object.entries(reference.reports)) {
    const report = JSON.parse(json);
    if (photo === 'truncated.jpg') expect(report.type).toBe('image_unreadable');
    else expect(Object.keys(report.inspections)).toHaveLength(4);
  }
});

describe('the reports of all samples are those of Node in', () => {
  it.each(Object.entries(runtimes))('%s', patience, async (_, run) => {
    const other = await run(photos);
    const differing = differingBytes(reference.reports, other.reports);
    note(other, differing);
    expect(other.reports).toEqual(reference.reports);
    expect(differing).toBe(0);
  });
});

it('decides natively as it does in WebAssembly, scores within 1', patience, async () => {
  const native = await runNodeNative(photos);
  note(native, differingBytes(reference.reports, native.reports));
  expect(verdictDifferences(reference.reports, native.reports, 1)).toEqual([]);
});
