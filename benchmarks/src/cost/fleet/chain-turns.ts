/** Turns at the one audit chain of many servers: a part of `simulateFleet`. */
import type { FleetPlan } from './fleet-plan.ts';

type ChainPlan = Pick<FleetPlan, 'warmUp' | 'chainTime' | 'chainEntryTime'>;

export interface InspectedUpload {
  /** Whichever it is: one that takes its own turns. */
  readonly server: object;
  /** Seconds. */
  readonly arrived: number;
  readonly inspected: number;
}

/** Entries of one turn at most, as the server has it. */
const mostInTurn = 16;

/**
 * The chain sends nothing back, so that its turns can be given when all is known: to the server whose entry waits longest, with
 * what else waits there.
 */
export function giveTurns(
  { warmUp, chainTime, chainEntryTime }: ChainPlan,
  uploads: readonly InspectedUpload[],
): { readonly times: number[]; readonly chainWork: number; readonly chainLeast: number } {
  const most = chainEntryTime === undefined ? 1 : mostInTurn;
  const least = (chainTime + (most - 1) * (chainEntryTime ?? 0)) / most / 1000;
  const waiting = uploads.toSorted((one, other) => one.inspected - other.inspected);
  /** Of each server its uploads, and how many of them have had their turn. */
  const lines = new Map<object, { readonly uploads: InspectedUpload[]; done: number }>();
  for (const upload of waiting) {
    const line = lines.get(upload.server) ?? { uploads: [], done: 0 };
    line.uploads.push(upload);
    lines.set(upload.server, line);
  }
  const done = new Set<InspectedUpload>();
  const times: number[] = [];
  let [free, chainWork, chainLeast] = [0, 0, 0];
  for (const first of waiting) {
    if (done.has(first)) continue;
    const start = Math.max(first.inspected, free);
    const line = lines.get(first.server)!;
    const turn = line.uploads
      .slice(line.done, line.done + most)
      .filter(({ inspected }) => inspected <= start);
    line.done += turn.length;
    const taken = (chainTime + (turn.length - 1) * (chainEntryTime ?? 0)) / 1000;
    free = start + taken;
    for (const upload of turn) {
      done.add(upload);
      if (upload.arrived > warmUp) times.push((free - upload.arrived) * 1000);
    }
    if (first.arrived <= warmUp) continue;
    chainWork += taken;
    chainLeast += turn.length * least;
  }
  return { times, chainWork, chainLeast };
}
