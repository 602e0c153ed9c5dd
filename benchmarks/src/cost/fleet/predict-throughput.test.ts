import { describe, expect, it } from 'vitest';
import { closedThroughput, predictThroughput } from './predict-throughput.ts';

describe('closedThroughput', () => {
  it('is what the stations take together where one caller never waits', () => {
    expect(closedThroughput([30, 20], 50, 1)).toBeCloseTo(1 / 100, 12);
  });

  it('gives n ÷ (n + k − 1) of the rate of one of k stations that work equally long', () => {
    for (const [k, n] of [
      [1, 5],
      [2, 2],
      [2, 9],
      [4, 3],
    ] as const) {
      expect(closedThroughput(Array<number>(k).fill(10), 0, n)).toBeCloseTo(n / (n + k - 1) / 10, 12);
    }
  });

  it('gives what the repairman’s problem gives: one station, callers that think', () => {
    // M/M/1//N with z = 2: the station is idle with 1 ÷ Σ N! ÷ (N − i)! ÷ zⁱ.
    const [service, think, callers] = [10, 20, 4];
    let [term, sum] = [1, 1];
    for (let i = 1; i <= callers; i++) {
      term *= (callers - i + 1) * (service / think);
      sum += term;
    }
    expect(closedThroughput([service], think, callers)).toBeCloseTo((1 - 1 / sum) / service, 12);
  });

  it('comes to what the slowest station does', () => {
    expect(closedThroughput([30, 20], 10, 200)).toBeCloseTo(1 / 30, 6);
  });
});

describe('predictThroughput', () => {
  const cost = { alone: 100, inspection: 100, mainThread: 0, cpu: 100, contention: 0, chainTime: 0 };
  const three = (change: Partial<typeof cost>, cores = 2, callers = 2) =>
    [1, 2, 3].map((processes) => predictThroughput(processes, { ...cost, ...change }, cores, callers));
  const expectThree = (got: readonly number[], wanted: readonly number[]) => {
    for (const [i, rate] of got.entries()) expect(rate).toBeCloseTo(wanted[i]!, 6);
  };

  it('lets processes help as far as there are cores', () => {
    expectThree(three({}), [10, 20, 20]);
  });

  it('slows them down by each other, and by what else an upload needs of the cores', () => {
    expectThree(three({ contention: 0.25 }, 2, 1), [10, 16, 16]);
    // A second caller of the one process keeps the other core busy.
    expectThree(three({ contention: 0.25 }), [8, 16, 16]);
    expectThree(three({ cpu: 160 }), [10, 12.5, 12.5]);
    expect(three({ cpu: 110, contention: 0.25 }).map(Math.round)).toEqual([8, 15, 15]);
  });

  it('stops at what the chain takes', () => {
    expectThree(three({ chainTime: 80 }), [10, 12.5, 12.5]);
  });

  it('lets an upload pass its server’s one main thread as well', () => {
    // Two stations of 50 ms and two callers: two thirds of what one station does.
    const shared = { alone: 100, inspection: 50, mainThread: 50, cpu: 50 };
    expect(three(shared, 8)[0]).toBeCloseTo(1000 / 50 / 1.5, 6);
    expect(three(shared, 8)[2]).toBeCloseTo((3 * 1000) / 50 / 1.5, 6);
    // Many callers are held up by the slower of the two alone.
    expect(three({ ...shared, mainThread: 80, alone: 130 }, 8, 100)[0]).toBeCloseTo(1000 / 80, 3);
  });

  it('knows what callers that wait for their answers can ask for', () => {
    expect(three({ alone: 400, cpu: 10 }, 8, 1)[0]).toBeCloseTo(2.5, 6);
  });
});
