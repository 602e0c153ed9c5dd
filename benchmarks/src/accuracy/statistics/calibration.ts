/** How far a score that claims to be a probability keeps what it claims: bins of a reliability diagram, expected calibration error. */
import { type Proportion, proportion } from './proportion.ts';

/** What was foretold of one thing, and what came. */
export interface Forecast {
  /** Probability 0..1 that it comes true. */
  readonly probability: number;
  readonly true: boolean;
}

export interface ReliabilityBin {
  /** Probabilities from this one up to, but not including, `to`; the last bin includes 1. */
  readonly from: number;
  readonly to: number;
  readonly count: number;
  /** Of all forecasts' weight, this bin's share 0..1. */
  readonly share: number;
  /** Mean of the probabilities; null in an empty bin, as is `observed`. */
  readonly foretold: number | null;
  /** Share that came true. */
  readonly observed: number | null;
  /** How many came true, as they were counted, with its interval. */
  readonly counted: Proportion;
}

/** `alike`: what came true and what did not weigh the same in all; `as they came`: each forecast weighs the same. */
export type Balance = 'alike' | 'as they came';

export const binCount = 10;

/** Ten bins of equal width, empty ones included; none when balancing lacks one of the two kinds. */
export function reliabilityBins(forecasts: readonly Forecast[], balance: Balance): ReliabilityBin[] {
  const came = forecasts.filter((forecast) => forecast.true).length;
  const failed = forecasts.length - came;
  if (forecasts.length === 0 || (balance === 'alike' && (came === 0 || failed === 0))) return [];
  const weightOf = (forecast: Forecast) =>
    balance === 'alike' ? 0.5 / (forecast.true ? came : failed) : 1 / forecasts.length;
  return Array.from({ length: binCount }, (_, index) => {
    const members = forecasts.filter(({ probability }) => binOf(probability) === index);
    const share = sum(members.map(weightOf));
    const hits = members.filter((forecast) => forecast.true);
    return {
      from: index / binCount,
      to: (index + 1) / binCount,
      count: members.length,
      share,
      foretold:
        members.length === 0 ? null : sum(members.map((one) => weightOf(one) * one.probability)) / share,
      observed: members.length === 0 ? null : sum(hits.map(weightOf)) / share,
      counted: proportion(hits.length, members.length),
    };
  });
}

/**
 * Mean gap between what was foretold and what came, over bins by their share (Naeini, Cooper and Hauskrecht, 2015);
 * 0 is perfect. Null without bins.
 */
export function expectedCalibrationError(bins: readonly ReliabilityBin[]): number | null {
  if (bins.length === 0) return null;
  return sum(
    bins.map(({ share, foretold, observed }) =>
      foretold === null || observed === null ? 0 : share * Math.abs(foretold - observed),
    ),
  );
}

function binOf(probability: number): number {
  // A percentage over 100 may lie a last bit below the edge that it stands for.
  return Math.min(binCount - 1, Math.floor(probability * binCount + 1e-9));
}

function sum(values: readonly number[]): number {
  return values.reduce((total, value) => total + value, 0);
}
