/** Whether the picture of a face moved from one frame to another as a plane does: told by its pixels, not by its mesh. */
import { faceOutline } from '../vision/obstructions/face-regions.ts';
import type { ImagePyramid } from '../vision/sampling/affine.ts';
import { align, flatWarp, type Grey, type Warp } from './align.ts';
import { faceCrop } from './face-crop.ts';
import { fitHomography } from './homography.ts';

/** Side of the crop that is compared, in pixels: a face fills about two thirds of it. */
const side = 64;
/** Steps of the alignment at most: on the picture smoothed much, then on the one smoothed little. */
const coarse = { smoothings: 5, steps: 20 } as const;
const fine = { smoothings: 1, steps: 12 } as const;
/** Pixels that a face has at least; an upright one that looks into the camera has 1200. */
const leastSpots = 200;

/** A face as an upright crop of one size. */
export interface FacePatch {
  /** Brightness 0..255, `side` x `side`, row by row; a byte each, as tracks are long. */
  readonly brightness: Uint8Array;
  /** 468 x 2: where the mesh lies in it, in its pixels. */
  readonly points: Float64Array;
}

/** @param points 468 x 3, in pixels of the pyramid's picture. */
export function facePatch(pyramid: ImagePyramid, points: Float64Array): FacePatch {
  const crop = faceCrop(pyramid, points, side);
  return { brightness: Uint8Array.from(crop.brightness, (value) => Math.round(value)), points: crop.points };
}

/** How much of the first picture of a face the second one explains when it is laid over it, as correlation: −1..1. */
export interface Explained {
  /** As the picture on a plane moves. */
  readonly plane: number;
  /** As that on an upright sheet moves, flat, bent, or bent otherwise in each picture. */
  readonly sheet: number;
}

/**
 * How well the second picture of a face is explained by the first one on a plane: the correlation of their brightness where the
 * first has the face, when the second is laid over it by the homography that suits best. It starts from the mesh and is found by
 * the pixels: a mesh sees depth where there is none, and its points do not stay with the picture then.
 *
 * @returns −1..1: a print stays above 0.98 however it is turned, a head that turns by 15 degrees falls to 0.95 and less.
 *   Undefined where the mesh encloses no face or determines no homography, and where the face is blank.
 */
export function planeLikeness(from: FacePatch, to: FacePatch): number | undefined {
  return layOnPlane(from, to)?.fine.correlation;
}

/** The same on a plane, and on a sheet that may be bent. */
export function explainedBy(from: FacePatch, to: FacePatch): Explained | undefined {
  const plane = layOnPlane(from, to);
  if (plane?.fine.correlation === undefined) return undefined;
  const { pictures, rough, fine: flat } = plane;
  const bent = (warp: Warp) => [...warp, 0, 0, 0, 0];
  const bentRoughly = align(...pictures.coarse, bent(rough.warp), coarse.steps);
  const found = [bentRoughly.warp, bent(flat.warp)].map(
    (start) => align(...pictures.fine, start, fine.steps).correlation ?? -1,
  );
  return { plane: plane.fine.correlation, sheet: Math.max(plane.fine.correlation, ...found) };
}

type Pictures = [template: Grey, target: Grey, spots: Float64Array];

function layOnPlane(from: FacePatch, to: FacePatch) {
  const start = fitHomography(from.points, to.points);
  if (start === undefined) return undefined;
  const spots = spotsOf(from.points);
  if (spots.length < 2 * leastSpots) return undefined;
  const [a, b] = [Float64Array.from(from.brightness), Float64Array.from(to.brightness)];
  const smoothed = (data: Float64Array, times: number): Grey => ({ data: smooth(data, times), side });
  // A picture that is smoothed so much is known by every other pixel of every other line.
  const few = spots.filter((_, i) => spots[i - (i % 2)]! % 2 === 0 && spots[i - (i % 2) + 1]! % 2 === 0);
  const pictures: Readonly<Record<'coarse' | 'fine', Pictures>> = {
    coarse: [smoothed(a, coarse.smoothings), smoothed(b, coarse.smoothings), few],
    fine: [smoothed(a, fine.smoothings), smoothed(b, fine.smoothings), spots],
  };
  const rough = align(...pictures.coarse, start.slice(0, flatWarp), coarse.steps);
  return { pictures, rough, fine: align(...pictures.fine, rough.warp, fine.steps) };
}

/** x, y of each pixel within the outline of the face. */
function spotsOf(points: Float64Array): Float64Array {
  const found: number[] = [];
  for (let y = 0; y < side; y++) {
    for (let x = 0; x < side; x++) if (isInside(points, x, y)) found.push(x, y);
  }
  return Float64Array.from(found);
}

function isInside(points: Float64Array, x: number, y: number): boolean {
  const [outline] = faceOutline.polygons as [readonly number[]];
  let inside = false;
  for (let i = 0; i < outline.length; i++) {
    const [a, b] = [2 * outline[i]!, 2 * outline[(i + 1) % outline.length]!];
    const [ax, ay, bx, by] = [points[a]!, points[a + 1]!, points[b]!, points[b + 1]!];
    if (ay > y !== by > y && x < ((bx - ax) * (y - ay)) / (by - ay) + ax) inside = !inside;
  }
  return inside;
}

/** Binomial, 3 x 3, so many times. */
function smooth(data: Float64Array, times: number): Float64Array {
  let from = data;
  for (let time = 0; time < times; time++) {
    const across = new Float64Array(from.length);
    const result = new Float64Array(from.length);
    for (let i = 0; i < from.length; i++) {
      const x = i % side;
      across[i] = 0.25 * (from[x > 0 ? i - 1 : i]! + from[x < side - 1 ? i + 1 : i]!) + 0.5 * from[i]!;
    }
    for (let i = 0; i < from.length; i++) {
      const [above, below] = [i >= side ? i - side : i, i + side < from.length ? i + side : i];
      result[i] = 0.25 * (across[above]! + across[below]!) + 0.5 * across[i]!;
    }
    from = result;
  }
  return from;
}
