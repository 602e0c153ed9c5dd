import { describe, expect, it } from 'vitest';
import { policies } from '../policy.ts';
import { modelFile } from '../testing/files.ts';
import type { LivenessSignals } from '../vision/liveness/cues.ts';
import { fuse, readCues } from '../vision/liveness/fuse-cues.ts';
import { readLivenessHead } from '../vision/liveness/liveness-head.ts';
import { isLivenessSettled } from './settled-liveness.ts';
import { roomOfWideLook } from './tuning.ts';

const { lower, higher } = roomOfWideLook;

const head = readLivenessHead(modelFile('liveness-head.json'));
const average = Float64Array.from(head.cues.find(({ name }) => name === 'frameFeatures')!.linear!.mean);
/** Cues add up to about what the margins say. */
const seen = (faceMargin: number, frameMargin = 0): LivenessSignals => ({
  faceMargin,
  looks: 2,
  frameMargin,
  faceFeatures: average,
  frameFeatures: average,
  skinTones: Float64Array.of(0, 0),
  personFeatures: new Float64Array(216),
  paperRim: 0,
  conditions: { brightness: 120, colour: 0.6, quantiser: 6, bars: 0 },
});
const scoreOf = (signals: LivenessSignals) => fuse(readCues(signals, head), head);

describe('isLivenessSettled', () => {
  const asked = Object.values(policies).map(({ liveness }) => liveness.minScore);

  it('settles what no third look could carry over the threshold of any policy that comes along', () => {
    let settled = 0;
    for (let face = -60; face <= 60; face += 0.25) {
      if (!isLivenessSettled(seen(face), head, policies.default.liveness)) continue;
      settled += 1;
      const [least, most] = [-lower, higher].map((off) => scoreOf(seen(face + off)));
      for (const minScore of asked) expect(least! >= minScore).toBe(most! >= minScore);
    }
    expect(settled).toBeGreaterThan(100);
  });

  it.each([0.38, 0.7])('leaves what is near %f to the third look', (minScore) => {
    // Where the score is at the threshold.
    let face = -60;
    while (scoreOf(seen(face)) < minScore) face += 0.01;
    for (const off of [-4, 0, 4]) {
      expect(isLivenessSettled(seen(face + off), head, policies.default.liveness)).toBe(false);
    }
  });

  it('asks more where the policy in use does', () => {
    const clear = seen(16);
    expect(isLivenessSettled(clear, head, policies.default.liveness)).toBe(true);
    expect(isLivenessSettled(clear, head, { minScore: scoreOf(clear) })).toBe(false);
    expect(isLivenessSettled(clear, head, { minScore: 1 })).toBe(false);
  });

  it('is settled by what there is, with a head that does not weigh the face', () => {
    const without = { ...head, cues: head.cues.filter(({ name }) => name !== 'face') };
    expect(isLivenessSettled(seen(0, 40), without, policies.default.liveness)).toBe(true);
    expect(isLivenessSettled(seen(40, 0), without, policies.default.liveness)).toBe(false);
  });
});
