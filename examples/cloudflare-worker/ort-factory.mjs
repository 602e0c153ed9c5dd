// onnxruntime-web imports this file by its name, to make its WebAssembly of the module that came with the upload.
import createOrt from 'onnxruntime-web/ort-wasm-simd-threaded.mjs';
import ortModule from 'onnxruntime-web/ort-wasm-simd-threaded.wasm';

export default (settings) =>
  createOrt({
    ...settings,
    instantiateWasm(imports, done) {
      const instance = new WebAssembly.Instance(ortModule, imports);
      done(instance, ortModule);
      return instance.exports;
    },
  });
