/** What imports of other files than code mean in a Worker; the build puts the files beside it. */

declare module '*.wasm' {
  const module: WebAssembly.Module;
  export default module;
}

declare module '*.onnx' {
  const bytes: ArrayBuffer;
  export default bytes;
}

declare module '@livephoto/models/manifest.json' {
  const manifest: import('@livephoto/models').ModelManifest;
  export default manifest;
}

declare module '@livephoto/models/canonical-face.json' {
  const bytes: Uint8Array;
  export default bytes;
}

declare module '@livephoto/models/liveness-head.json' {
  const bytes: Uint8Array;
  export default bytes;
}
