// Bundles the Worker: WebAssembly and models lie beside it as files, since a Worker may compile neither from bytes.
import { build } from 'esbuild';

await build({
  entryPoints: { worker: 'worker.mjs' },
  outdir: 'dist',
  bundle: true,
  minify: true,
  keepNames: true,
  format: 'esm',
  platform: 'neutral',
  target: 'es2023',
  mainFields: ['module', 'main'],
  conditions: ['workerd', 'worker', 'import'],
  loader: { '.wasm': 'copy', '.onnx': 'copy' },
  assetNames: '[name]',
});
