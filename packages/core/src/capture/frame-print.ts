/** A face in one frame as so coarse a picture that it stays the same however the frame is encoded: it tells frames that came before. */
import { brightnessAt } from './face-crop.ts';
import type { FacePatch } from './plane.ts';

/** Cells of a side. */
const cells = 8;
/** One deviation of brightness; what is far out is cut off. */
const unit = 32;

/** Numbers of the mesh's points whose means are the eyes and the mouth. */
const marks = { left: [33, 133], right: [362, 263], mouth: [61, 291, 13, 14] } as const;
/** Half the width of what a print shows, in halves of the distance between the eyes, and as much of the way from eyes to mouth. */
const printReach = 2.2;

/**
 * How far apart the prints of one frame may be that was encoded, scaled, brightened, blurred or covered with noise in between, in
 * deviations. Of 278 frames of the film: half are nearer than 0.065 whatever was done of that, the nearest of another moment 0.109 off.
 * Laid by eyes and mouth, half the frames of 15 of 16 pieces and more are nearer to themselves stretched, sheared or turned, and in none of 6328 pairs
 * of pieces at two times.
 */
const maxDistance = 0.07;
/** Share of a track's frames that may be those of an earlier one: whoever sits as before looks alike here and there, not on all the way. */
const maxKnownShare = 0.5;

/**
 * Two pictures of the face, each evened to mean 0 and deviation 1, times `unit`; 8 x 8, row by row. First turned upright, as large as every other
 * face, which a mirrored frame shares; then with eyes and mouth brought to the same three places, which one shares that was stretched or sheared.
 */
export type FramePrint = Int8Array;

/** The pictures of a print, each for itself. */
export function printParts(print: FramePrint): readonly FramePrint[] {
  const size = cells * cells;
  return Array.from({ length: Math.floor(print.length / size) }, (_, i) =>
    print.subarray(i * size, (i + 1) * size),
  );
}

export function framePrint({ brightness, points }: FacePatch): FramePrint {
  const side = Math.round(Math.sqrt(brightness.length));
  const upright = evened(side, (x, y) => brightness[y * side + x]!);
  const laid = evened(side, laidOver(side, Float64Array.from(brightness), points));
  return Int8Array.from([...upright, ...laid]);
}

type Picture = (x: number, y: number) => number;

/** A picture with eyes and mouth where all others have them. */
function laidOver(side: number, data: Float64Array, points: Float64Array): Picture {
  const [left, right, mouth] = [marks.left, marks.right, marks.mouth].map((of) => middleOf(points, of)) as [
    Place,
    Place,
    Place,
  ];
  const between = { x: (left.x + right.x) / 2, y: (left.y + right.y) / 2 };
  const across = { x: (right.x - left.x) / 2, y: (right.y - left.y) / 2 };
  const down = { x: mouth.x - between.x, y: mouth.y - between.y };
  return (x, y) => {
    const u = (((x + 0.5) / side) * 2 - 1) * printReach;
    const v = (((y + 0.5) / side) * 2 - 1) * (printReach / 2) + 0.5;
    return brightnessAt(
      data,
      side,
      between.x + u * across.x + v * down.x,
      between.y + u * across.y + v * down.y,
    );
  };
}

function evened(side: number, picture: Picture): Int8Array {
  const wide = side / cells;
  const sums = new Float64Array(cells * cells);
  for (let y = 0; y < side; y++) {
    for (let x = 0; x < side; x++) {
      sums[Math.floor(y / wide) * cells + Math.floor(x / wide)]! += picture(x, y);
    }
  }
  let [mean, square] = [0, 0];
  for (const sum of sums) mean += sum / sums.length;
  for (const sum of sums) square += ((sum - mean) * (sum - mean)) / sums.length;
  // One grey level at least: what is blank has no contrast to speak of.
  const deviation = Math.max(wide * wide, Math.sqrt(square));
  return Int8Array.from(sums, (sum) =>
    Math.max(-127, Math.min(127, Math.round((unit * (sum - mean)) / deviation))),
  );
}

interface Place {
  readonly x: number;
  readonly y: number;
}

function middleOf(points: Float64Array, numbers: readonly number[]): Place {
  let [x, y] = [0, 0];
  for (const number of numbers) {
    x += points[2 * number]! / numbers.length;
    y += points[2 * number + 1]! / numbers.length;
  }
  return { x, y };
}

/** The print of the same frame, mirrored: a turn to the other side. */
export function mirroredPrint(print: FramePrint): FramePrint {
  return print.map((_, i) => print[i - (i % cells) + cells - 1 - (i % cells)]!);
}

/** Whether so many frames of a track are frames of earlier ones, mirrored or not, that it is no film of its own. */
export function isReplayed(track: readonly FramePrint[], earlier: readonly FramePrint[]): boolean {
  const before = earlier.map(printParts);
  const now = track.map((print) => [printParts(print), printParts(mirroredPrint(print))]);
  // Each kind of picture for itself: what one takes for known the other need not.
  return [0, 1].some((kind) => {
    const known = now.filter((ways) =>
      ways.some((parts) => before.some((other) => isNear(parts[kind], other[kind]))),
    );
    return track.length > 0 && known.length >= maxKnownShare * track.length;
  });
}

function isNear(a: FramePrint | undefined, b: FramePrint | undefined): boolean {
  if (a === undefined || b === undefined) return false;
  const most = unit * maxDistance;
  let sum = 0;
  for (let i = 0; i < a.length; i++) sum += (a[i]! - b[i]!) * (a[i]! - b[i]!);
  return sum <= most * most * a.length;
}
