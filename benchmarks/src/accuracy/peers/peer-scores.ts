/** Lets every peer judge the photos in which the product found a face, by the product's own face box. */
import sharp from 'sharp';
import type { Progress } from '../../report/progress.ts';
import type { ObservedPhoto, PeerScores } from '../runner/run.ts';
import type { Picture } from './crop.ts';
import { loadFrLiveness } from './fr-liveness.ts';
import { loadHuman } from './human-liveness.ts';

/**
 * The same photos, with `peers` where they are of liveness and have a score of the product.
 * @throws the signal's reason when it fires
 */
export async function withPeers(
  observed: readonly ObservedPhoto[],
  { progress, signal }: { readonly progress: Progress; readonly signal?: AbortSignal },
): Promise<ObservedPhoto[]> {
  const peers = [await loadFrLiveness(), await loadHuman()];
  const judged: ObservedPhoto[] = [];
  progress.start(observed.length);
  try {
    for (const item of observed) {
      signal?.throwIfAborted();
      const face = boxOf(item);
      if (face === undefined) judged.push(item);
      else {
        const picture = await readPicture(item.photo.file);
        const scores: [string, number][] = [];
        for (const peer of peers) {
          const values = await peer.scores(picture, face);
          scores.push(...peer.names.map((name, i) => [name, values[i]!] as [string, number]));
        }
        judged.push({ ...item, peers: Object.fromEntries(scores) satisfies PeerScores });
      }
      progress.step(face !== undefined);
    }
  } finally {
    progress.stop();
    for (const peer of peers) await peer.close();
  }
  return judged;
}

/** The largest face, which is the one that the product judges; undefined when it judged none. */
function boxOf({ photo, observation: { report } }: ObservedPhoto) {
  if (photo.category !== 'liveness' || report?.inspections.liveness.score === undefined) return undefined;
  return report.faces[0]?.box;
}

/** Upright, in full size: boxes are in its pixels. */
async function readPicture(file: string): Promise<Picture> {
  const { data, info } = await sharp(file)
    .autoOrient()
    .flatten()
    .toColourspace('srgb')
    .raw({ depth: 'uchar' })
    .toBuffer({ resolveWithObject: true });
  return { data, width: info.width, height: info.height };
}
