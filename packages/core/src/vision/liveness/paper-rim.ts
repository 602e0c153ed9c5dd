/**
 * Looks for the bright rim of a head that was cut out of paper: a narrow ridge that runs around the head at one distance or
 * another, wherever it is looked for. Hair, collars and lamps behind a head make ridges here and there, hardly ever all around.
 */
import type { Box, RgbImage } from '../../contract/rgb-image.ts';
import type { PlaneRotation } from '../landmarks/face-landmarker.ts';
import type { ImagePyramid } from '../sampling/affine.ts';
import { lumaOf } from '../sampling/luma.ts';
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
  const ridges = polarRidges(pyramid, box, turn);
  const along = brightestPath(ridges).sort((a, b) => a - b);
  return along[Math.floor(rimShare * (rimRays - 1))]!;
}

/** How high each point of each ray stands over its surroundings along the ray; ray by ray, clockwise. */
function polarRidges(pyramid: ImagePyramid, box: Box, { cos, sin }: PlaneRotation): Float64Array {
  const width = cos === 0 ? box.height : box.width;
  const step = width * rimStep;
  const { image, shrink } = pyramid.atLeast(step);
  const x = box.x + box.width / 2;
  const y = box.y + box.height / 2;
  const { width: columns, height: rows } = pyramid.image;
  const ridges = new Float64Array(rimRays * rimPoints);
  const levels = new Float64Array(rimPoints);
  let [across, down] = firstRay;
  for (let ray = 0; ray < rimRays; ray++) {
    // Heads are taller than wide.
    const dx = cos * across - sin * down * rimHeadHeight;
    const dy = sin * across + cos * down * rimHeadHeight;
    const distance = (point: number) => width * rimNearest + point * step;
    for (let point = 0; point < rimPoints; point++) {
      const far = distance(point);
      levels[point] = lumaAt(image, (x + dx * far) / shrink - 0.5, (y + dy * far) / shrink - 0.5);
    }
    const row = ridges.subarray(ray * rimPoints, (ray + 1) * rimPoints);
    standOut(levels, row);
    for (let point = 0; point < rimPoints; point++) {
      const px = x + dx * distance(point);
      const py = y + dy * distance(point);
      if (px < 1 || py < 1 || px > columns - 1 || py > rows - 1) row[point] = 0;
    }
    [across, down] = [
      across * betweenRays.cos - down * betweenRays.sin,
      across * betweenRays.sin + down * betweenRays.cos,
    ];
  }
  return ridges;
}

/** Of 110° to the left of upwards: x to the right, y down. */
const firstRay: readonly [number, number] = [-0.9396926207859084, 0.3420201433256687];
/** Of 220° / 95. */
const betweenRays = { cos: 0.9991832977221955, sin: 0.04040714730092135 } as const;

const edge = rimWindow - 1;
/** A ray's levels, its first and last repeated as often as the window reaches; its levels after an erosion. */
const padded = new Float64Array(rimPoints + 2 * edge);
const floors = new Float64Array(rimPoints + edge);

/** White top-hat: levels less their opening, which takes away whatever is narrower than the window. */
function standOut(levels: Float64Array, into: Float64Array): void {
  padded.fill(levels[0]!, 0, edge);
  padded.set(levels, edge);
  padded.fill(levels[rimPoints - 1]!, edge + rimPoints);
  for (let i = 0; i < floors.length; i++) {
    let least = padded[i]!;
    for (let k = i + 1; k <= i + edge; k++) if (padded[k]! < least) least = padded[k]!;
    floors[i] = least;
  }
  for (let point = 0; point < rimPoints; point++) {
    let opened = floors[point]!;
    for (let k = point + 1; k <= point + edge; k++) if (floors[k]! > opened) opened = floors[k]!;
    const height = levels[point]! - opened;
    into[point] = Math.min(rimHeightCap, height);
  }
}

/** The ridge on each ray, along the way of greatest sum that from ray to ray moves in or out by three points at most. */
function brightestPath(ridges: Float64Array): number[] {
  let sums = ridges.slice(0, rimPoints);
  const from: Int32Array[] = [];
  for (let ray = 1; ray < rimRays; ray++) {
    const next = new Float64Array(rimPoints);
    const came = new Int32Array(rimPoints);
    for (let point = 0; point < rimPoints; point++) {
      let best = Math.max(0, point - rimMaxMove);
      const end = Math.min(rimPoints - 1, point + rimMaxMove);
      for (let other = best + 1; other <= end; other++) if (sums[other]! > sums[best]!) best = other;
      came[point] = best;
      next[point] = sums[best]! + ridges[ray * rimPoints + point]!;
    }
    sums = next;
    from.push(came);
  }
  let at = sums.indexOf(Math.max(...sums));
  const path = [ridges[(rimRays - 1) * rimPoints + at]!];
  for (let ray = rimRays - 2; ray >= 0; ray--) {
    at = from[ray]![at]!;
    path.push(ridges[ray * rimPoints + at]!);
  }
  return path;
}

/** ITU-R BT.601 luma 0..255 between four pixels; the nearest ones past the edge. */
function lumaAt(image: RgbImage, x: number, y: number): number {
  const left = Math.floor(x);
  const top = Math.floor(y);
  const right = x - left;
  const low = y - top;
  const { data, width, height } = image;
  if (left >= 0 && top >= 0 && left < width - 1 && top < height - 1) {
    const at = (top * width + left) * 3;
    const under = at + width * 3;
    const above = lumaOf(data, at) * (1 - right) + lumaOf(data, at + 3) * right;
    const below = lumaOf(data, under) * (1 - right) + lumaOf(data, under + 3) * right;
    return above * (1 - low) + below * low;
  }
  const above = pixelLuma(image, left, top) * (1 - right) + pixelLuma(image, left + 1, top) * right;
  const below = pixelLuma(image, left, top + 1) * (1 - right) + pixelLuma(image, left + 1, top + 1) * right;
  return above * (1 - low) + below * low;
}

function pixelLuma({ data, width, height }: RgbImage, column: number, row: number): number {
  const x = column < 0 ? 0 : column >= width ? width - 1 : column;
  const y = row < 0 ? 0 : row >= height ? height - 1 : row;
  return lumaOf(data, (y * width + x) * 3);
}
