/** Pools of workers and plain processes, in turns. */
import type { Progress } from '../../report/progress.ts';
import { turned } from '../speed/measure-speed.ts';
import { type ControlRun, controlKinds, measureControl } from './controls.ts';
import { measurePool, type PoolRun } from './workers.ts';

export interface WorkersOptions {
  readonly rounds: number;
  readonly workers: readonly number[];
  /** Inspections of each pool, and of each number of plain processes, in each round. */
  readonly photos: number;
}

export interface WorkersResult {
  readonly options: WorkersOptions;
  readonly pools: readonly PoolRun[];
  readonly controls: readonly ControlRun[];
}

/** Plain processes at once: what a second core is worth. */
const processes = [1, 2];

/** Steps of progress. */
export function workersSteps({ rounds, workers }: WorkersOptions): number {
  return rounds * (workers.length + controlKinds.length * processes.length);
}

/**
 * @param file the photo.
 * @throws {LivePhotoError} `inspection_aborted` when `signal` fires
 */
export async function measureWorkers(
  file: string,
  options: WorkersOptions,
  { progress, signal }: { readonly progress: Progress; readonly signal?: AbortSignal | undefined },
): Promise<WorkersResult> {
  const pools: PoolRun[] = [];
  const controls: ControlRun[] = [];
  for (let round = 0; round < options.rounds; round++) {
    for (const workers of turned(options.workers, round)) {
      signal?.throwIfAborted();
      const photosPerSecond = await measurePool(workers, file, options.photos, signal);
      pools.push({ round, workers, photosPerSecond });
      progress.step(true);
    }
    for (const kind of controlKinds) {
      for (const count of turned(processes, round)) {
        const unitsPerSecond = await measureControl(kind, count, { file, units: options.photos, signal });
        controls.push({ round, kind, processes: count, unitsPerSecond });
        progress.step(true);
      }
    }
  }
  return { options, pools, controls };
}
