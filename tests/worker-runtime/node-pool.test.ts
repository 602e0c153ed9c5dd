/** The contract of pools on Node's worker threads, run from the build as they are shipped. */
import { readFile } from 'node:fs/promises';
import { describe, expect, it } from 'vitest';
import { noisyHeic, restoredAvif } from '../../packages/core/src/image/testing/heif-fixtures.ts';
import { createNodeInspector } from '../../packages/worker-runtime/src/node.ts';
import { createNodeInspectorPool, spawnNodeWorker } from '../../packages/worker-runtime/src/node-pool.ts';
import {
  createInspectorPool,
  type WorkerHandle,
} from '../../packages/worker-runtime/src/pool/inspector-pool.ts';
import { poolContract } from '../../packages/worker-runtime/src/testing/pool.contract.ts';

const photo = new Uint8Array(await readFile(new URL('../../samples/selfie.jpg', import.meta.url)));
const faultyWorker = new URL(
  '../../packages/worker-runtime/dist/testing/faulty-node-worker.js',
  import.meta.url,
);

describe('a pool of worker threads', () => {
  const cases = poolContract({
    photo,
    heic: noisyHeic,
    avif: restoredAvif,
    createInspector: () => createNodeInspector(),
    createPool: (options, faulty) =>
      faulty
        ? createInspectorPool({ ...options, spawn: () => spawnNodeWorker(faultyWorker, { workerData: {} }) })
        : createNodeInspectorPool(options),
    createPoolWithoutModels: () => createNodeInspectorPool({ size: 1, modelFolder: '/nowhere' }),
  });
  for (const { name, run } of cases) it(name, run);

  it('does the job of a worker that was killed again, once', async () => {
    const handles: WorkerHandle[] = [];
    const worker = new URL('../../packages/worker-runtime/dist/node-worker.js', import.meta.url);
    const pool = await createInspectorPool({
      size: 1,
      spawn() {
        const handle = spawnNodeWorker(worker, { workerData: {} });
        handles.push(handle);
        return handle;
      },
    });
    const killed = pool.inspect(photo, { inspections: ['faces'] });
    await handles[0]!.terminate();
    expect((await killed).faces).toHaveLength(1);
    expect(pool.stats()).toMatchObject({ alive: 1, lost: 1 });

    const handedOver = pool.inspect(new Uint8Array(photo), { transfer: true });
    await handles[1]!.terminate();
    await expect(handedOver).rejects.toMatchObject({ type: 'inference_failed' });

    const until = async (isSo: () => boolean) => {
      while (!isSo()) await new Promise((resolve) => setTimeout(resolve, 5));
    };
    await until(() => pool.stats().alive === 1);
    const twice = pool.inspect(photo);
    const failed = expect(twice).rejects.toMatchObject({ type: 'inference_failed' });
    for (const started of [3, 4]) {
      await until(() => handles.length === started && pool.stats().busy === 1);
      await handles[started - 1]!.terminate();
    }
    await failed;
    await pool.close();
  });
});
