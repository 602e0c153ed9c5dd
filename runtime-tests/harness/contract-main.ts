/** A script for Bun and Deno alike: the contract of pools on their Web Workers, one line of JSON for all cases. */
import { readFile } from 'node:fs/promises';
import { createInspectorPool } from '@livephoto/worker-runtime';
import { createWebInspector } from '@livephoto/worker-runtime/web';
import { createWebInspectorPool, installedFiles, spawnWebWorker } from '@livephoto/worker-runtime/web-pool';
import { noisyHeic, restoredAvif } from '../../packages/core/src/image/testing/heif-fixtures.ts';
import { poolContract } from '../../packages/worker-runtime/src/testing/pool.contract.ts';
import { runContract } from './contract.ts';
import { root } from './root.ts';

const files = installedFiles();
const faultyWorker = new URL('packages/worker-runtime/dist/testing/faulty-web-worker.js', root);

const results = await runContract(
  poolContract({
    photo: new Uint8Array(await readFile(new URL('samples/selfie.jpg', root))),
    heic: noisyHeic,
    avif: restoredAvif,
    createInspector: () => createWebInspector(files),
    createPool: (options, faulty) =>
      faulty
        ? createInspectorPool({
            ...options,
            spawn: () => spawnWebWorker(new Worker(faultyWorker, { type: 'module' }), files),
          })
        : createWebInspectorPool({ ...options, ...files }),
    createPoolWithoutModels: () =>
      createWebInspectorPool({ ...files, models: new URL('nowhere/', root).href, size: 1 }),
  }),
);
process.stdout.write(`${JSON.stringify(results)}\n`);
// Deno cannot end a worker that loops for ever, and would wait for it.
process.exit();
