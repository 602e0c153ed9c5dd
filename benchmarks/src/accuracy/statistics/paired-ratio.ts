/** How many times one thing's time is another's, when both were measured in turns: one ratio a round. */
import { median } from 'simple-statistics';
import { bootstrap, type Estimate } from './bootstrap.ts';

/** Samples of both, taken one right after the other. */
export interface Round {
  readonly ours: readonly number[];
  readonly theirs: readonly number[];
}

/**
 * The median over the rounds of (median of ours ÷ median of theirs), with a 95 % interval from resampled rounds.
 * What slows the machine down for a while slows both halves of a round and leaves its ratio. Rounds in which either
 * has no samples do not count.
 */
export function pairedRatio(rounds: readonly Round[]): Estimate {
  const ratios = rounds
    .filter(({ ours, theirs }) => ours.length > 0 && theirs.length > 0)
    .map(({ ours, theirs }) => median([...ours]) / median([...theirs]));
  return bootstrap(ratios, (sample) => ({ ratio: sample.length === 0 ? null : median([...sample]) })).ratio;
}

/** What an interval of a ratio of times says: null where it holds 1, or where there is none. */
export function verdictOf({ low, high }: Estimate): 'faster' | 'slower' | null {
  if (low === null || high === null) return null;
  if (high < 1) return 'faster';
  return low > 1 ? 'slower' : null;
}
