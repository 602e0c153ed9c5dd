import { describe, expect, it } from 'vitest';
import { type Comparison, expectedPose, invarianceFigures } from './angle-deviations.ts';

const upright = { yaw: 10, pitch: -5, roll: 3 };

describe('expectedPose', () => {
  it('adds the turn to roll alone, the short way round', () => {
    expect(expectedPose({ turn: 45, upright })).toEqual({ yaw: 10, pitch: -5, roll: 48 });
    expect(expectedPose({ turn: 180, upright })).toEqual({ yaw: 10, pitch: -5, roll: -177 });
  });

  it('mirrors yaw and roll', () => {
    expect(expectedPose({ turn: null, upright })).toEqual({ yaw: -10, pitch: -5, roll: -3 });
  });
});

describe('invarianceFigures', () => {
  const at180 = (changed: Comparison['changed'], withoutAngleFinding = false): Comparison => ({
    turn: 180,
    upright,
    changed,
    withoutAngleFinding,
  });

  it('counts lost photos, deviations over the seam at 180°, and rolled faces that got through', () => {
    const figures = invarianceFigures(180, [
      at180({ yaw: 10, pitch: -5, roll: -177 }),
      at180({ yaw: 12, pitch: -5, roll: 179 }),
      at180({ yaw: 10.5, pitch: -5, roll: 3 }, true),
      at180(undefined, true),
    ]);
    expect(figures.lost).toMatchObject({ hits: 1, total: 4 });
    expect(figures.roll?.max).toBe(180);
    expect(figures.roll?.mean).toBeCloseTo((0 + 4 + 180) / 3, 10);
    expect(figures.roll?.within1).toMatchObject({ hits: 1, total: 3 });
    expect(figures.yaw?.within1).toMatchObject({ hits: 2, total: 3 });
    expect(figures.rolledWithoutFinding).toMatchObject({ hits: 1, total: 4 });
  });

  it('has no deviations when every photo was lost', () => {
    expect(
      invarianceFigures(90, [{ turn: 90, upright, changed: undefined, withoutAngleFinding: true }]),
    ).toMatchObject({
      lost: { hits: 1 },
      roll: null,
    });
  });
});
