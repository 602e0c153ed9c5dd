/** Picks fewer photos without losing a source or a label: an even, seeded sample. */
import { uniformInt } from 'pure-rand/distribution/uniformInt';
import { xoroshiro128plus } from 'pure-rand/generator/xoroshiro128plus';
import { groupBy } from '../statistics/group-by.ts';
import type { LabelledPhoto } from './labels.ts';

/**
 * At most `limit` photos, dealt round by round from every group of one category, source and label (labelled yaw
 * for orientation), so that small
 * groups stay whole while large ones shrink. The same photos and seed give the same sample, in the order of the labels file.
 */
export function evenSample(photos: readonly LabelledPhoto[], limit: number, seed = 1): LabelledPhoto[] {
  if (photos.length <= limit) return [...photos];
  const random = xoroshiro128plus(seed);
  const groups = [...groupBy(photos, kindOf).values()].map((group) => shuffle(group, random));
  const picked = new Set<LabelledPhoto>();
  for (let round = 0; picked.size < limit; round++) {
    for (const group of groups) {
      const photo = group[round];
      if (photo && picked.size < limit) picked.add(photo);
    }
  }
  return photos.filter((photo) => picked.has(photo));
}

function kindOf({ category, source, label, extra }: LabelledPhoto): string {
  return [category, source, label, category === 'orientation' ? extra.yaw : ''].join('/');
}

/** Fisher-Yates, on a copy. */
function shuffle<T>(items: readonly T[], random: ReturnType<typeof xoroshiro128plus>): T[] {
  const shuffled = [...items];
  for (let last = shuffled.length - 1; last > 0; last--) {
    const other = uniformInt(random, 0, last);
    [shuffled[last], shuffled[other]] = [shuffled[other]!, shuffled[last]!];
  }
  return shuffled;
}
