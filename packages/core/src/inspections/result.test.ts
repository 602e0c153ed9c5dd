import { expect, it } from 'vitest';
import { concluded, percent, scoreAgainst, scoreWithin, skipped, tenth } from './result.ts';

it.each([
  [0, 0],
  [0.004, 0],
  [0.005, 1],
  [0.5, 50],
  [0.996, 100],
  [1.7, 100],
  [-3, 0],
])('percent(%f) is %i', (probability, expected) => {
  expect(percent(probability)).toBe(expected);
});

it.each([
  [1.24, 1.2],
  [1.25, 1.3],
  [-7.36, -7.4],
  [-0.04, 0],
  [-0, 0],
])('tenth(%f) is %f', (value, expected) => {
  expect(tenth(value)).toBe(expected);
});

it('concludes passed without findings and failed with any', () => {
  const finding = { code: 'face_rolled', message: 'Upright.', score: 3 } as const;
  expect(concluded(97, [], { count: 1 })).toEqual({
    outcome: 'passed',
    score: 97,
    findings: [],
    evidence: { count: 1 },
  });
  expect(concluded(3, [finding], {})).toEqual({
    outcome: 'failed',
    score: 3,
    findings: [finding],
    evidence: {},
  });
});

it('has no score for what was skipped', () => {
  expect(skipped('not asked for')).toEqual({
    outcome: 'skipped',
    findings: [],
    evidence: {},
    reason: 'not asked for',
  });
});

it('scores below 50 exactly what is less than asked', () => {
  for (const asked of [1, 20, 50, 99, 100]) {
    for (let value = 0; value <= 100; value++) {
      const score = scoreAgainst(value, asked);
      expect(score < 50).toBe(value < asked);
      expect(score).toBeGreaterThanOrEqual(0);
      expect(score).toBeLessThanOrEqual(100);
    }
  }
  expect([0, 50, 100].map((value) => scoreAgainst(value, 0))).toEqual([50, 75, 100]);
});

it('scores below 50 exactly what is more than allowed', () => {
  expect([0, 10, 20, 20.1, 55, 90, 200].map((value) => scoreWithin(value, 20, 90))).toEqual([
    100, 75, 50, 49, 25, 0, 0,
  ]);
  expect([0, 0.1, 1].map((value) => scoreWithin(value, 0, 1))).toEqual([100, 45, 0]);
});
