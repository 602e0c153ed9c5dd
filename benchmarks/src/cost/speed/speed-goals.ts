/** The project's own goals of speed, and what a run measured against them. */

import type { Estimate } from '../../accuracy/statistics/bootstrap.ts';
import { type Spread, spreadOf } from '../../accuracy/statistics/spread.ts';
import type { Goal } from '../../report/markup.ts';
import { none } from '../../report/rates-text.ts';
import { bytesText, ratioText, spreadText } from '../../report/times-text.ts';
import type { SpeedResult } from './measure-speed.ts';
import { ratioOf, spreadOfStage, type TimedRun } from './stage-times.ts';

/** Milliseconds from the start of the process to the first report, models on disk. */
const coldStartLimit = 350;
/** Milliseconds of one thread for everything that liveness does. */
const livenessLimit = 20;
/** Bytes over those of a bare Node process: after the first report, and after photos of every size. */
const firstMemoryLimit = 120e6;
const memoryLimit = 200e6;
/** Bytes that a long run may add after its first tenth: less than what one leaked picture in a hundred would. */
const growthLimit = 20e6;

export function speedGoals(result: SpeedResult): Goal[] {
  const wasm = result.runs.filter(({ backend }) => backend === 'wasm');
  const native = result.runs.filter(({ backend }) => backend === 'native');
  const coldStart = spreadOf(wasm.map((run) => run.coldStart.firstReport));
  const liveness = spreadOfStage(wasm, '2 MP JPEG', 'liveness');
  const growth = growthOf(result);
  return [
    ratioGoal(
      '2 MP JPEG, all four inspections: wasm against onnxruntime-node, 1 thread each',
      2.5,
      against(wasm, '2 MP JPEG', native, '2 MP JPEG'),
    ),
    ratioGoal('12 MP JPEG against 2 MP JPEG, wasm', 1.5, against(wasm, '12 MP JPEG', wasm, '2 MP JPEG')),
    timeGoal('cold start: process to first report, models on disk, wasm', coldStartLimit, coldStart),
    timeGoal('everything liveness does, 2 MP JPEG, wasm', livenessLimit, liveness),
    memoryGoal('after the first report', firstMemoryLimit, memoryOverNode(result, 'afterFirst')),
    memoryGoal('after every photo', memoryLimit, memoryOverNode(result)),
    {
      name: `memory does not grow over ${result.options.endurance || '10 000'} inspections`,
      wanted: `≤ ${bytesText(growthLimit)}`,
      measured: growth === null ? 'not measured' : `${growth < 0 ? '−' : '+'}${bytesText(Math.abs(growth))}`,
      met: growth === null ? null : growth <= growthLimit,
    },
  ];
}

/** @param limit bytes that the median may take. */
function memoryGoal(when: string, limit: number, taken: Spread | undefined): Goal {
  return {
    name: `memory of one inspector over Node's own, ${when}, wasm`,
    wanted: `≤ ${bytesText(limit)}`,
    measured: taken ? bytesText(taken.median) : none,
    met: taken ? taken.median <= limit : null,
  };
}

/** @param limit milliseconds that the median may take. */
function timeGoal(name: string, limit: number, taken: Spread | undefined): Goal {
  return {
    name,
    wanted: `≤ ${limit} ms`,
    measured: taken ? `${spreadText(taken)} ms` : none,
    met: taken ? taken.median <= limit : null,
  };
}

export function ratioGoal(name: string, limit: number, ratio: Estimate): Goal {
  return {
    name,
    wanted: `≤ ${limit} ×`,
    measured: ratio.value === null ? 'not measured' : `${ratioText(ratio)} ×`,
    met: ratio.value === null ? null : ratio.value <= limit,
  };
}

function against(
  runs: readonly TimedRun[],
  photo: string,
  others: readonly TimedRun[],
  other: string,
): Estimate {
  return ratioOf({ runs, photo }, { runs: others, photo: other });
}

/** Resident bytes after every photo, or after the first one, less those of a bare Node process of the same round. */
export function memoryOverNode(
  { runs, bareNode }: SpeedResult,
  when: 'after' | 'afterFirst' = 'after',
): Spread | undefined {
  return spreadOf(
    runs
      .filter(({ backend }) => backend === 'wasm')
      .map(({ round, memory }) => memory[when] - (bareNode[round] ?? memory.before)),
  );
}

/**
 * Resident bytes that the long run added: the middle of its last tenth less that of its second, as the first one fills
 * caches and compiles. Null without a long run.
 */
export function growthOf({ endurance }: Pick<SpeedResult, 'endurance'>): number | null {
  const tenth = Math.floor(endurance.length / 10);
  if (tenth === 0) return null;
  const middle = (from: number) =>
    spreadOf(endurance.slice(from, from + tenth).map(({ resident }) => resident))!.median;
  return middle(endurance.length - tenth) - middle(tenth);
}
