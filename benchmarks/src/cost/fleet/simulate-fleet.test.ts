import { describe, expect, it } from 'vitest';
import { fewestServers } from './fewest-servers.ts';
import type { Autoscaler, FleetPlan } from './fleet-plan.ts';
import { simulateFleet } from './simulate-fleet.ts';

const plan: FleetPlan = {
  rate: () => 5,
  seconds: 4000,
  warmUp: 100,
  servers: 1,
  workers: 1,
  queue: 100_000,
  serviceTimes: [100],
  chainTime: 0,
};
const scaler: Autoscaler = { least: 2, most: 50, target: 2, period: 15, coldStart: 20, patience: 300 };

describe('simulateFleet', () => {
  it('gives what queueing theory gives: M/D/1 at half load waits half a service on average', () => {
    const { p50, busy, uploads, refused } = simulateFleet(plan);
    expect(uploads).toBeGreaterThan(18_000);
    expect(uploads).toBeLessThan(21_000);
    expect(refused).toBe(0);
    expect(busy).toBeCloseTo(0.5, 1);
    // Half of the arrivals of M/D/1 find nobody, and are answered after the service alone.
    expect(p50).toBeCloseTo(100, 0);
  });

  it('gives the 95 % of M/M/1 that theory gives: service times drawn as an exponential', () => {
    const serviceTimes = Array.from({ length: 2000 }, (_, i) => -100 * Math.log(1 - (i + 0.5) / 2000));
    const { p95 } = simulateFleet({ ...plan, serviceTimes, seconds: 20_000 });
    // Time in the system is exponential with the rate μ − λ = 5 a second: its 95 % is ln 20 / 5.
    expect(p95).toBeGreaterThan(550);
    expect(p95).toBeLessThan(650);
  });

  it('refuses what a full queue cannot take: the share that is too much', () => {
    const { refused, busy } = simulateFleet({ ...plan, rate: () => 20, queue: 4 });
    expect(refused).toBeCloseTo(0.5, 1);
    expect(busy).toBeGreaterThan(0.98);
  });

  it('is the same each time, and another with another seed', () => {
    expect(simulateFleet(plan)).toEqual(simulateFleet(plan));
    expect(simulateFleet({ ...plan, seed: 2 })).not.toEqual(simulateFleet(plan));
  });

  it('adds servers while they are needed, and takes them away again', () => {
    const jump = {
      ...plan,
      queue: 32,
      warmUp: 0,
      rate: (time: number) => (time > 100 && time < 700 ? 60 : 5),
    };
    const scaled = simulateFleet({ ...jump, seconds: 700, servers: scaler });
    expect(scaled.mostServers).toBeGreaterThanOrEqual(6);
    expect(scaled.refused).toBeLessThan(simulateFleet({ ...jump, seconds: 700, servers: 2 }).refused);
    const later = simulateFleet({ ...jump, seconds: 4000, warmUp: 3000, servers: scaler });
    expect(later.busy).toBeGreaterThan(0.1);
  });
});

describe('fewestServers', () => {
  it('finds the number from which it holds', () => {
    const needed = fewestServers({ ...plan, rate: () => 50, queue: 32, seconds: 400 }, 1000, 100);
    expect(needed?.servers).toBeGreaterThanOrEqual(5);
    expect(needed?.servers).toBeLessThanOrEqual(7);
  });

  it('says when something that all share is in the way', () => {
    const shared = { ...plan, rate: () => 100, queue: 32, seconds: 60, warmUp: 10, chainTime: 15 };
    expect(fewestServers(shared, 1000, 60)).toBeUndefined();
    expect(fewestServers({ ...shared, chainTime: 2 }, 1000, 60)).toBeDefined();
    // A chain that is never idle holds as long as its turns can grow: here to 16 entries in 15 + 15 × 3 ms, 267 a second.
    const grouped = { ...shared, seconds: 30, queue: 16, chainEntryTime: 3 };
    const needed = fewestServers(grouped, 1000, 30);
    expect(needed?.run.chainBusy).toBeGreaterThan(0.95);
    expect(needed?.run.chainNeeded).toBeCloseTo(0.375, 1);
    expect(fewestServers({ ...grouped, rate: () => 280, seconds: 20 }, 1000, 60)).toBeUndefined();
  });
});

describe('what a server has only once', () => {
  const crowded = { ...plan, workers: 2, rate: () => 60, queue: 4, seconds: 600 };
  const served = (run: ReturnType<typeof simulateFleet>) => run.uploads * (1 - run.refused);

  it('slows its workers down, beside each other and not alone', () => {
    const free = simulateFleet(crowded);
    const slowed = simulateFleet({ ...crowded, contention: 0.25 });
    expect(served(free) / served(slowed)).toBeCloseTo(1.25, 1);
    const alone = { ...plan, rate: () => 0.1, workers: 2 };
    expect(simulateFleet({ ...alone, contention: 0.25 }).p50).toBeCloseTo(simulateFleet(alone).p50, 0);
  });

  it('has its main thread between the caller and its workers', () => {
    // As many workers as anybody wants: the main thread alone lets 20 a second pass, of 40 that come.
    const narrow = { ...crowded, workers: 8, rate: () => 40, mainTime: 50 };
    const { refused, mainBusy } = simulateFleet(narrow);
    expect(refused).toBeCloseTo(0.5, 1);
    expect(mainBusy).toBeGreaterThan(0.98);
    expect(simulateFleet({ ...narrow, mainTime: 0 }).refused).toBeLessThan(0.01);
    // Where nobody waits, it is a part of what the upload takes alone.
    const calm = { ...plan, rate: () => 0.1 };
    expect(simulateFleet({ ...calm, mainTime: 50 }).p50).toBeCloseTo(simulateFleet(calm).p50, 6);
    // More servers have more main threads.
    const needed = fewestServers({ ...narrow, queue: 32, seconds: 200 }, 1000, 20);
    expect(needed?.servers).toBe(3);
  });

  it('takes along in a turn at the chain what waits in the same server', () => {
    const busy = { ...plan, rate: () => 200, servers: 40, seconds: 60, warmUp: 10, queue: 16, chainTime: 6 };
    const single = simulateFleet(busy);
    const together = simulateFleet({ ...busy, chainEntryTime: 1 });
    expect(single.p95).toBeGreaterThan(5000);
    expect(together.p95).toBeLessThan(1000);
    expect(together.uploads).toBe(single.uploads);
    // Where nothing waits, nothing is saved.
    const calm = { ...busy, rate: () => 5 };
    const p50 = simulateFleet(calm).p50;
    expect(simulateFleet({ ...calm, chainEntryTime: 1 }).p50).toBeCloseTo(p50, 1);
  });
});
