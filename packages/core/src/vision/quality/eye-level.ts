/**
 * Whether both eyes lie at one height of the face: one eye is looked for where the other would be in a mirror. The mesh cannot
 * tell, for it keeps the shape of a face on whatever it is laid.
 */
import { type AlignedPicture, type Zone, zoneOf } from './aligned-picture.ts';
import { eyeStep, levelReach, levelSlack, levelSurround, pictureSide } from './tuning.ts';

const side = pictureSide / 2;
/** The person's left eye with its brow, in cells of 2 x 2 pixels. */
const eye = halved(zoneOf(0.42, 5.63, 0.7, 4.45));
/** What is read of the picture: the eyes, wherever they are looked for, and their surroundings. */
const rows = {
  first: eye.top - levelReach.down - levelSurround,
  last: eye.bottom + levelReach.down + levelSurround,
} as const;

export interface EyeLevel {
  /** How far apart the eyes lie in height, over the distance between them. */
  readonly step: number;
  /** How much better they match there than at one height: difference of two correlations. */
  readonly gain: number;
}

/** Zeros where nothing is drawn. */
export function eyeLevel(picture: AlignedPicture): EyeLevel {
  const detail = detailOf(picture.smooth);
  const squares = sumsOf((row, column) => detail[row * side + column]! * detail[row * side + column]!);
  const strength = sumWithin(squares, eye);
  const best = new Float64Array(2 * levelReach.down + 1);
  let highest = 0;
  for (let down = -levelReach.down; down <= levelReach.down; down++) {
    let most = -1;
    for (let across = -levelReach.across; across <= levelReach.across; across++) {
      const there = {
        left: side - across - eye.right,
        right: side - across - eye.left,
        top: eye.top + down,
        bottom: eye.bottom + down,
      };
      const power = strength * sumWithin(squares, there);
      most = Math.max(most, power > 0 ? inCommon(detail, across, down) / Math.sqrt(power) : 0);
    }
    const at = down + levelReach.down;
    best[at] = most - levelSlack * Math.abs(down);
    if (best[at]! > best[highest]!) highest = at;
  }
  const level = best[levelReach.down]!;
  const gain = best[highest]! - level;
  if (!(gain > 0)) return { step: 0, gain: 0 };
  const step = Math.abs(highest - levelReach.down + beside(best, highest));
  return { step: step / eyeStep, gain };
}

/** Sum of products of the one eye and what lies there in the mirrored picture, `across` and `down` aside; cells. */
function inCommon(detail: Float64Array, across: number, down: number): number {
  let sum = 0;
  for (let row = eye.top; row < eye.bottom; row++) {
    const from = row * side;
    const mirrored = (row + down) * side + side - 1 - across;
    for (let column = eye.left; column < eye.right; column++) {
      sum += detail[from + column]! * detail[mirrored - column]!;
    }
  }
  return sum;
}

/** Where between its neighbours a parabola has its top; -0.5..0.5 cells. */
function beside(values: Float64Array, at: number): number {
  if (at === 0 || at === values.length - 1) return 0;
  const before = values[at - 1]!;
  const after = values[at + 1]!;
  const bend = before - 2 * values[at]! + after;
  return bend < 0 ? (before - after) / (2 * bend) : 0;
}

/** Each cell less the mean of those around it, so that light from one side does not count; around the eyes alone. */
function detailOf(smooth: Float64Array): Float64Array {
  const cells = new Float64Array(side * side);
  const sums = sumsOf((row, column) => {
    const at = 2 * (row * pictureSide + column);
    const sum = smooth[at]! + smooth[at + 1]! + smooth[at + pictureSide]! + smooth[at + pictureSide + 1]!;
    cells[row * side + column] = sum / 4;
    return sum / 4;
  });
  const detail = new Float64Array(side * side);
  const around = 2 * levelSurround + 1;
  for (let top = rows.first; top + around <= rows.last; top++) {
    const row = top + levelSurround;
    for (let left = 0; left + around <= side; left++) {
      const at = row * side + left + levelSurround;
      const sum = sumWithin(sums, { left, right: left + around, top, bottom: top + around });
      detail[at] = cells[at]! - sum / (around * around);
    }
  }
  return detail;
}

/** Sums of all cells above and left of each corner, from the first row that is looked at. */
function sumsOf(value: (row: number, column: number) => number): Float64Array {
  const sums = new Float64Array((side + 1) * (side + 1));
  for (let row = rows.first; row < rows.last; row++) {
    let along = 0;
    for (let column = 0; column < side; column++) {
      along += value(row, column);
      sums[(row + 1) * (side + 1) + column + 1] = sums[row * (side + 1) + column + 1]! + along;
    }
  }
  return sums;
}

function sumWithin(sums: Float64Array, { left, right, top, bottom }: Zone): number {
  const above = top * (side + 1);
  const below = bottom * (side + 1);
  return sums[below + right]! - sums[below + left]! - sums[above + right]! + sums[above + left]!;
}

function halved({ left, right, top, bottom }: Zone): Zone {
  return {
    left: Math.round(left / 2),
    right: Math.round(right / 2),
    top: Math.round(top / 2),
    bottom: Math.round(bottom / 2),
  };
}
