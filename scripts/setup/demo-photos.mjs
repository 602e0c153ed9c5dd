/** Picks the sample photos that the demonstration shows. */
import { readdirSync } from 'node:fs';
import { join } from 'node:path';

/** Not shown: a damaged file, and the orientation variants, which all look alike. */
const left = /^(?:truncated|exif|orientation)/;

/** @param {string} folder @returns {string[]} paths from the repository's root, sorted */
export function demoPhotos(folder) {
  return readdirSync(folder)
    .filter((name) => /\.(?:jpe?g|png)$/i.test(name) && !left.test(name))
    .sort()
    .map((name) => join('samples', name));
}
