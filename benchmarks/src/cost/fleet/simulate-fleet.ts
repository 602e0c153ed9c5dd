/**
 * A discrete-event simulation of many servers behind a proxy: Poisson arrivals go to the server with the fewest uploads, wait in
 * its queue for its one main thread and then for one of its workers, which slow each other down, and then for their server's turn in
 * the one audit chain of all. An autoscaler looks at the queues.
 */
import { seeded } from './random.ts';

/** As `deploy/kubernetes/livephoto.yaml` has it. */
export interface Autoscaler {
  readonly least: number;
  readonly most: number;
  /** Waiting uploads a server that it aims at. */
  readonly target: number;
  /** Seconds between two looks; it may double the servers at each. */
  readonly period: number;
  /** Seconds from asking for a server to its first upload. */
  readonly coldStart: number;
  /** Seconds for which fewer would have done before one is taken away. */
  readonly patience: number;
}

export interface FleetPlan {
  /** Uploads a second, at a time in seconds. */
  readonly rate: (time: number) => number;
  readonly seconds: number;
  /** Seconds at the beginning that are not counted. */
  readonly warmUp: number;
  /** A number of servers that stays, or what changes it. */
  readonly servers: number | Autoscaler;
  readonly workers: number;
  /** Uploads that may wait in a server; the next one is answered 503. */
  readonly queue: number;
  /** Milliseconds of an upload alone in its server, as measured: one is drawn for each. */
  readonly serviceTimes: readonly number[];
  /** Milliseconds of it on the server's main thread, which has one upload at a time; the rest is the worker's. @default 0 */
  readonly mainTime?: number;
  /** How much longer an upload takes for each other worker of its server that is busy: they share caches and memory. @default 0 */
  readonly contention?: number;
  /** Milliseconds of a turn at the audit chain, which is one server's at a time, with one entry in it. */
  readonly chainTime: number;
  /** Milliseconds of each further entry that waited in the server, and goes in the same turn. @default `chainTime`, as if each had its own */
  readonly chainEntryTime?: number;
  readonly seed?: number;
}

export interface FleetRun {
  readonly uploads: number;
  /** Share of the uploads that were answered 503. */
  readonly refused: number;
  /** Milliseconds from arrival to answer, of those that were not. */
  readonly p50: number;
  readonly p95: number;
  /** Share of the time in which workers had something to do. */
  readonly busy: number;
  /** Share of the time in which main threads had. */
  readonly mainBusy: number;
  /** Share of the time in which the chain had. */
  readonly chainBusy: number;
  /** Share that it would need if as many entries as may went in each turn: below 1 it takes along what waits, and holds. */
  readonly chainNeeded: number;
  readonly mostServers: number;
}

interface Server {
  /** Moments at which each worker is free, ascending. */
  readonly free: number[];
  /** Moment at which the main thread is. */
  mainFree: number;
  /** Ends of the uploads in it, for what it holds at a time. */
  held: number[];
  readonly since: number;
  leaving: boolean;
}

/** Seconds all through, but for what is named otherwise. */
export function simulateFleet(plan: FleetPlan): FleetRun {
  const random = seeded(plan.seed ?? 1);
  const { servers: fixed, workers, queue, contention = 0, mainTime = 0 } = plan;
  const scaler = typeof fixed === 'number' ? undefined : fixed;
  const fleet: Server[] = [];
  const add = (since: number) =>
    fleet.push({
      free: Array<number>(workers).fill(since),
      mainFree: since,
      held: [],
      since,
      leaving: false,
    });
  for (let i = 0; i < (scaler?.least ?? (fixed as number)); i++) add(0);

  const inspectedUploads: InspectedUpload[] = [];
  let [uploads, refused, work, mainWork, capacity] = [0, 0, 0, 0, 0];
  let mostServers = fleet.length;
  let nextLook = scaler?.period ?? Number.POSITIVE_INFINITY;
  let fewerSince: number | undefined;
  const settle = (server: Server, now: number) => {
    server.held = server.held.filter((end) => end > now);
  };
  const waiting = (server: Server, now: number) => {
    settle(server, now);
    return Math.max(0, server.held.length - workers);
  };

  const look = (now: number) => {
    const { least, most, target, period, coldStart, patience } = scaler!;
    const staying = fleet.filter(({ leaving }) => !leaving);
    const up = staying.filter(({ since }) => since <= now);
    const depth = up.reduce((sum, server) => sum + waiting(server, now), 0) / Math.max(1, up.length);
    const wanted = Math.min(most, Math.max(least, Math.ceil(up.length * (depth / target))));
    const next = Math.min(wanted, staying.length * 2);
    for (let i = staying.length; i < next; i++) add(now + coldStart);
    fewerSince = wanted < staying.length ? (fewerSince ?? now) : undefined;
    if (fewerSince !== undefined && now - fewerSince >= patience) {
      const last = staying.at(-1);
      if (last) last.leaving = true;
    }
    mostServers = Math.max(mostServers, staying.length, next);
    nextLook = now + period;
  };

  let now = 0;
  let counted = 0;
  for (;;) {
    // Thinned out where the rate changes: no step is longer than a second.
    const rate = Math.max(plan.rate(now), 1e-9);
    const step = -Math.log(1 - random()) / rate;
    const arrives = step <= 1;
    const before = now;
    now += Math.min(step, 1);
    if (now > plan.seconds) break;
    while (now >= nextLook) look(nextLook);
    const up = fleet.filter(({ since, leaving }) => since <= now && !leaving);
    if (now > plan.warmUp) {
      capacity += (now - before) * up.length * workers;
      counted += now - before;
    }
    if (!arrives) continue;
    const isCounted = now > plan.warmUp;
    if (isCounted) uploads += 1;
    for (const server of up) settle(server, now);
    const server = up.reduce((best, each) => (each.held.length < best.held.length ? each : best));
    if (server.held.length >= workers + queue) {
      if (isCounted) refused += 1;
      continue;
    }
    const alone = plan.serviceTimes[Math.floor(random() * plan.serviceTimes.length)]! / 1000;
    const main = Math.min(alone, mainTime / 1000);
    server.mainFree = Math.max(now, server.mainFree) + main;
    const start = Math.max(server.mainFree, server.free[0]!);
    const others = server.free.slice(1).filter((free) => free > start).length;
    const service = (alone - main) * (1 + contention * others);
    const inspected = start + service;
    server.free[0] = inspected;
    server.free.sort((a, b) => a - b);
    server.held.push(inspected);
    inspectedUploads.push({ server, arrived: now, inspected });
    if (isCounted) {
      work += service;
      mainWork += main;
    }
  }

  const { times, chainWork, chainLeast } = giveTurns(plan, inspectedUploads);
  times.sort((a, b) => a - b);
  const at = (share: number) => times[Math.floor(times.length * share)] ?? Number.POSITIVE_INFINITY;
  return {
    uploads,
    refused: uploads === 0 ? 0 : refused / uploads,
    p50: at(0.5),
    p95: at(0.95),
    busy: capacity === 0 ? 0 : work / capacity,
    mainBusy: capacity === 0 ? 0 : (mainWork * workers) / capacity,
    chainBusy: counted === 0 ? 0 : chainWork / counted,
    chainNeeded: counted === 0 ? 0 : chainLeast / counted,
    mostServers,
  };
}

interface InspectedUpload {
  readonly server: Server;
  readonly arrived: number;
  readonly inspected: number;
}

/** Entries of one turn at most, as the server has it. */
const mostInTurn = 16;

/**
 * The chain sends nothing back, so that its turns can be given when all is known: to the server whose entry waits longest, with
 * what else waits there.
 */
function giveTurns(
  { warmUp, chainTime, chainEntryTime }: FleetPlan,
  uploads: readonly InspectedUpload[],
): { readonly times: number[]; readonly chainWork: number; readonly chainLeast: number } {
  const most = chainEntryTime === undefined ? 1 : mostInTurn;
  const least = (chainTime + (most - 1) * (chainEntryTime ?? 0)) / most / 1000;
  const waiting = uploads.toSorted((one, other) => one.inspected - other.inspected);
  /** Of each server its uploads, and how many of them have had their turn. */
  const lines = new Map<Server, { readonly uploads: InspectedUpload[]; done: number }>();
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

/** Share of the time from which on a queue grows longer than any run can show. */
const mostBusy = 0.95;

/**
 * The fewest servers that answer 95 of 100 uploads within `limit` milliseconds and refuse fewer than one in a thousand.
 * @returns undefined when no number up to `most` does: something they share is in the way.
 */
export function fewestServers(
  plan: Omit<FleetPlan, 'servers'>,
  limit: number,
  most: number,
): { readonly servers: number; readonly run: FleetRun } | undefined {
  const tried = (servers: number) => simulateFleet({ ...plan, servers });
  // What is busy all the time only holds for as long as the run is.
  const holds = ({ p95, refused, busy, mainBusy, chainNeeded }: FleetRun) =>
    p95 <= limit && refused < 0.001 && Math.max(busy, mainBusy, chainNeeded) < mostBusy;
  // More servers are more turns at what they share, so that fewer may hold where the most do not.
  let high = most;
  for (let run = tried(high); !holds(run); run = tried(high)) {
    if (Math.max(run.busy, run.mainBusy) >= mostBusy || high === 1) return undefined;
    high = Math.floor(high * 0.75);
  }
  let low = 1;
  while (low < high) {
    const middle = Math.floor((low + high) / 2);
    if (holds(tried(middle))) high = middle;
    else low = middle + 1;
  }
  return { servers: low, run: tried(low) };
}

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
