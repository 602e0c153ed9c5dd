import { describe, expect, it } from 'vitest';
import { ratioOf, spreadOfStage, stagesOf, type TimedRun } from './stage-times.ts';

/** A round whose samples took so many milliseconds from end to end, half of it for decoding. */
const run = (round: number, photos: Record<string, number[]>): TimedRun => ({
  round,
  samples: Object.fromEntries(
    Object.entries(photos).map(([name, times]) => [
      name,
      times.map((time) => ({ endToEnd: time, stages: { decode: time / 2, total: time - 1 } })),
    ]),
  ),
});

describe('figures of speed', () => {
  it('name the stages in the order they ran', () => {
    expect(stagesOf([run(0, { small: [4] })])).toEqual(['decode', 'total']);
    expect(stagesOf([])).toEqual([]);
  });

  it('take the middle over every round', () => {
    const runs = [run(0, { small: [10, 30] }), run(1, { small: [20] })];
    expect(spreadOfStage(runs, 'small')?.median).toBe(20);
    expect(spreadOfStage(runs, 'small', 'decode')?.median).toBe(10);
    expect(spreadOfStage(runs, 'large')).toBeUndefined();
  });

  it('set two backends against each other round by round', () => {
    const ours = [run(0, { small: [10] }), run(1, { small: [40] }), run(2, { small: [7] })];
    // In the second round the machine was slower for both; the third was measured for ours alone.
    const theirs = [run(1, { small: [80] }), run(0, { small: [20] })];
    expect(ratioOf({ runs: ours, photo: 'small' }, { runs: theirs, photo: 'small' }).value).toBe(0.5);
  });

  it('set two photos of the same runs against each other', () => {
    const runs = [run(0, { small: [10], large: [15] }), run(1, { small: [20], large: [32] })];
    const ratio = ratioOf({ runs, photo: 'large' }, { runs, photo: 'small' });
    expect(ratio.value).toBeCloseTo(1.55, 10);
  });
});
