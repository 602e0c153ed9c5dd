/** Both ends over a real message channel, with a real inspector behind it. */
import { readFile } from 'node:fs/promises';
import { MessageChannel } from 'node:worker_threads';
import { type Inspector, LivePhotoError } from '@livephoto/core';
import nodeEndpoint from 'comlink/dist/esm/node-adapter.mjs';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { createNodeInspector } from '../node.ts';
import { connectInspector } from './connect-inspector.ts';
import { exposeInspector } from './expose-inspector.ts';

const selfie = await readFile(new URL('../../../../samples/selfie.jpg', import.meta.url));
const channels: MessageChannel[] = [];
let inspector: Inspector;
beforeAll(async () => {
  inspector = await createNodeInspector();
});
afterAll(async () => {
  for (const { port1 } of channels) port1.close();
  await inspector?.dispose();
});

function connected(create: () => Promise<Pick<Inspector, 'inspect' | 'dispose'>>) {
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
