// Bundles the Worker: WebAssembly and models lie beside it as files, since a Worker may compile neither from bytes.
import { build } from 'esbuild';

await build({
  entryPoints: { worker: 'worker.mjs', 'ort-factory': 'ort-factory.mjs' },
  outdir: 'dist',
  bundle: true,
  splitting: true,
  minify: true,
  keepNames: true,
  format: 'esm',
  platform: 'neutral',
  target: 'es2023',
  mainFields: ['module', 'main'],
  conditions: ['onnxruntime-web-use-extern-wasm', 'workerd', 'worker', 'import'],
  loader: { '.wasm': 'copy', '.onnx': 'copy' },
  assetNames: '[name]',
  external: ['module', 'worker_threads'],
  // onnxruntime-web takes what has a process for Node.
  define: { process: 'undefined', 'globalThis.process': 'undefined' },
});
