/** What a face looks like, sample by sample on its mesh, so that frames can be compared whichever way the head is turned. */
import { landmarkCount } from '../vision/landmarks/face-landmarker.ts';
import type { ImagePyramid } from '../vision/sampling/affine.ts';
import { brightnessAt, faceCrop } from './face-crop.ts';

/** Side of the crop that is read, in pixels: coarse enough that noise, focus and compression hardly show. */
const looksSide = 48;

/** Brightness 0..255 of the skin under each of the 468 mesh points. */
export function faceAppearance(pyramid: ImagePyramid, points: Float64Array): Float64Array {
  const crop = faceCrop(pyramid, points, looksSide);
  const brightness = new Float64Array(landmarkCount);
  for (let vertex = 0; vertex < landmarkCount; vertex++) {
    const [u, v] = [crop.points[2 * vertex]!, crop.points[2 * vertex + 1]!];
    brightness[vertex] = brightnessAt(crop.brightness, looksSide, u, v);
  }
  return brightness;
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
