import { describe, expect, it } from 'vitest';
import { type Policy, type PolicyName, policies } from './policy.ts';

const names = Object.keys(policies) as PolicyName[];

describe('policies', () => {
  it.each(names)('%s carries its own name, and comes back whole from JSON', (name) => {
    const policy: Policy = policies[name];
    expect(policy.name).toBe(name);
    expect(JSON.parse(JSON.stringify(policy))).toEqual(policy);
  });

  it.each([
    ['default', { maxYaw: 20, maxPitch: 20, maxRoll: 20, minInterEyeDistance: 60 }],
    ['strict', { maxYaw: 15, maxPitch: 15, maxRoll: 15, minInterEyeDistance: 90 }],
    ['lenient', { maxYaw: 30, maxPitch: 30, maxRoll: 30, minInterEyeDistance: 60 }],
    ['icao', { maxYaw: 5, maxPitch: 5, maxRoll: 8, minInterEyeDistance: 90 }],
  ] as const)('%s has the limits that are promised', (name, limits) => {
    expect(policies[name].orientation).toMatchObject(limits);
  });

  it.each(names)('%s counts everybody, however small', (name) => {
    expect(policies[name].faces.ignoreNarrowerThan).toBe(0);
  });

  it('never asks less of liveness than the default does', () => {
    const { minScore } = policies.default.liveness;
    for (const name of names) expect(policies[name].liveness.minScore).toBeGreaterThanOrEqual(minScore);
    expect(policies.strict.liveness.minScore).toBeGreaterThan(minScore);
  });

  it.each(names)('%s holds probabilities and shares within their range', (name) => {
    const { faces, orientation, obstructions, liveness } = policies[name] as Policy;
    const shares = [
      faces.maxCoarseDoubt,
      faces.minCandidateScore,
      faces.sureScore,
      faces.surePresence,
      faces.ignoreNarrowerThan,
      orientation.maxFaceHeight,
      orientation.maxOffCentre,
      obstructions.maxOutside,
      liveness.minScore,
    ];
    for (const share of shares) {
      expect(share).toBeGreaterThanOrEqual(0);
      expect(share).toBeLessThanOrEqual(1);
    }
    for (const visibility of Object.values(obstructions.minVisibility)) {
      expect(visibility).toBeGreaterThanOrEqual(0);
      expect(visibility).toBeLessThanOrEqual(100);
    }
  });
});
