/** What may be known of the models without loading one: names, hashes, the shapes of the manifest and of the assets. */
export type * from './canonical-face.ts';
export type * from './liveness-head.ts';
export type * from './manifest.ts';
export { modelHashes } from './model-hashes.ts';
