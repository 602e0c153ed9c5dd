/** workerd, Cloudflare's runtime, from its npm package: the bundle that is uploaded, asked over HTTP. */
import { createRequire } from 'node:module';
import { median } from '../harness/observe.ts';
import type { Runner } from '../harness/runtime-run.ts';
import { fourMegabytePng, twelveMegapixelJpeg } from './large-photos.ts';
import { type MemoryUse, measureMemory } from './memory.ts';
import { inspectOnWorker, readSample } from './reports.ts';
import { buildWorker, type RunningWorker, startWorker, trapWorker } from './start-worker.ts';

export const runWorkerd: Runner = async (photos) => {
  const build = await buildWorker();
  const start = performance.now();
  const worker = await startWorker(build);
  try {
    const [first, ...rest] = photos.map(readSample);
    if (!first) throw new Error('There are no photos');
    const { reports } = await inspectOnWorker(worker, [first]);
    const coldStartMs = performance.now() - start;
    const others = await inspectOnWorker(worker, rest);
    return {
      runtime: 'workerd',
      version: workerdVersion(),
      reports: { ...reports, ...others.reports },
      coldStartMs,
      medianMs: median(others.milliseconds),
      bundleBytes: build.gzip,
      peakMemoryBytes: Math.max(...Object.values(await measureLargePhotos()).map(({ peak }) => peak)),
    };
  } finally {
    await worker.close();
    build.remove();
  }
};

/** Uploads of 12 megapixels and of 4 MB, in an isolate that has inspected before. */
export async function measureLargePhotos(): Promise<Readonly<Record<'jpeg' | 'png', MemoryUse>>> {
  const build = await buildWorker({ entry: trapWorker });
  const worker = await startWorker(build, { inspector: true });
  try {
    const uploads = [await twelveMegapixelJpeg(), await fourMegabytePng()];
    await inspect(worker, readSample('selfie.jpg').bytes, 'jpeg');
    const jpeg = await measureMemory(worker, () => inspect(worker, uploads[0]!, 'jpeg'));
    const png = await measureMemory(worker, () => inspect(worker, uploads[1]!, 'png'));
    return { jpeg, png };
  } finally {
    await worker.close();
    build.remove();
  }
}

async function inspect(worker: RunningWorker, body: Uint8Array, kind: 'jpeg' | 'png'): Promise<void> {
  const { status, json } = await worker.call('POST', '/v1/inspections', {
    body,
    headers: { 'Content-Type': `image/${kind}` },
  });
  if (status !== 200 || json.faces.length !== 1) throw new Error(`${status}: ${JSON.stringify(json)}`);
}

function workerdVersion(): string {
  const fromMiniflare = createRequire(createRequire(import.meta.url).resolve('miniflare'));
  return (fromMiniflare('workerd/package.json') as { version: string }).version;
}
