import { describe, expect, it } from 'vitest';
import { angleErrors, centredError, signedError, wrapDegrees } from './angle.ts';

describe('wrapDegrees', () => {
  it.each([
    [0, 0],
    [180, 180],
    [-180, 180],
    [181, -179],
    [-190, 170],
    [360, 0],
    [725, 5],
  ])('%d is %d', (angle, wrapped) => {
    expect(wrapDegrees(angle)).toBeCloseTo(wrapped, 12);
  });
});

describe('signedError', () => {
  it('goes the short way round', () => {
    expect(signedError({ nominal: 179, measured: -179 })).toBe(2);
    expect(signedError({ nominal: -170, measured: 175 })).toBe(-15);
  });
});

describe('angleErrors', () => {
  it('gives mean absolute error, bias and slope of a compressed, shifted measure', () => {
    // measured = 0.5 · nominal + 2: errors 2, −13, 17, −28, 32 for 0, 30, −30, 60, −60.
    const errors = angleErrors(
      [0, 30, -30, 60, -60].map((nominal) => ({ nominal, measured: 0.5 * nominal + 2 })),
    );
    expect(errors.count).toBe(5);
    expect(errors.mae.value).toBeCloseTo((2 + 13 + 17 + 28 + 32) / 5, 10);
    expect(errors.bias.value).toBeCloseTo(2, 10);
    expect(errors.slope).toBeCloseTo(0.5, 10);
    expect(errors.p95).toBe(32);
  });

  it('has no slope for one nominal angle and no figures for no pairs', () => {
    expect(angleErrors([{ nominal: 0, measured: 3 }])).toMatchObject({ slope: null, mae: { value: 3 } });
    expect(angleErrors([])).toMatchObject({ count: 0, slope: null, p95: null, mae: { value: null } });
  });
});

describe('centredError', () => {
  it('takes the mean error of each group off before it averages', () => {
    const pairs = [
      { group: 'a', nominal: 0, measured: 9 },
      { group: 'a', nominal: 10, measured: 21 },
      { group: 'b', nominal: 0, measured: -4 },
      { group: 'b', nominal: 0, measured: -8 },
    ];
    // Group a errs by 9 and 11 (mean 10), group b by -4 and -8 (mean -6): 1, 1, 2, 2 are left.
    expect(centredError(pairs, ({ group }) => group)).toBe(1.5);
    expect(centredError([], () => 'a')).toBeNull();
  });
});
