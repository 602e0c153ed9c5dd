/** What a machine gives to processes that share nothing but it: the measure of what a pool of workers can be held to. */
import { runEntry } from '../processes/json-process.ts';
import type { ControlAnswer, ControlJob } from './control-main.ts';
import { warmup } from './workers.ts';

/** `inspections`: the same as a pool's workers do; `spin`: a loop over whole numbers, which tells two cores from two halves of one. */
export const controlKinds = ['inspections', 'spin'] as const;
export type ControlKind = (typeof controlKinds)[number];

export interface ControlRun {
  readonly round: number;
  readonly kind: ControlKind;
  readonly processes: number;
  readonly unitsPerSecond: number;
}

/**
 * So many processes side by side, each by itself.
 * @param units of all of them together.
 * @returns units a second of all of them, over the time in which all were at work.
 */
export async function measureControl(
  kind: ControlKind,
  processes: number,
  {
    file,
    units,
    signal,
  }: { readonly file: string; readonly units: number; readonly signal?: AbortSignal | undefined },
): Promise<number> {
  const job: ControlJob = {
    photo: kind === 'spin' ? null : file,
    warmup: Math.min(warmup, units),
    units: Math.ceil(units / processes),
  };
  const answers = await Promise.all(
    Array.from({ length: processes }, () =>
      runEntry<ControlAnswer>('cost/scale/control-main.js', job, { signal }),
    ),
  );
  return rateTogether(answers.map(({ ends }) => ends));
}

/**
 * Units a millisecond times 1000 within the span that all have in common; a unit that reaches out of it counts by its share.
 * @param runs for each process, when its work began and when each unit was done, in milliseconds.
 */
export function rateTogether(runs: readonly (readonly number[])[]): number {
  const from = Math.max(...runs.map((ends) => ends[0]!));
  const to = Math.min(...runs.map((ends) => ends.at(-1)!));
  let done = 0;
  for (const ends of runs) {
    for (let unit = 1; unit < ends.length; unit++) {
      const [begun, ended] = [ends[unit - 1]!, ends[unit]!];
      const inside = Math.min(ended, to) - Math.max(begun, from);
      if (inside > 0) done += inside / (ended - begun);
    }
  }
  return done / ((to - from) / 1000);
}
