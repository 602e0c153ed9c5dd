import { describe, expect, it } from 'vitest';
import { LivePhotoError } from '../contract/errors.ts';
import { policies } from '../policy.ts';
import { modelFile } from '../testing/files.ts';
import { fuse } from '../vision/liveness/fuse-cues.ts';
import { readLivenessHead } from '../vision/liveness/liveness-head.ts';
import { calibrateLiveness, type LabelledCues, leastPhotos } from './calibrate-liveness.ts';

/** Judges the photos below rightly, but for their frame cue. */
const head = readLivenessHead(modelFile('liveness-head.json'));
const from = { ...head, fusion: { ...head.fusion, bias: 0 } };
const { minScore } = policies.default.liveness;

/** Repeatable noise of roughly normal spread. */
function noise(seed: number): () => number {
  let state = seed;
  const uniform = () => {
    state = (state * 1_103_515_245 + 12_345) % 2_147_483_648;
    return state / 2_147_483_648;
  };
  return () => uniform() + uniform() + uniform() + uniform() - 2;
}

/** A deployment whose camera lowers every cue by `shift`, and whose frame cue says nothing. */
function photos(count: number, shift = 0): LabelledCues[] {
  const random = noise(7);
  return Array.from({ length: 2 * count }, (_, i) => {
    const genuine = i % 2 === 0;
    const side = genuine ? 1 : -1;
    return {
      genuine,
      group: `person-${Math.floor(i / 10)}`,
      cues: {
        face: 2.5 * side - shift + 2 * random(),
        frame: 6 * random(),
        frameFeatures: 0.3 * side + 0.5 * random(),
      },
    };
  });
}

describe('calibrateLiveness', () => {
  it('finds the threshold that refuses the wanted share of genuine photos', () => {
    for (const maxBpcer of [0.02, 0.05, 0.2]) {
      const { bpcer, apcer } = calibrateLiveness(photos(200), { from, minScore, maxBpcer });
      expect(bpcer).toBeLessThanOrEqual(maxBpcer);
      expect(bpcer).toBeGreaterThan(maxBpcer - 0.02);
      expect(apcer).toBeLessThan(0.3);
    }
  });

  it('learns that a cue says nothing, and moves what another camera shifted', () => {
    const { liveness, before, bpcer, apcer } = calibrateLiveness(photos(300, 4), { from, minScore });
    expect(liveness.fusion.frame).toBeLessThan(from.fusion.frame! / 2);
    expect(liveness.fusion.bias).toBeGreaterThan(from.fusion.bias + 1);
    expect(before.bpcer).toBeGreaterThan(0.3);
    expect(bpcer).toBeLessThanOrEqual(0.05);
    expect(apcer).toBeLessThan(0.2);
  });

  it('gives probabilities that are right as often as they say', () => {
    const labelled = photos(600);
    const { liveness } = calibrateLiveness(labelled, { from, minScore });
    const middle = labelled.filter(({ cues }) => {
      const probability = fuse(cues, { ...head, fusion: liveness.fusion });
      return probability > 0.3 && probability < 0.7;
    });
    const share = middle.filter(({ genuine }) => genuine).length / middle.length;
    expect(middle.length).toBeGreaterThan(20);
    expect(share).toBeGreaterThan(0.35);
    expect(share).toBeLessThan(0.65);
  });

  it('stays near the weights it starts from when there are few photos', () => {
    const { liveness } = calibrateLiveness(photos(leastPhotos), { from, minScore });
    for (const name of ['face', 'frameFeatures'] as const) {
      expect(liveness.fusion[name]! / from.fusion[name]!).toBeGreaterThan(0.3);
      expect(liveness.fusion[name]! / from.fusion[name]!).toBeLessThan(3);
    }
  });

  it('does not depend on the order of the photos', () => {
    const labelled = photos(100);
    const { liveness } = calibrateLiveness(labelled, { from, minScore });
    const again = calibrateLiveness([...labelled].reverse(), { from, minScore }).liveness;
    expect(again.minScore).toBeCloseTo(liveness.minScore, 3);
    expect(again.fusion.face).toBeCloseTo(liveness.fusion.face!, 3);
  });

  it('moves the threshold alone where there is no attack, and never down', () => {
    const alone = (shift: number, maxBpcer: number) => {
      const labelled = photos(200, shift).filter(({ genuine }) => genuine);
      return { labelled, ...calibrateLiveness(labelled, { from, minScore, maxBpcer }) };
    };
    const high = alone(-4, 0.1);
    expect(high.liveness.fusion).toEqual(from.fusion);
    expect(high.liveness.minScore).toBeGreaterThan(minScore);
    expect([high.genuine, high.attacks, high.apcer, high.before.apcer]).toEqual([200, 0, null, null]);
    const refused = high.labelled.filter(({ cues }) => fuse(cues, from) < high.liveness.minScore).length;
    expect(refused).toBeLessThanOrEqual(20);
    expect(refused).toBeGreaterThan(16);
    // By thresholds of the other groups: near the share asked for, and not that very share.
    expect(high.bpcer).toBeGreaterThan(0.05);
    expect(high.bpcer).toBeLessThan(0.15);
    expect(high.before.bpcer).toBeLessThan(0.05);

    const low = alone(4, 0.05);
    expect(low.liveness.minScore).toBe(minScore);
    expect(low.bpcer).toBe(low.before.bpcer);
    expect(low.bpcer).toBeGreaterThan(0.3);
  });

  it('says that a few attacks may be left out', () => {
    const some = photos(100).filter(({ genuine }, i) => genuine || i < 20);
    expect(() => calibrateLiveness(some, { from, minScore })).toThrow(
      'at least 40 attacks with a face, there are 10: add some, or leave them all out',
    );
  });

  it('refuses too few photos, attacks alone and a single group, by name', () => {
    const wrong = (labelled: LabelledCues[]) => {
      try {
        calibrateLiveness(labelled, { from, minScore });
      } catch (error) {
        return error;
      }
      return undefined;
    };
    for (const labelled of [
      [],
      photos(leastPhotos - 1),
      photos(100).filter(({ genuine }) => !genuine),
      photos(leastPhotos - 1).filter(({ genuine }) => genuine),
      photos(100).flatMap((photo) => (photo.genuine ? [{ ...photo, group: 'all' }] : [])),
      photos(100).map((photo) => ({ ...photo, group: 'all' })),
    ]) {
      const error = wrong(labelled);
      expect(error).toBeInstanceOf(LivePhotoError);
      expect(error).toMatchObject({ type: 'invalid_request', param: 'labels' });
    }
  });
});
