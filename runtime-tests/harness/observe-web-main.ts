/** A script for Bun and Deno alike: photos are inspected in a Web Worker, as a server there does it. */
import { createWebInspectorPool, installedFiles } from '@livephoto/worker-runtime/web-pool';
import { observeProcess } from './observe-process.ts';

await observeProcess(async () => {
  const pool = await createWebInspectorPool({ ...installedFiles(), size: 1 });
  return { inspector: pool, end: () => pool.close() };
});
