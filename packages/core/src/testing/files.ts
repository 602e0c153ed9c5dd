/** Files that set-up builds and tests read: sample photos, models and what the models are trained from. */
import { readFileSync } from 'node:fs';

const root = new URL('../../../../', import.meta.url);

/** @param name As in `samples/`. */
export const sampleFile = (name: string): Buffer => readFileSync(new URL(`samples/${name}`, root));

/** @param file As in the folder of built models. */
export const modelFile = (file: string): Buffer =>
  readFileSync(new URL(`packages/models/dist/${file}`, root));
