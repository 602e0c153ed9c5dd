/** What the times of two trees say about each other. */

import type { Estimate } from '../../accuracy/statistics/bootstrap.ts';
import { pairedRatio } from '../../accuracy/statistics/paired-ratio.ts';
import { type Spread, spreadOf } from '../../accuracy/statistics/spread.ts';
import { endToEnd, ratioOf, spreadOfStage, stagesOf } from '../speed/stage-times.ts';
import type { CompareResult, CompareRun } from './measure-trees.ts';

export interface Comparison {
  readonly ours: Spread | undefined;
  readonly theirs: Spread | undefined;
  /** Ours ÷ theirs, by rounds: below 1 ours is faster, or smaller. */
  readonly ratio: Estimate;
}

/** Stages that either tree reports, and from end to end. */
export function comparedStages({ ours, theirs }: CompareResult): string[] {
  return [...new Set([...stagesOf(ours.runs), ...stagesOf(theirs.runs), endToEnd])];
}

export function compareStage({ ours, theirs }: CompareResult, photo: string, stage = endToEnd): Comparison {
  return {
    ours: spreadOfStage(ours.runs, photo, stage),
    theirs: spreadOfStage(theirs.runs, photo, stage),
    ratio: ratioOf({ runs: ours.runs, photo, stage }, { runs: theirs.runs, photo, stage }),
  };
}

/** Of one number a process: its cold start, its memory. */
export function compareProcesses(
  { ours, theirs }: CompareResult,
  pick: (run: CompareRun) => number,
): Comparison {
  return {
    ours: spreadOf(ours.runs.map(pick)),
    theirs: spreadOf(theirs.runs.map(pick)),
    ratio: pairedRatio(
      ours.runs.map((run) => ({
        ours: [pick(run)],
        theirs: theirs.runs.filter(({ round }) => round === run.round).map(pick),
      })),
    ),
  };
}

/** Photos on which the trees report differently, timings aside. */
export function differentReports({ photos, ours, theirs }: CompareResult): string[] {
  const answers = (runs: readonly CompareRun[], photo: string) =>
    [...new Set(runs.map(({ reports }) => reports[photo]))].sort().join();
  return photos
    .map(({ name }) => name)
    .filter((photo) => answers(ours.runs, photo) !== answers(theirs.runs, photo));
}
