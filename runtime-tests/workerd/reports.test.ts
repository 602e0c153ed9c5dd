/** The Worker decides as Node does: every sample, byte by byte, from the bundle that is uploaded. */
import { afterAll, beforeAll, expect, it, vi } from 'vitest';
import { inspectOnNode, inspectOnWorker, samples } from './reports.ts';
import { buildWorker, type RunningWorker, startWorker, type WorkerBuild } from './start-worker.ts';

// A workerd and an inspector for each case, on machines that may have much else to do.
vi.setConfig({ testTimeout: 240_000 });

let build: WorkerBuild;
let worker: RunningWorker;
beforeAll(async () => {
  build = await buildWorker();
  worker = await startWorker(build);
});
afterAll(async () => {
  await worker?.close();
  build?.remove();
});

it('answers the report of every sample as Node does, timings aside', async () => {
  const photos = samples();
  expect(photos.length).toBeGreaterThan(20);
  const expected = await inspectOnNode(photos);
  const { reports } = await inspectOnWorker(worker, photos);
  expect(Object.keys(reports)).toEqual(photos.map(({ name }) => name));
  for (const { name } of photos) expect(`${name} ${reports[name]}`).toBe(`${name} ${expected[name]}`);
  expect(JSON.parse(reports['selfie.jpg']!)).toMatchObject({ accepted: true, policy: 'default' });
  expect(JSON.parse(reports['truncated.jpg']!)).toMatchObject({ type: 'image_unreadable' });
});
