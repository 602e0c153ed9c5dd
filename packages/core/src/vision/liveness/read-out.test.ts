import { describe, expect, it } from 'vitest';
import { policies } from '../../policy.ts';
import { contributions, fuse, readCues } from './read-out.ts';
import { featureReadOut, textureReadOut } from './read-out-coefficients.ts';
import { featureCount } from './spoof-net.ts';
import { textureLength } from './texture.ts';

const { fusion } = policies.default.liveness;
const average = {
  faceMargin: 1.5,
  frameMargin: -0.5,
  features: Float64Array.from(featureReadOut.mean),
  texture: Float64Array.from(textureReadOut.mean),
  light: { brightness: 120, colour: 0.6 },
};

describe('the coefficients', () => {
  it('have one for each number, and deviations to divide by', () => {
    for (const [readOut, length] of [
      [featureReadOut, featureCount],
      [textureReadOut, textureLength],
    ] as const) {
      for (const list of [readOut.mean, readOut.deviation, readOut.weight]) {
        expect(list).toHaveLength(length);
        expect(list.every(Number.isFinite)).toBe(true);
      }
      expect(Math.min(...readOut.deviation)).toBeGreaterThan(0);
    }
  });
});

describe('readCues', () => {
  it('says nothing of features and texture at the mean, and passes the margins on', () => {
    expect(readCues(average)).toEqual({ face: 1.5, frame: -0.5, features: 0, texture: 0 });
  });

  it('weighs a number by its distance from the mean, up to a bound', () => {
    const strongest = featureReadOut.weight.reduce(
      (best, weight, i) => (Math.abs(weight) > Math.abs(featureReadOut.weight[best]!) ? i : best),
      0,
    );
    const moved = (deviations: number) => {
      const features = Float64Array.from(average.features);
      features[strongest]! += deviations * featureReadOut.deviation[strongest]!;
      return readCues({ ...average, features }).features;
    };
    expect(moved(1)).toBeCloseTo(featureReadOut.weight[strongest]!, 9);
    expect(moved(2)).toBeCloseTo(2 * featureReadOut.weight[strongest]!, 9);
    expect(moved(1e6)).toBeCloseTo(2.5 * featureReadOut.weight[strongest]!, 9);
  });
});

describe('texture', () => {
  const towards = (sign: 1 | -1) =>
    Float64Array.from(textureReadOut.mean, (mean, i) =>
      Math.min(0.8, mean + sign * 2.5 * Math.sign(textureReadOut.weight[i]!) * textureReadOut.deviation[i]!),
    );

  it('speaks against without limit of its own, and for a photo only so far', () => {
    expect(readCues({ ...average, texture: towards(1) }).texture).toBe(1.5);
    expect(readCues({ ...average, texture: towards(-1) }).texture).toBeLessThan(-1.5);
  });

  it('says nothing for a photo without colour', () => {
    const grey = towards(1);
    grey[18] = 1;
    grey[28] = 1;
    expect(readCues({ ...average, texture: grey }).texture).toBe(0);
  });
});

describe('fuse', () => {
  it('is the logistic function of the sum of what each cue adds', () => {
    const cues = { face: 1, frame: 2, features: -0.5, texture: 0.25 };
    const added = contributions(cues, fusion);
    const { bias, face, frame, features, texture } = fusion;
    const logit = bias + face * 1 + frame * 2 - features * 0.5 + texture * 0.25;
    expect(added.face + added.frame + added.features + added.texture).toBeCloseTo(logit, 12);
    expect(fuse(cues, fusion)).toBeCloseTo(1 / (1 + Math.exp(-logit)), 12);
  });

  it('rises with every cue', () => {
    const cues = { face: 0, frame: 0, features: 0, texture: 0 };
    for (const name of ['face', 'frame', 'features', 'texture'] as const) {
      expect(fuse({ ...cues, [name]: 1 }, fusion)).toBeGreaterThan(fuse(cues, fusion));
    }
  });
});
