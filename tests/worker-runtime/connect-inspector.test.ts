/** Both ends over a real message channel, with a real inspector behind it. */
import { readFile } from 'node:fs/promises';
import { MessageChannel } from 'node:worker_threads';
import {
  type InspectionProgress,
  type Inspector,
  inspectionStages,
  isTrap,
  LivePhotoError,
} from '@livephoto/core';
import nodeEndpoint from 'comlink/dist/esm/node-adapter.mjs';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { createNodeInspector } from '../../packages/worker-runtime/src/node.ts';
import { connectInspector } from '../../packages/worker-runtime/src/pool/connect-inspector.ts';
import { exposeInspector, type Served } from '../../packages/worker-runtime/src/pool/expose-inspector.ts';

const selfie = await readFile(new URL('../../samples/selfie.jpg', import.meta.url));
const channels: MessageChannel[] = [];
let inspector: Inspector;
beforeAll(async () => {
  inspector = await createNodeInspector();
});
afterAll(async () => {
  for (const { port1 } of channels) port1.close();
  await inspector?.dispose();
});

function connected(create: () => Promise<Served>) {
  const channel = new MessageChannel();
  channels.push(channel);
  exposeInspector(create, nodeEndpoint(channel.port1));
  channel.port1.start();
  channel.port2.start();
  return connectInspector(nodeEndpoint(channel.port2));
}

it('copies bytes unless it is told to hand them over', async () => {
  const remote = connected(async () => inspector);
  await remote.ready();
  const bytes = new Uint8Array(selfie);
  expect((await remote.inspect(bytes)).faces).toHaveLength(1);
  expect(bytes).toHaveLength(selfie.length);
  expect((await remote.inspect(bytes, { transfer: true })).faces).toHaveLength(1);
  expect(bytes).toHaveLength(0);
});

it('sends of a view what it shows, and leaves its buffer alone', async () => {
  const remote = connected(async () => inspector);
  const roomy = new Uint8Array(selfie.length + 2000);
  roomy.set(selfie, 1000);
  const view = roomy.subarray(1000, 1000 + selfie.length);
  const report = await remote.inspect(view, { transfer: true });
  expect(report.image.size).toBe(selfie.length);
  expect(view).toHaveLength(selfie.length);
});

it('carries typed errors whole: of the photo, of an abort, of an inspector that never came', async () => {
  const remote = connected(async () => inspector);
  const caught = async (work: Promise<unknown>) => work.catch((error: unknown) => error);
  const truncated = selfie.subarray(0, 20_000);
  const damaged = await caught(remote.inspect(truncated));
  expect(damaged).toBeInstanceOf(LivePhotoError);
  expect(damaged).toMatchObject({ type: 'image_unreadable', status: 422 });

  const controller = new AbortController();
  const aborted = caught(remote.inspect(selfie, { signal: controller.signal }));
  controller.abort();
  expect(await aborted).toMatchObject({ type: 'inspection_aborted' });

  const missing = connected(async () => {
    throw new LivePhotoError('model_missing', 'No models: build them');
  });
  for (const work of [missing.ready(), missing.inspect(selfie)]) {
    expect(await caught(work)).toMatchObject({ type: 'model_missing', message: 'No models: build them' });
  }
});

it('carries every option of an inspection, and tells of progress before it answers', async () => {
  const remote = connected(async () => inspector);
  const seen: InspectionProgress[] = [];
  const report = await remote.inspect(selfie, {
    inspections: ['faces', 'orientation'],
    failFast: true,
    performLivenessCheck: false,
    onProgress: (progress) => seen.push(progress),
  });
  expect(seen).toEqual(inspectionStages.map((stage, index) => ({ stage, index, count: 6 })));
  expect(Object.values(report.inspections).map(({ reason }) => reason)).toEqual([
    undefined,
    'not asked for',
    undefined,
    'not asked for',
  ]);
  const lying = await readFile(new URL('../../samples/rotated-90.jpg', import.meta.url));
  const { roll } = (await remote.inspect(lying, { upright: true })).inspections.orientation.evidence;
  expect(Math.abs(roll ?? 90)).toBeLessThan(45);
  const refused = remote.inspect(selfie, { inspections: ['smile' as 'faces'] });
  await expect(refused).rejects.toMatchObject({ type: 'invalid_request', param: 'inspections' });
});

it('stops a job whose listener throws, and answers what it threw', async () => {
  const remote = connected(async () => inspector);
  const broken = new Error('the page is gone');
  const seen: string[] = [];
  const stopped = remote.inspect(selfie, {
    onProgress({ stage }) {
      seen.push(stage);
      if (stage === 'decode') throw broken;
    },
  });
  await expect(stopped).rejects.toBe(broken);
  expect(seen).toEqual(['sniff', 'decode']);
});

it('inspects pixels there as here, and hands them over when it is told to', async () => {
  const remote = connected(async () => inspector);
  const { image } = await inspector.inspectDetailed(selfie, { inspections: ['faces'] });
  const here = await inspector.inspectPixels(image);
  const own = { ...image, data: new Uint8Array(image.data) };
  const copied = await remote.inspectPixels(own);
  expect({ ...copied, timings: {} }).toEqual({ ...here, timings: {} });
  expect(own.data).toHaveLength(image.data.length);
  await remote.inspectPixels(own, { transfer: true, inspections: ['faces'] });
  expect(own.data).toHaveLength(0);
  const twice = remote.inspectPixels(own, { transfer: true });
  await expect(twice).rejects.toMatchObject({ type: 'invalid_request', param: 'data' });
});

it('carries what caused an error, so that a trap is known on this side', async () => {
  const failing = (error: Error) =>
    connected(async () => ({ ...inspector, inspect: () => Promise.reject(error) }));
  const caught = (error: Error) =>
    failing(error)
      .inspect(selfie)
      .catch((thrown: unknown) => thrown);
  const cause = new WebAssembly.RuntimeError('memory access out of bounds');
  const trap = await caught(new LivePhotoError('inference_failed', 'crashed', { cause }));
  expect(trap).toMatchObject({
    type: 'inference_failed',
    cause: { message: cause.message, stack: cause.stack },
  });
  expect(isTrap(trap)).toBe(true);
  const other = await caught(new TypeError('no function'));
  expect(other).toMatchObject({
    type: 'inference_failed',
    message: 'no function',
    cause: { name: 'TypeError' },
  });
  expect(isTrap(other)).toBe(false);
});
