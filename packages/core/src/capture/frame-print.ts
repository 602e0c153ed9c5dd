/** A face in one frame as so coarse a picture that it stays the same however the frame is encoded: it tells frames that came before. */
import type { FacePatch } from './plane.ts';

/** Cells of a side. */
const cells = 8;
/** One deviation of brightness; what is far out is cut off. */
const unit = 32;

/**
 * How far apart the prints of one frame may be that was encoded, scaled, brightened, blurred or covered with noise in between, in
 * deviations. Of 278 frames of the film: half are nearer than 0.065 whatever was done of that, the nearest of another moment 0.109 off.
 */
const maxDistance = 0.07;
/** Share of a track's frames that may be those of an earlier one: whoever sits as before looks alike here and there, not on all the way. */
const maxKnownShare = 0.5;

/** Evened to mean 0 and deviation 1, times `unit`; 8 x 8, row by row. Turned upright, as large as every other face. */
export type FramePrint = Int8Array;

export function framePrint({ brightness }: FacePatch): FramePrint {
  const side = Math.round(Math.sqrt(brightness.length));
  const wide = side / cells;
  const sums = new Float64Array(cells * cells);
  for (let y = 0; y < side; y++) {
    for (let x = 0; x < side; x++) {
      sums[Math.floor(y / wide) * cells + Math.floor(x / wide)]! += brightness[y * side + x]!;
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

/** The print of the same frame, mirrored: a turn to the other side. */
export function mirroredPrint(print: FramePrint): FramePrint {
  return print.map((_, i) => print[i - (i % cells) + cells - 1 - (i % cells)]!);
}

/** Whether so many frames of a track are frames of earlier ones, mirrored or not, that it is no film of its own. */
export function isReplayed(track: readonly FramePrint[], earlier: readonly FramePrint[]): boolean {
  const known = track.filter((print) => {
    const mirrored = mirroredPrint(print);
    return earlier.some((other) => isNear(print, other) || isNear(mirrored, other));
  });
  return track.length > 0 && known.length >= maxKnownShare * track.length;
}

function isNear(a: FramePrint, b: FramePrint): boolean {
  if (a.length !== b.length) return false;
  const most = unit * maxDistance;
  let sum = 0;
  for (let i = 0; i < a.length; i++) sum += (a[i]! - b[i]!) * (a[i]! - b[i]!);
  return sum <= most * most * a.length;
}
