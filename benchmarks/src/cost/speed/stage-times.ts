/** Medians, spreads and ratios of what was timed. */
import type { Estimate } from '../../accuracy/statistics/bootstrap.ts';
import { pairedRatio } from '../../accuracy/statistics/paired-ratio.ts';
import { type Spread, spreadOf } from '../../accuracy/statistics/spread.ts';
import type { Sample } from './subject-protocol.ts';

/** A run of one round, however it was made. */
export interface TimedRun {
  readonly round: number;
  readonly samples: Readonly<Record<string, readonly Sample[]>>;
}

/** From the bytes to the report, as the caller waits for it. */
export const endToEnd = 'end to end';

/** Names of the stages in the order they run, `total` last. */
export function stagesOf(runs: readonly TimedRun[]): string[] {
  const [first] = runs.flatMap(({ samples }) => Object.values(samples).flat());
  return Object.keys(first?.stages ?? {});
}

/** Times of one photo's stage, or from end to end, of one round. */
export function timesOf(run: TimedRun | undefined, photo: string, stage: string): number[] {
  return (run?.samples[photo] ?? []).map((sample) =>
    stage === endToEnd ? sample.endToEnd : (sample.stages[stage] ?? 0),
  );
}

/** Over every round. */
export function spreadOfStage(
  runs: readonly TimedRun[],
  photo: string,
  stage: string = endToEnd,
): Spread | undefined {
  return spreadOf(runs.flatMap((run) => timesOf(run, photo, stage)));
}

/** One side of a ratio. */
export interface Side {
  readonly runs: readonly TimedRun[];
  readonly photo: string;
  readonly stage?: string;
}

/** How many times the time of `theirs` `ours` takes, by rounds that both were measured in. */
export function ratioOf(ours: Side, theirs: Side): Estimate {
  const times = ({ runs, photo, stage = endToEnd }: Side, round: number) =>
    timesOf(
      runs.find((run) => run.round === round),
      photo,
      stage,
    );
  return pairedRatio(
    ours.runs.map(({ round }) => ({ ours: times(ours, round), theirs: times(theirs, round) })),
  );
}
