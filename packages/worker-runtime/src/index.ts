/** Public surface of `@livephoto/worker-runtime`: inspectors in workers, on any runtime. */
export {
  connectInspector,
  type RemoteInspectOptions,
  type RemoteInspector,
} from './pool/connect-inspector.ts';
export { exposeInspector } from './pool/expose-inspector.ts';
export {
  createInspectorPool,
  type InspectorPool,
  type InspectorPoolOptions,
  type PoolInspectOptions,
  type PoolStats,
  type WorkerHandle,
} from './pool/inspector-pool.ts';
export { createJobAnswerer, createJobCaller, type JobAnswerer, type JobCaller } from './pool/jobs.ts';
export { type JobOptions, type Reply, reply, unwrap } from './pool/protocol.ts';
