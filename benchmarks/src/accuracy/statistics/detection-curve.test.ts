import { describe, expect, it } from 'vitest';
import { areaUnderRoc, bpcerAtApcer, equalErrorRate, operatingPoints } from './detection-curve.ts';

const bonaFide = (...scores: number[]) => scores.map((score) => ({ score }));
const attacks = (species: string, ...scores: number[]) => scores.map((score) => ({ score, species }));

/** Four of each; 0.3 is a bona fide below two attacks. */
const small = operatingPoints([
  ...bonaFide(0.9, 0.8, 0.7, 0.3),
  ...attacks('print', 0.6, 0.1),
  ...attacks('replay', 0.4, 0.2),
]);

describe('operatingPoints', () => {
  it('walks from accepting everything to accepting nothing', () => {
    expect(small[0]).toEqual({ threshold: 0.1, apcer: 1, worstApcer: 1, bpcer: 0 });
    expect(small.at(-1)).toEqual({
      threshold: Number.POSITIVE_INFINITY,
      apcer: 0,
      worstApcer: 0,
      bpcer: 1,
    });
    expect(small).toHaveLength(9);
  });

  it('gives the rates at a threshold, pooled and of the worst species', () => {
    // At 0.6: one of four attacks (the print at 0.6) and all bona fide but 0.3 are accepted.
    expect(small.find((point) => point.threshold === 0.6)).toEqual({
      threshold: 0.6,
      apcer: 0.25,
      worstApcer: 0.5,
      bpcer: 0.25,
    });
  });

  it('accepts or refuses equal scores together', () => {
    const points = operatingPoints([...bonaFide(50, 50), ...attacks('print', 50, 50, 50)]);
    expect(points.map(({ apcer, bpcer }) => [apcer, bpcer])).toEqual([
      [1, 0],
      [0, 1],
    ]);
  });

  it('has none when one kind is missing', () => {
    expect(operatingPoints(bonaFide(1, 2))).toEqual([]);
    expect(operatingPoints(attacks('print', 1, 2))).toEqual([]);
  });
});

describe('equalErrorRate', () => {
  it('is where both rates meet', () => {
    expect(equalErrorRate(small)).toBe(0.25);
  });

  it('is 0 when the kinds are apart, 0.5 when every score is the same, 1 when they are swapped', () => {
    expect(equalErrorRate(operatingPoints([...bonaFide(3, 4), ...attacks('print', 1, 2)]))).toBe(0);
    expect(equalErrorRate(operatingPoints([...bonaFide(1), ...attacks('print', 1)]))).toBe(0.5);
    expect(equalErrorRate(operatingPoints([...bonaFide(1, 2), ...attacks('print', 3, 4)]))).toBe(1);
  });

  it('draws a straight line where no point has equal rates', () => {
    // Points (APCER, BPCER): (1, 0), (2/3, 0), (2/3, 1/2), (1/3, 1/2), (0, 1/2), (0, 1): crossing on the step
    // from (2/3, 1/2) to (1/3, 1/2), where both are 1/2.
    const points = operatingPoints([...bonaFide(9, 2), ...attacks('print', 1, 3, 4)]);
    expect(equalErrorRate(points)).toBeCloseTo(0.5, 12);
  });

  it('is null without both kinds', () => {
    expect(equalErrorRate([])).toBeNull();
  });
});

describe('areaUnderRoc', () => {
  it('counts the pairs that are in the right order', () => {
    // 0.9, 0.8, 0.7 are above all four attacks, 0.3 above two: 14 of 16 pairs.
    expect(areaUnderRoc(small)).toBeCloseTo(14 / 16, 12);
  });

  it('counts ties half', () => {
    const points = operatingPoints([...bonaFide(2, 1), ...attacks('print', 1, 0)]);
    expect(areaUnderRoc(points)).toBeCloseTo((1 + 1 + 0.5 + 1) / 4, 12);
  });
});

describe('bpcerAtApcer', () => {
  // 20 attacks at 1..20, 10 bona fide at 11, 13, .. 29.
  const points = operatingPoints([
    ...attacks('print', ...Array.from({ length: 20 }, (_, i) => i + 1)),
    ...bonaFide(...Array.from({ length: 10 }, (_, i) => 11 + 2 * i)),
  ]);

  it('is the lowest BPCER that keeps APCER at the limit', () => {
    // APCER 10 %: attacks 19 and 20 pass, threshold 19: 11, 13, 15, 17 are refused.
    expect(bpcerAtApcer(points, 0.1)).toBe(0.4);
    // APCER 5 %: only attack 20 passes, threshold above 19: 11 .. 19 are refused.
    expect(bpcerAtApcer(points, 0.05)).toBe(0.5);
  });

  it('is higher when the worst species has to keep the limit', () => {
    const mixed = operatingPoints([
      ...bonaFide(5, 6, 7, 8),
      ...attacks('print', ...Array.from({ length: 18 }, () => 1)),
      ...attacks('mask', 5.5, 6.5),
    ]);
    expect(bpcerAtApcer(mixed, 0.1)).toBe(0);
    expect(bpcerAtApcer(mixed, 0.1, 'worst')).toBe(0.5);
  });
});

describe('weights', () => {
  it('count as that many presentations', () => {
    const heavy = [{ score: 0.2, weight: 3 }, { score: 0.8, weight: 1 }, ...attacks('print', 0.1, 0.5)];
    const many = [...bonaFide(0.2, 0.2, 0.2, 0.8), ...attacks('print', 0.1, 0.5)];
    expect(operatingPoints(heavy)).toEqual(operatingPoints(many));
  });

  it('reach a limit that they sum up to', () => {
    // Three of thirty, each a thirtieth: a last bit above 0.1 when summed.
    const tenth = Array.from({ length: 30 }, (_, i) => ({ score: i, species: 'print', weight: 1 / 30 }));
    const points = operatingPoints([...tenth, { score: 26.5, weight: 1 }]);
    expect(bpcerAtApcer(points, 0.1)).toBe(0);
  });
});
