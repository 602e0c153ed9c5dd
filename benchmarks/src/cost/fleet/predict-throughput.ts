/** What processes on one machine get through, by queueing theory: it is computed, and nothing is simulated. */

/** What an upload costs on a machine, each measured while nothing else is under way but what is named. */
export interface UploadCost {
  /** Milliseconds of one upload from its request to its answer. */
  readonly alone: number;
  /** Milliseconds of a worker for one inspection. */
  readonly inspection: number;
  /** Milliseconds of the main thread of its server. */
  readonly mainThread: number;
  /** Milliseconds of all cores together for one upload: server, database, bucket and caller. */
  readonly cpu: number;
  /** How much longer an inspection takes beside each other one: two at once do 2 ÷ (1 + contention) times as much as one. */
  readonly contention: number;
  /** Milliseconds of one entry of the audit chain, which all processes share; 0 where each has its own. */
  readonly chainTime: number;
}

/**
 * Uploads a second of `processes` with one worker each on one machine, kept busy by so many `callers` each that ask again as soon as
 * they are answered. Whichever is least: what their callers get through their workers and main threads, of which an upload needs one
 * after the other; what the cores do, with all else that an upload needs; what the chain takes. An inspection is slowed down by every
 * other upload that keeps a core busy meanwhile, wherever that one is.
 */
export function predictThroughput(
  processes: number,
  cost: UploadCost,
  cores: number,
  callers: number,
): number {
  const slowing = 1 + cost.contention * (Math.min(processes * callers, cores) - 1);
  const inspection = cost.inspection * slowing;
  const elsewhere = Math.max(0, cost.alone - cost.inspection - cost.mainThread);
  const process = closedThroughput([inspection, cost.mainThread], elsewhere, callers);
  const machine = cores / Math.max(cost.cpu + inspection - cost.inspection, inspection);
  const chain = cost.chainTime === 0 ? Number.POSITIVE_INFINITY : 1 / cost.chainTime;
  return 1000 * Math.min(processes * process, machine, chain);
}

/**
 * Requests a millisecond of a closed network by exact mean value analysis (M. Reiser and S. S. Lavenberg, Mean-Value Analysis of Closed
 * Multichain Queuing Networks, Journal of the ACM 27, 1980): whoever comes to a station finds there what would be there without them.
 *
 * @param demands milliseconds that each station works for a request; it has one at a time.
 * @param elsewhere milliseconds of a request in which it waits for nobody.
 */
export function closedThroughput(demands: readonly number[], elsewhere: number, callers: number): number {
  let queues = demands.map(() => 0);
  let rate = 0;
  for (let n = 1; n <= callers; n++) {
    const times = demands.map((demand, i) => demand * (1 + queues[i]!));
    rate = n / times.reduce((sum, time) => sum + time, elsewhere);
    queues = times.map((time) => rate * time);
  }
  return rate;
}
