/** Node's real worker, which fails when a photo says so. */
import { parentPort } from 'node:worker_threads';
import { prepareFaults } from './faults.ts';
import '../node-worker.ts';

parentPort?.on(
  'message',
  prepareFaults(() => process.exit(7)),
);
