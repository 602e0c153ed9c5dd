/** A face as an upright, square crop of one size, in grey, and where its mesh lies in it. */
import { landmarkCount, regionFromLandmarks, rollOf } from '../vision/landmarks/face-landmarker.ts';
import { type ImagePyramid, regionAffine, sample } from '../vision/sampling/affine.ts';

export interface FaceCrop {
  /** Brightness 0..255 by Rec. 601, row by row. */
  readonly brightness: Float64Array;
  /** 468 x 2: pixels of the crop. */
  readonly points: Float64Array;
}

/**
 * @param points 468 x 3, in pixels of the pyramid's picture.
 * @param size Pixels of a side.
 */
export function faceCrop(pyramid: ImagePyramid, points: Float64Array, size: number): FaceCrop {
  const region = regionFromLandmarks({ points, roll: rollOf(points) });
  const { data } = sample(pyramid, regionAffine(region, size), {
    width: size,
    height: size,
    layout: 'NHWC',
    colorOrder: 'RGB',
    mean: 0,
    scale: 1,
    outside: 'edge',
  });
  const brightness = new Float64Array(size * size);
  for (let i = 0; i < size * size; i++) {
    brightness[i] = 0.299 * data[3 * i]! + 0.587 * data[3 * i + 1]! + 0.114 * data[3 * i + 2]!;
  }
  const placed = new Float64Array(2 * landmarkCount);
  for (let i = 0; i < landmarkCount; i++) {
    const dx = points[3 * i]! - region.centre.x;
    const dy = points[3 * i + 1]! - region.centre.y;
    placed[2 * i] = ((dx * region.cos + dy * region.sin) / region.size + 0.5) * size - 0.5;
    placed[2 * i + 1] = ((dy * region.cos - dx * region.sin) / region.size + 0.5) * size - 0.5;
  }
  return { brightness, points: placed };
}

/** Bilinear; the edge goes on outside. @param size Pixels of a side. */
export function brightnessAt(data: Float64Array, size: number, u: number, v: number): number {
  const x = Math.min(size - 1.001, Math.max(0, u));
  const y = Math.min(size - 1.001, Math.max(0, v));
  const [x0, y0] = [Math.floor(x), Math.floor(y)];
  const [fx, fy] = [x - x0, y - y0];
  const i = y0 * size + x0;
  return (
    (data[i]! * (1 - fx) + data[i + 1]! * fx) * (1 - fy) +
    (data[i + size]! * (1 - fx) + data[i + size + 1]! * fx) * fy
  );
}
