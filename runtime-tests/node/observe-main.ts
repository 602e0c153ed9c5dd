/** A script for Node: photos are inspected in this very thread, or in a worker thread (`--worker`), or natively (`--native`). */
import { createNodeInspector } from '@livephoto/worker-runtime/node';
import { createNodeInspectorPool } from '@livephoto/worker-runtime/node-pool';
import { observeProcess } from '../harness/observe-process.ts';

const flag = process.argv[2]?.startsWith('--') ? process.argv.splice(2, 1)[0] : undefined;
await observeProcess(async () => {
  if (flag === '--worker') {
    const pool = await createNodeInspectorPool({ size: 1 });
    return { inspector: pool, end: () => pool.close() };
  }
  const inspector = await createNodeInspector({ backend: flag === '--native' ? 'native' : 'wasm' });
  return { inspector, end: () => inspector.dispose() };
});
