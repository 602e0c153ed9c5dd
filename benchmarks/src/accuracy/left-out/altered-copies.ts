/** Altered copies of labelled photos, measured too: what is fitted on them does not take a moved scale for an attack. */
import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import type { Inspector } from '@livephoto/core';
import { createNodeInspector } from '@livephoto/worker-runtime/node';
import { perturbations, readSubject } from '../perturbations/perturbations.ts';
import { type MeasuredPhoto, type MeasureOptions, measureBytes, measurementOf } from './measured-signals.ts';

/** What is done to photos, each to every fifth. */
const alterations = [
  'light bars above and below, as of a screenshot',
  'brightness × 1.7 + 30',
  'half the size',
  'JPEG quality 30',
  'brightness × 0.35',
].map((wanted) => {
  const found = perturbations.find(({ name }) => name === wanted);
  if (found === undefined) throw new Error(`There is no perturbation '${wanted}'`);
  return found;
});

/**
 * One copy of each photo, in which a face is still found.
 * @throws the signal's reason when it fires; what was measured until then is in the cache
 */
export async function measureCopies(
  photos: readonly MeasuredPhoto[],
  { cache, progress, signal }: MeasureOptions,
): Promise<MeasuredPhoto[]> {
  const copies: MeasuredPhoto[] = [];
  let inspector: Inspector | undefined;
  progress.start(photos.length);
  try {
    for (const [i, photo] of photos.entries()) {
      signal?.throwIfAborted();
      const { name, perturb } = alterations[i % alterations.length]!;
      const bytes = await readFile(photo.photo.file);
      const key = createHash('sha256').update(name).update(bytes).digest('hex');
      let known = cache.get(key);
      const fresh = known === undefined;
      if (known === undefined) {
        inspector ??= await createNodeInspector();
        known = await measureBytes(inspector, await perturb(await readSubject(bytes, photo.face)));
        cache.set(key, known);
      }
      const measured = measurementOf(known);
      if (measured !== undefined) copies.push({ ...photo, ...measured, altered: name });
      progress.step(fresh);
    }
  } finally {
    progress.stop();
    await inspector?.dispose();
  }
  return copies;
}
