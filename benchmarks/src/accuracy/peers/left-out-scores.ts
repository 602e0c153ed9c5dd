/** The product's own linear head as it would judge if it had never seen the photo's source: what others are fairly compared with. */
import { calibrateLogits, headSettings, leftOutLogits } from '@livephoto/models-build/liveness';
import { measureCopies } from '../left-out/altered-copies.ts';
import { isFittable } from '../left-out/left-out-logits.ts';
import { type MeasureOptions, measureSignals } from '../left-out/measured-signals.ts';
import type { ObservedPhoto } from '../runner/run.ts';
import { leftOutName } from './detector-rates.ts';

/**
 * The same photos; where others have judged them, with a score of this too. Unchanged when the photos are of too few
 * sources to leave one out.
 */
export async function withLeftOut(
  observed: readonly ObservedPhoto[],
  options: MeasureOptions,
): Promise<ObservedPhoto[]> {
  const judged = observed.filter(({ peers }) => peers !== undefined);
  const { photos } = await measureSignals(
    judged.map(({ photo }) => photo),
    options,
  );
  if (!isFittable(photos)) return [...observed];
  const copies = await measureCopies(photos, options);
  const logits = leftOutLogits(photos, [...photos, ...copies], headSettings);
  const { slope, bias } = calibrateLogits(photos, logits);
  const scores = new Map(
    photos.map(({ photo }, i) => [photo, 1 / (1 + Math.exp(-(slope * logits[i]! + bias)))]),
  );
  return observed.map((item) => {
    const score = scores.get(item.photo);
    return item.peers === undefined || score === undefined
      ? item
      : { ...item, peers: { [leftOutName]: score, ...item.peers } };
  });
}
