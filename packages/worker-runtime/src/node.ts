/** Node's entry: an inspector from files. */
export * from './node/create-inspector.ts';
export { createFileModelSource, defaultModelFolder } from './node/file-models.ts';
