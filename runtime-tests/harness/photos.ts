/** The sample photos that `pnpm samples` makes. */
import { readdirSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { root } from './root.ts';

export const sampleFolder = fileURLToPath(new URL('samples/', root));

/** File names, sorted. */
export function samplePhotos(): string[] {
  return readdirSync(sampleFolder)
    .filter((name) => /\.(jpg|png)$/.test(name))
    .sort();
}
