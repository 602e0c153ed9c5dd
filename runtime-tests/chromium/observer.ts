/** The smallest page that inspects: samples in a Web Worker, one after another. */
import { createWebInspectorPool } from '@livephoto/worker-runtime/web-pool';
import { type Observation, observe } from '../harness/observe.ts';
import { files, readSample } from './files.ts';

declare global {
  interface Window {
    observeSamples(photos: readonly string[]): Promise<Observation>;
  }
}

window.observeSamples = async (photos) => {
  const createWorker = () => new Worker('/worker.js', { type: 'module' });
  const pool = await createWebInspectorPool({ ...files, size: 1, createWorker });
  const observed = await observe(pool, photos, readSample);
  await pool.close();
  return observed;
};
