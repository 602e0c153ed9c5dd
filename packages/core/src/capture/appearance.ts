/** What a face looks like, sample by sample on its mesh, so that frames can be compared whichever way the head is turned. */

import { landmarkCount, regionFromLandmarks, rollOf } from '../vision/landmarks/face-landmarker.ts';
import { type ImagePyramid, regionAffine, sample } from '../vision/sampling/affine.ts';

/** Side of the crop that is read, in pixels: coarse enough that noise, focus and compression hardly show. */
const looksSide = 48;

/** Brightness 0..255 of the skin under each of the 468 mesh points. */
export function faceAppearance(pyramid: ImagePyramid, points: Float64Array): Float64Array {
  const region = regionFromLandmarks({ points, roll: rollOf(points) });
  const { data } = sample(pyramid, regionAffine(region, looksSide), {
    width: looksSide,
    height: looksSide,
    layout: 'NHWC',
    colorOrder: 'RGB',
    mean: 0,
    scale: 1,
    outside: 'edge',
  });
  const brightness = new Float64Array(landmarkCount);
  for (let vertex = 0; vertex < landmarkCount; vertex++) {
    const dx = points[3 * vertex]! - region.centre.x;
    const dy = points[3 * vertex + 1]! - region.centre.y;
    const u = ((dx * region.cos + dy * region.sin) / region.size + 0.5) * looksSide - 0.5;
    const v = ((dy * region.cos - dx * region.sin) / region.size + 0.5) * looksSide - 0.5;
    brightness[vertex] = luma(data, u, v);
  }
  return brightness;
}

/** Bilinear; Rec. 601. */
function luma(data: ArrayLike<number>, u: number, v: number): number {
  const x = Math.min(looksSide - 1.001, Math.max(0, u));
  const y = Math.min(looksSide - 1.001, Math.max(0, v));
  const [x0, y0] = [Math.floor(x), Math.floor(y)];
  const [fx, fy] = [x - x0, y - y0];
  const at = (column: number, row: number) => {
    const i = 3 * (row * looksSide + column);
    return 0.299 * data[i]! + 0.587 * data[i + 1]! + 0.114 * data[i + 2]!;
  };
  return (
    (at(x0, y0) * (1 - fx) + at(x0 + 1, y0) * fx) * (1 - fy) +
    (at(x0, y0 + 1) * (1 - fx) + at(x0 + 1, y0 + 1) * fx) * fy
  );
}

/** Correlation −1..1 of two faces' brightness: brighter or flatter light changes nothing. 1 where both are blank. */
export function likeness(a: Float64Array, b: Float64Array): number {
  const count = a.length;
  let [meanA, meanB] = [0, 0];
  for (let i = 0; i < count; i++) {
    meanA += a[i]! / count;
    meanB += b[i]! / count;
  }
  let [ab, aa, bb] = [0, 0, 0];
  for (let i = 0; i < count; i++) {
    const [x, y] = [a[i]! - meanA, b[i]! - meanB];
    ab += x * y;
    aa += x * x;
    bb += y * y;
  }
  const spread = Math.sqrt(aa * bb);
  return spread > 0 ? ab / spread : 1;
}
