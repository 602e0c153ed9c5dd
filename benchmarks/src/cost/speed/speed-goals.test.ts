import { describe, expect, it } from 'vitest';
import type { NodeRun, SpeedResult } from './measure-speed.ts';
import { growthOf, memoryOverNode, speedGoals } from './speed-goals.ts';

const run = (
  backend: NodeRun['backend'],
  round: number,
  small: number,
  large: number,
  firstReport = 500,
  after = 180e6,
): NodeRun => ({
  round,
  backend,
  coldStart: { boot: 40, imported: 60, ready: 300, firstReport },
  memory: { before: 45e6, afterFirst: 150e6, after, peak: 250e6, wasm: 30e6, decoder: 8e6 },
  second: { ready: 100, resident: 10e6 },
  samples: Object.fromEntries(
    [
      ['2 MP JPEG', small],
      ['12 MP JPEG', large],
    ].map(([name, time]) => [
      name,
      [{ endToEnd: time as number, stages: { liveness: (time as number) / 10, total: time as number } }],
    ]),
  ),
});

const resultOf = (runs: NodeRun[], endurance: SpeedResult['endurance'] = []): SpeedResult => ({
  options: {
    backends: ['wasm', 'native'],
    rounds: 2,
    samples: 1,
    photos: { made: [], own: [] },
    endurance: 0,
  },
  photos: [],
  runs,
  pages: [],
  bareNode: [40e6, 44e6],
  absent: [],
  endurance,
});

const points = (megabytes: number[]) =>
  megabytes.map((value, inspections) => ({ inspections, resident: value * 1e6, wasm: 0 }));

describe('speedGoals', () => {
  it('are met and missed by the ratios and medians of the run', () => {
    const goals = speedGoals(
      resultOf([
        run('wasm', 0, 100, 140, 330),
        run('native', 0, 50, 90),
        run('native', 1, 100, 180),
        run('wasm', 1, 200, 330, 390),
      ]),
    );
    expect(goals.map(({ measured, met }) => [measured, met])).toEqual([
      ['2.00 ×', true],
      ['1.52 (1.40–1.65) ×', false],
      ['360 (345–375) ms', false],
      ['15.0 (12.5–17.5) ms', true],
      ['108 MB', true],
      ['138 MB', true],
      ['not measured', null],
    ]);
  });

  it('are not measured without runs', () => {
    expect(speedGoals(resultOf([])).map(({ met }) => met)).toEqual(Array(7).fill(null));
  });
});

describe('memoryOverNode', () => {
  it('takes off the bare process of the same round', () => {
    const result = resultOf([run('wasm', 0, 1, 1, 1, 240e6), run('wasm', 1, 1, 1, 1, 244e6)]);
    expect(memoryOverNode(result)?.median).toBe(200e6);
  });
});

describe('growthOf', () => {
  it('compares the last tenth with the second', () => {
    // Twenty points, tenths of two: the second is (150, 152), the last (160, 164).
    const megabytes = [100, 140, 150, 152, ...Array(14).fill(155), 160, 164];
    expect(growthOf({ endurance: points(megabytes) })).toBe(162e6 - 151e6);
  });

  it('says nothing of a run that is too short', () => {
    expect(growthOf({ endurance: points([1, 2, 3]) })).toBeNull();
  });
});
