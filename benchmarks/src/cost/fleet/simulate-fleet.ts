/**
 * A discrete-event simulation of many servers behind a proxy: Poisson arrivals go to the server with the fewest uploads, wait in
 * its queue for its one main thread and then for one of its workers, which slow each other down, and then for their server's turn in
 * the one audit chain of all. An autoscaler looks at the queues.
 */
import { giveTurns, type InspectedUpload } from './chain-turns.ts';
import type { FleetPlan, FleetRun } from './fleet-plan.ts';
import { seeded } from './random.ts';

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
