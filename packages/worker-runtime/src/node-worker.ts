/** A worker thread of Node with an inspector in it. */
import { parentPort, workerData } from 'node:worker_threads';
import nodeEndpoint from 'comlink/dist/esm/node-adapter.mjs';
import { createNodeInspector, type NodeInspectorOptions } from './node/create-inspector.ts';
import { stepBack } from './node/step-back.ts';
import { exposeInspector } from './pool/expose-inspector.ts';

stepBack();

if (!parentPort) throw new Error('This file is for worker threads');
exposeInspector(() => createNodeInspector(workerData as NodeInspectorOptions), nodeEndpoint(parentPort));
