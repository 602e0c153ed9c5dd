/** A worker thread of Node with an inspector in it. */
import { setPriority } from 'node:os';
import { parentPort, workerData } from 'node:worker_threads';
import nodeEndpoint from 'comlink/dist/esm/node-adapter.mjs';
import { createNodeInspector, type NodeInspectorOptions } from './node/create-inspector.ts';
import { exposeInspector } from './pool/expose-inspector.ts';

// On Linux this concerns the calling thread alone: whoever answers requests goes first when all cores are busy.
if (process.platform === 'linux') setPriority(10);

if (!parentPort) throw new Error('This file is for worker threads');
exposeInspector(() => createNodeInspector(workerData as NodeInspectorOptions), nodeEndpoint(parentPort));
