/** Looks for the smallest fleet that holds a load, by simulating one after the other. */
import type { FleetPlan, FleetRun } from './fleet-plan.ts';
import { simulateFleet } from './simulate-fleet.ts';

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
