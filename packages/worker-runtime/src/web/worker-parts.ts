/** What `web-worker.ts` loads once it may: the parts that bring onnxruntime-web along. */
export { createWebInspector } from './create-inspector.ts';
export { startInspector } from './serve-inspector.ts';
