/** Errors of measured angles against labelled ones. */
import { linearRegression, mean } from 'simple-statistics';
import { type BootstrapOptions, bootstrap, type Estimate } from './bootstrap.ts';
import { groupBy } from './group-by.ts';

/** Degrees. */
export interface AnglePair {
  readonly nominal: number;
  readonly measured: number;
}

export interface AngleErrors {
  /** Pairs measured. */
  readonly count: number;
  /** Mean absolute error, degrees. */
  readonly mae: Estimate;
  /** Mean of measured − nominal, degrees. */
  readonly bias: Estimate;
  /** Measured degrees per nominal degree (least squares): under 1, large angles are under-reported. */
  readonly slope: number | null;
  /** The error that 95 % of the pairs stay under, degrees. */
  readonly p95: number | null;
}

/** An angle brought into (−180, 180], so that 359 and −1 are the same direction. */
export function wrapDegrees(angle: number): number {
  const turned = angle % 360;
  if (turned > 180) return turned - 360;
  return turned <= -180 ? turned + 360 : turned;
}

/** `measured − nominal` the short way round, degrees. */
export function signedError({ nominal, measured }: AnglePair): number {
  return wrapDegrees(measured - nominal);
}

export function angleErrors<T extends AnglePair>(
  pairs: readonly T[],
  options: BootstrapOptions<T> = {},
): AngleErrors {
  const { mae, bias } = bootstrap(
    pairs,
    (sample) => {
      if (sample.length === 0) return { mae: null, bias: null };
      const errors = sample.map(signedError);
      return { mae: mean(errors.map(Math.abs)), bias: mean(errors) };
    },
    options,
  );
  const sizes = pairs.map((pair) => Math.abs(signedError(pair))).sort((a, b) => a - b);
  const spread = new Set(pairs.map(({ nominal }) => nominal)).size > 1;
  return {
    count: pairs.length,
    mae,
    bias,
    slope: spread ? linearRegression(pairs.map(({ nominal, measured }) => [nominal, measured])).m : null,
    p95: sizes[Math.ceil(0.95 * sizes.length) - 1] ?? null,
  };
}

/**
 * Mean absolute error, degrees, after each group's mean error was taken off: what is left where every group's labels
 * have a zero of their own. Null without pairs.
 */
export function centredError<T extends AnglePair>(
  pairs: readonly T[],
  groupOf: (pair: T) => string,
): number | null {
  const left = [...groupBy(pairs, groupOf).values()].flatMap((group) => {
    const errors = group.map(signedError);
    const middle = mean(errors);
    return errors.map((error) => Math.abs(error - middle));
  });
  return left.length === 0 ? null : mean(left);
}
