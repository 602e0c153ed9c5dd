/** Fitting the liveness head: what benchmarks judge it by, and what writes the file that `pnpm models build` takes. */
export * from './fit-head.ts';
export { headFile } from './head-file.ts';
