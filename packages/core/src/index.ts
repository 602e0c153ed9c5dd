/** Public surface of `@livephoto/core`. */
export * from './errors.ts';
export type * from './image/rgb-image.ts';
export * from './image/sniff.ts';
export * from './image/wasm-decoder.ts';
export type * from './ports.ts';
export * from './report.ts';
