/** How well angles follow when a photo is turned in its plane or mirrored. */
import { max, mean } from 'simple-statistics';
import { wrapDegrees } from '../statistics/angle.ts';
import { type Proportion, shareOf } from '../statistics/proportion.ts';

/** Degrees. */
export interface Pose {
  readonly yaw: number;
  readonly pitch: number;
  readonly roll: number;
}

/** One variant of one photo against the photo itself. */
export interface Comparison {
  /** Degrees clockwise; null for the mirrored photo. */
  readonly turn: number | null;
  readonly upright: Pose;
  /** Undefined: no face was found any more, or an error. */
  readonly changed: Pose | undefined;
  /** No finding about angles was made on the variant. */
  readonly withoutAngleFinding: boolean;
}

export interface Deviation {
  readonly mean: number;
  readonly max: number;
  readonly within1: Proportion;
}

export interface InvarianceFigures {
  readonly turn: number | null;
  readonly photos: number;
  readonly lost: Proportion;
  /** Absolute deviation from the angle that follows from the upright photo's, degrees; null when all were lost. */
  readonly yaw: Deviation | null;
  readonly pitch: Deviation | null;
  readonly roll: Deviation | null;
  /** Of variants whose roll must be beyond 30°: no finding about angles. */
  readonly rolledWithoutFinding: Proportion;
}

/** What a variant's angles have to be. Turning moves roll alone; a mirror swaps the sign of yaw and roll. */
export function expectedPose({ turn, upright }: Pick<Comparison, 'turn' | 'upright'>): Pose {
  return turn === null
    ? { yaw: -upright.yaw, pitch: upright.pitch, roll: -upright.roll }
    : { ...upright, roll: wrapDegrees(upright.roll + turn) };
}

/** @param comparisons of one variant (all of the same turn) */
export function invarianceFigures(
  turn: number | null,
  comparisons: readonly Comparison[],
): InvarianceFigures {
  const found = comparisons.filter(({ changed }) => changed);
  const deviation = (axis: keyof Pose): Deviation | null => {
    if (found.length === 0) return null;
    const errors = found.map((one) => Math.abs(wrapDegrees(one.changed![axis] - expectedPose(one)[axis])));
    // Angles are reported in tenths.
    return { mean: mean(errors), max: max(errors), within1: shareOf(errors, (error) => error <= 1 + 1e-9) };
  };
  return {
    turn,
    photos: comparisons.length,
    lost: shareOf(comparisons, ({ changed }) => changed === undefined),
    yaw: deviation('yaw'),
    pitch: deviation('pitch'),
    roll: deviation('roll'),
    rolledWithoutFinding: shareOf(
      comparisons.filter((one) => Math.abs(expectedPose(one).roll) > 30),
      ({ withoutAngleFinding, changed }) => changed !== undefined && withoutAngleFinding,
    ),
  };
}
