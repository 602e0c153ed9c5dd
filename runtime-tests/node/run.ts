/** Node: the reference in a process of its own, a worker thread in another, and the native backend. */
import { type Program, runObserver } from '../harness/run-process.ts';
import type { Runner } from '../harness/runtime-run.ts';

export const node: Program = { file: process.execPath, args: [] };

export const runNode: Runner = (photos) => runObserver('Node', node, 'node/observe-main', photos);

export const runNodeWorker: Runner = (photos) =>
  runObserver('Node, worker thread', node, 'node/observe-main', ['--worker', ...photos]);

/** Verdicts as Node's, but not the same bits. */
export const runNodeNative: Runner = (photos) =>
  runObserver('Node, native backend', node, 'node/observe-main', ['--native', ...photos]);
