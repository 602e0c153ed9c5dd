/** Names the annotated pictures of a run so that none overwrites another. */
import { basename, extname } from 'node:path';

/** @returns a function from a photo's name to the file name of its annotated picture, unique in this run. */
export function createFileNames(): (photo: string) => string {
  const taken = new Set<string>();
  return (photo) => {
    const file = photo === '-' ? 'stdin' : basename(photo);
    const stem = file.slice(0, file.length - extname(file).length) || 'photo';
    for (let count = 1; ; count++) {
      const name = `${count === 1 ? stem : `${stem}-${count}`}.annotated.png`;
      // Some file systems do not tell upper from lower case, nor one spelling of an accent from another.
      const key = name.normalize('NFC').toLowerCase();
      if (taken.has(key)) continue;
      taken.add(key);
      return name;
    }
  };
}
