/** The contract of pools on Node's worker threads, run from the build as they are shipped. */
import { readFile } from 'node:fs/promises';
import { describe, it } from 'vitest';
import { createNodeInspector } from './node.ts';
import { createNodeInspectorPool, spawnNodeWorker } from './node-pool.ts';
import { createInspectorPool } from './pool/inspector-pool.ts';
import { poolContract } from './testing/pool.contract.ts';

const photo = new Uint8Array(await readFile(new URL('../../../samples/selfie.jpg', import.meta.url)));
const faultyWorker = new URL('../dist/testing/faulty-node-worker.js', import.meta.url);

describe('a pool of worker threads', () => {
  const cases = poolContract({
    photo,
    createInspector: () => createNodeInspector(),
    createPool: (options, faulty) =>
      faulty
        ? createInspectorPool({ ...options, spawn: () => spawnNodeWorker(faultyWorker, { workerData: {} }) })
        : createNodeInspectorPool(options),
    createPoolWithoutModels: () => createNodeInspectorPool({ size: 1, modelFolder: '/nowhere' }),
  });
  for (const { name, run } of cases) it(name, run);
});
