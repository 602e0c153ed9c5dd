/** Error rates of the product and of other detectors over the very same photos. */

import { livenessScore, resampling, speciesOf } from '../inspections/liveness/attack-detection.ts';
import type { ObservedPhoto, PeerScores } from '../runner/run.ts';
import { bootstrap, type Estimate } from '../statistics/bootstrap.ts';
import {
  areaUnderRoc,
  bpcerAtApcer,
  equalErrorRate,
  operatingPoints,
} from '../statistics/detection-curve.ts';

export const productName = 'livephoto';
/** The product's linear head fitted without the photo's source. */
export const leftOutName = 'livephoto, source left out';

export interface DetectorFigures {
  readonly name: string;
  readonly bonaFide: number;
  readonly attacks: number;
  /** All species pooled, over all thresholds. */
  readonly eer: Estimate;
  readonly auc: Estimate;
  /** Lowest BPCER with pooled APCER ≤ 10 %. */
  readonly bpcer10: Estimate;
}

type JudgedPhoto = ObservedPhoto & { readonly peers: PeerScores };

/** Liveness photos that the product and the other detectors all have a score for. */
export function judgedByAll(photos: readonly ObservedPhoto[]): JudgedPhoto[] {
  return photos.filter(
    (item): item is JudgedPhoto => item.peers !== undefined && livenessScore(item) !== undefined,
  );
}

/** The same photos once for each detector, with its score; the product first. */
export function detectorScores(photos: readonly JudgedPhoto[]) {
  const peers = Object.keys(photos[0]?.peers ?? {});
  return [productName, ...peers].map((name) => ({
    name,
    photos: photos.map((item) => ({
      photo: item.photo,
      species: speciesOf(item),
      score: name === productName ? livenessScore(item)! : item.peers[name]!,
    })),
  }));
}

export function scoreDetectors(photos: readonly JudgedPhoto[], resamples?: number): DetectorFigures[] {
  const bonaFide = photos.filter((item) => speciesOf(item) === undefined).length;
  return detectorScores(photos).map(({ name, photos: scored }) => ({
    name,
    bonaFide,
    attacks: photos.length - bonaFide,
    ...bootstrap(
      scored,
      (sample) => {
        const points = operatingPoints(sample);
        return {
          eer: equalErrorRate(points),
          auc: areaUnderRoc(points),
          bpcer10: bpcerAtApcer(points, 0.1),
        };
      },
      { ...resampling, resamples },
    ),
  }));
}
