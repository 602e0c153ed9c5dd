/** The page of the tests: the contract of pools on Chromium's Web Workers, and WebGPU beside WebAssembly. */
import './observer.ts';
import { createInspectorPool } from '@livephoto/worker-runtime';
import { createWebInspector } from '@livephoto/worker-runtime/web';
import { createWebInspectorPool, spawnWebWorker } from '@livephoto/worker-runtime/web-pool';
import { noisyHeic, restoredAvif } from '../../packages/core/src/image/testing/heif-fixtures.ts';
import { poolContract } from '../../packages/worker-runtime/src/testing/pool.contract.ts';
import { type ContractResults, runContract } from '../harness/contract.ts';
import { files, readSample } from './files.ts';
import type { WebGpuComparison } from './webgpu-worker.ts';

declare global {
  interface Window {
    runPoolContract(): Promise<ContractResults>;
    compareWebGpu(photos: readonly string[]): Promise<WebGpuComparison>;
  }
}

const worker = (file: string) => () => new Worker(file, { type: 'module' });

window.runPoolContract = async () =>
  runContract(
    poolContract({
      photo: await readSample('selfie.jpg'),
      heic: noisyHeic,
      avif: restoredAvif,
      createInspector: () => createWebInspector(files),
      createPool: (options, faulty) =>
        faulty
          ? createInspectorPool({
              ...options,
              spawn: () => spawnWebWorker(worker('/faulty-worker.js')(), files),
            })
          : createWebInspectorPool({ ...options, ...files, createWorker: worker('/worker.js') }),
      createPoolWithoutModels: () =>
        createWebInspectorPool({
          ...files,
          models: '/nowhere/',
          createWorker: worker('/worker.js'),
          size: 1,
        }),
    }),
  );

window.compareWebGpu = (photos) =>
  new Promise((resolve, reject) => {
    const comparing = worker('/webgpu-worker.js')();
    comparing.onmessage = ({ data }) => resolve(data);
    comparing.onerror = ({ message }) => reject(new Error(message));
    comparing.postMessage({
      photos,
      ...files,
      webgpu: new URL('/onnxruntime-webgpu.wasm', location.href).href,
    });
  });
