import { expect, it } from 'vitest';
import { concluded, percent, skipped, tenth } from './result.ts';

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
