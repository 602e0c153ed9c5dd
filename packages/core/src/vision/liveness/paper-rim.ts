/**
 * Looks for the bright rim of a head that was cut out of paper: a narrow ridge that runs around the head at one distance or
 * another, wherever it is looked for. Hair, collars and lamps behind a head make ridges here and there, hardly ever all around.
 */
import type { Box } from '../../contract/rgb-image.ts';
import type { PlaneRotation } from '../landmarks/face-landmarker.ts';
import type { ImagePyramid } from '../sampling/affine.ts';
import {
  rimHeadHeight,
  rimHeightCap,
  rimMaxMove,
  rimNearest,
  rimPoints,
  rimRays,
  rimShare,
  rimStep,
  rimWindow,
} from './tuning.ts';

/**
 * Brightness, 0..60 of 255, that the rim has over what lies on both sides of it, in all directions but the worst 15 %: from
 * the face's middle over the head, 110° to either side. 0 where there is none.
 *
 * Directions come of turning one by a constant, so the result is equal in every bit on every engine.
 * @param box the face, in pixels of the picture, which stands as `turn` says, a whole number of quarter turns
 */
export function readPaperRim(pyramid: ImagePyramid, box: Box, turn: PlaneRotation): number {
  const width = turn.cos === 0 ? box.height : box.width;
  const step = width * rimStep;
  const { image, shrink } = pyramid.atLeast(step);
  const along = pyramid.kernel.brightestWay(image, {
    shrink,
    columns: pyramid.image.width,
    rows: pyramid.image.height,
    x: box.x + box.width / 2,
    y: box.y + box.height / 2,
    ways: waysAround(turn),
    near: width * rimNearest,
    step,
    points: rimPoints,
    window: rimWindow,
    cap: rimHeightCap,
    maxMove: rimMaxMove,
  });
  return along.sort()[Math.floor(rimShare * (rimRays - 1))]!;
}

/** Where rays go, x and y by turns, clockwise: a step is a width of the face, and longer upwards. */
function waysAround({ cos, sin }: PlaneRotation): Float64Array {
  const ways = new Float64Array(2 * rimRays);
  let [across, down] = firstRay;
  for (let ray = 0; ray < rimRays; ray++) {
    // Heads are taller than wide.
    ways[2 * ray] = cos * across - sin * down * rimHeadHeight;
    ways[2 * ray + 1] = sin * across + cos * down * rimHeadHeight;
    [across, down] = [
      across * betweenRays.cos - down * betweenRays.sin,
      across * betweenRays.sin + down * betweenRays.cos,
    ];
  }
  return ways;
}

/** Of 110° to the left of upwards: x to the right, y down. */
const firstRay: readonly [number, number] = [-0.9396926207859084, 0.3420201433256687];
/** Of 220° / 95. */
const betweenRays = { cos: 0.9991832977221955, sin: 0.04040714730092135 } as const;
