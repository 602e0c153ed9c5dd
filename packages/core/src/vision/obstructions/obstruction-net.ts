/** Which parts of a face are covered: a map over the aligned crop, and the visible share of every facial region. */

import type { InferenceModel } from '../../contract/ports.ts';
import type { Region } from '../../contract/report.ts';
import type { Point } from '../../contract/rgb-image.ts';
import { pointAt } from '../landmarks/face-landmarker.ts';
import { type Affine, applyAffine, type ImagePyramid, sample } from '../sampling/affine.ts';
import { alignedAffine, toAligned } from './aligned-face.ts';
import { faceOutline, type RegionOutline, regionOutlines } from './face-regions.ts';
import { alignedSide, mapSide, oddSide, oddZone, samplesPerCell } from './tuning.ts';

export interface ObstructionMap {
  /** `mapSide`² shares 0..1 of each cell that is covered or out of the picture, row by row. */
  readonly occlusion: Float32Array;
  /** The visible share of each region, 0..1. */
  readonly visible: Readonly<Record<Region, number>>;
  /** The share of each region that lies inside the picture, 0..1. */
  readonly inside: Readonly<Record<Region, number>>;
  /** 1 for each cell whose middle lies on the face, else 0. */
  readonly face: Uint8Array;
  /** How much of the features is not as in a face, 0..1. */
  readonly odd: number;
  /** Corners of the crop in pixels of the picture that was looked at, clockwise from its top left. */
  readonly corners: readonly [Point, Point, Point, Point];
}

/**
 * @param points 468 x 3 mesh points, in pixels of `pyramid.image`.
 * @param blank 1 for each cell in which the photo holds nothing: it counts as covered. None does when left out.
 */
export async function mapObstructions(
  model: InferenceModel,
  pyramid: ImagePyramid,
  points: Float64Array,
  blank?: Float32Array,
): Promise<ObstructionMap> {
  const affine = alignedAffine(points);
  const input = sample(pyramid, affine, {
    width: alignedSide,
    height: alignedSide,
    layout: 'NCHW',
    colorOrder: 'RGB',
    mean: 0,
    scale: 255,
    outside: 0,
  });
  const { cover: seen, odd } = await model.run({ input });
  const outside = outsideShares(affine, pyramid.image);
  const occlusion = seen!.data.slice();
  for (let i = 0; i < occlusion.length; i++) {
    occlusion[i] = Math.max(occlusion[i]!, outside[i]!, blank === undefined ? 0 : blank[i]!);
  }
  const corner = (u: number, v: number) => applyAffine(affine, u * alignedSide, v * alignedSide);
  const counts = samplesOfRegions(affine, points);
  return {
    occlusion,
    visible: visibleShares(occlusion, counts),
    inside: visibleShares(outside, counts),
    face: faceCells(affine, points),
    odd: oddShare(odd!.data),
    corners: [corner(0, 0), corner(1, 0), corner(1, 1), corner(0, 1)],
  };
}

/** Mean over the features, which lie in one place of the aligned face. */
function oddShare(odd: Float32Array): number {
  const { left, top, right, bottom } = oddZone;
  let sum = 0;
  for (let row = top; row < bottom; row++) {
    for (let column = left; column < right; column++) sum += odd[row * oddSide + column]!;
  }
  return sum / ((right - left) * (bottom - top));
}

/** How much of each cell lies beyond the picture's edge, 0..1: it is covered, whatever the net makes of it. */
function outsideShares(
  affine: Affine,
  picture: { readonly width: number; readonly height: number },
): Float32Array {
  const shares = new Float32Array(mapSide * mapSide);
  const cell = alignedSide / mapSide;
  const { xx, xy, x0, yx, yy, y0 } = affine;
  const isOutside = (u: number, v: number) => {
    const x = xx * u + xy * v + x0;
    const y = yx * u + yy * v + y0;
    return x < 0 || y < 0 || x > picture.width || y > picture.height;
  };
  for (let i = 0; i < shares.length; i++) {
    const left = (i % mapSide) * cell;
    const top = Math.floor(i / mapSide) * cell;
    const right = left + cell;
    const bottom = top + cell;
    // What lies between corners inside of the picture does so, too.
    if (
      !isOutside(left, top) &&
      !isOutside(right, top) &&
      !isOutside(left, bottom) &&
      !isOutside(right, bottom)
    )
      continue;
    let outside = 0;
    for (let s = 0; s < samplesPerCell * samplesPerCell; s++) {
      const u = ((i % mapSide) + ((s % samplesPerCell) + 0.5) / samplesPerCell) * cell;
      const v = (Math.floor(i / mapSide) + (Math.floor(s / samplesPerCell) + 0.5) / samplesPerCell) * cell;
      if (isOutside(u, v)) outside += 1;
    }
    shares[i] = outside / (samplesPerCell * samplesPerCell);
  }
  return shares;
}

/** Of every cell that an outline of a region reaches into: which it is, and how many of its samples lie inside. */
type CountedCells = readonly { readonly cell: number; readonly inside: number }[];

function samplesOfRegions(affine: Affine, points: Float64Array): Readonly<Record<Region, CountedCells>> {
  return byRegion((region) =>
    outlinesOf(regionOutlines[region], affine, points).flatMap((outline) => samplesInside(outline)),
  );
}

function visibleShares(
  occlusion: Float32Array,
  counts: Readonly<Record<Region, CountedCells>>,
): Readonly<Record<Region, number>> {
  return byRegion((region) => visibleShare(occlusion, counts[region]));
}

function byRegion<Value>(of: (region: Region) => Value): Readonly<Record<Region, Value>> {
  return {
    leftEye: of('leftEye'),
    rightEye: of('rightEye'),
    nose: of('nose'),
    mouth: of('mouth'),
    chin: of('chin'),
    forehead: of('forehead'),
    cheeks: of('cheeks'),
  };
}

/** Which cells' middles lie within the mesh's silhouette. */
function faceCells(affine: Affine, points: Float64Array): Uint8Array {
  const [outline] = outlinesOf(faceOutline, affine, points);
  const cells = new Uint8Array(mapSide * mapSide);
  for (let row = 0; row < mapSide; row++) {
    const crossings = crossingsAt(outline!, row + 0.5);
    for (let column = 0; column < mapSide; column++) {
      if (isBetween(crossings, column + 0.5)) cells[row * mapSide + column] = 1;
    }
  }
  return cells;
}

/** Outlines of a region in cells of the map. */
function outlinesOf(
  region: RegionOutline,
  affine: Affine,
  points: Float64Array,
): readonly (readonly Point[])[] {
  const cell = alignedSide / mapSide;
  const [growX, growY] = region.grow;
  return region.polygons.map((polygon) => {
    const outline = polygon.map((vertex) => {
      const { x, y } = toAligned(affine, pointAt(points, vertex));
      return { x: x / cell, y: y / cell };
    });
    const { minX, maxX, minY, maxY } = bounds(outline);
    const x = (minX + maxX) / 2;
    const y = (minY + maxY) / 2;
    return outline.map((point) => ({ x: (point.x - x) * growX + x, y: (point.y - y) * growY + y }));
  });
}

/** Mean of what is not covered over the samples inside any of the outlines; 0 when none lies in the map. */
function visibleShare(occlusion: Float32Array, cells: CountedCells): number {
  let count = 0;
  let covered = 0;
  for (const { cell, inside } of cells) {
    count += inside;
    covered += inside * occlusion[cell]!;
  }
  return count === 0 ? 0 : 1 - covered / count;
}

/** Row by row. */
function samplesInside(outline: readonly Point[]): CountedCells {
  const { minX, maxX, minY, maxY } = bounds(outline);
  const firstX = Math.max(0, Math.floor(minX));
  const lastX = Math.min(mapSide - 1, Math.floor(maxX));
  const firstY = Math.max(0, Math.floor(minY));
  const lastY = Math.min(mapSide - 1, Math.floor(maxY));
  const cells = [];
  for (let row = firstY; row <= lastY; row++) {
    const lines = Array.from({ length: samplesPerCell }, (_, s) =>
      crossingsAt(outline, row + (s + 0.5) / samplesPerCell),
    );
    for (let column = firstX; column <= lastX; column++) {
      let inside = 0;
      for (const crossings of lines) {
        for (let s = 0; s < samplesPerCell; s++) {
          if (isBetween(crossings, column + (s + 0.5) / samplesPerCell)) inside += 1;
        }
      }
      if (inside > 0) cells.push({ cell: row * mapSide + column, inside });
    }
  }
  return cells;
}

/** Where an outline crosses the line at `y`, in the order of its points. */
function crossingsAt(outline: readonly Point[], y: number): number[] {
  const crossings: number[] = [];
  let before = outline[outline.length - 1]!;
  for (const point of outline) {
    if (point.y > y !== before.y > y) {
      crossings.push(before.x + ((y - before.y) / (point.y - before.y)) * (point.x - before.x));
    }
    before = point;
  }
  return crossings;
}

/** Even-odd rule. */
function isBetween(crossings: readonly number[], x: number): boolean {
  let inside = false;
  for (const crossing of crossings) if (x < crossing) inside = !inside;
  return inside;
}

function bounds(points: readonly Point[]): { minX: number; maxX: number; minY: number; maxY: number } {
  let minX = Infinity;
  let maxX = -Infinity;
  let minY = Infinity;
  let maxY = -Infinity;
  for (const { x, y } of points) {
    if (x < minX) minX = x;
    if (x > maxX) maxX = x;
    if (y < minY) minY = y;
    if (y > maxY) maxY = y;
  }
  return { minX, maxX, minY, maxY };
}
