import type { HeadCue, LinearHead } from '@livephoto/models';
import { describe, expect, it } from 'vitest';
import { modelFile } from '../../testing/files.ts';
import { contributions, fuse, readCues } from './fuse-cues.ts';
import { readLivenessHead } from './liveness-head.ts';

const head = readLivenessHead(modelFile('liveness-head.json'));
const linearOf = (name: HeadCue['name']): LinearHead => head.cues.find((cue) => cue.name === name)!.linear!;
const features = linearOf('features');
const texture = linearOf('texture');
const average = {
  faceMargin: 1.5,
  frameMargin: -0.5,
  features: Float64Array.from(features.mean),
  texture: Float64Array.from(texture.mean),
  light: { brightness: 120, colour: 0.6 },
};

describe('readCues', () => {
  it('says nothing of features and texture at the mean, and passes the margins on', () => {
    expect(readCues(average, head)).toEqual({ face: 1.5, frame: -0.5, features: 0, texture: 0 });
  });

  it('weighs a number by its distance from the mean, up to a bound', () => {
    const strongest = features.weight.reduce(
      (best, weight, i) => (Math.abs(weight) > Math.abs(features.weight[best]!) ? i : best),
      0,
    );
    const moved = (deviations: number) => {
      const values = Float64Array.from(average.features);
      values[strongest]! += deviations * features.deviation[strongest]!;
      return readCues({ ...average, features: values }, head).features;
    };
    expect(moved(1)).toBeCloseTo(features.weight[strongest]!, 9);
    expect(moved(2)).toBeCloseTo(2 * features.weight[strongest]!, 9);
    expect(moved(1e6)).toBeCloseTo(2.5 * features.weight[strongest]!, 9);
  });
});

describe('texture', () => {
  const towards = (sign: 1 | -1) =>
    Float64Array.from(texture.mean, (mean, i) =>
      Math.min(0.8, mean + sign * 2.5 * Math.sign(texture.weight[i]!) * texture.deviation[i]!),
    );

  it('speaks against without limit of its own, and for a photo only so far', () => {
    expect(readCues({ ...average, texture: towards(1) }, head).texture).toBe(1.5);
    expect(readCues({ ...average, texture: towards(-1) }, head).texture).toBeLessThan(-1.5);
  });

  it('says nothing for a photo without colour', () => {
    const grey = towards(1);
    grey[18] = 1;
    grey[28] = 1;
    expect(readCues({ ...average, texture: grey }, head).texture).toBe(0);
  });
});

describe('fuse', () => {
  const cues = { face: 1, frame: 2, features: -0.5, texture: 0.25 };
  const sum = (added: object) => Object.values(added).reduce((all: number, each: number) => all + each, 0);

  it('is the logistic function of the sum of what each cue adds', () => {
    const { bias, face, frame, features, texture } = head.fusion;
    const logit = bias + face! * 1 + frame! * 2 - features! * 0.5 + texture! * 0.25;
    expect(sum(contributions(cues, head))).toBeCloseTo(logit, 12);
    expect(fuse(cues, head)).toBeCloseTo(1 / (1 + Math.exp(-logit)), 12);
  });

  it('rises with every cue', () => {
    const nothing = { face: 0, frame: 0, features: 0, texture: 0 };
    for (const { name } of head.cues) {
      expect(fuse({ ...nothing, [name]: 1 }, head)).toBeGreaterThan(fuse(nothing, head));
    }
  });

  it('lets a cue add no more than its head allows, either way', () => {
    const bounded = {
      ...head,
      cues: head.cues.map((cue) =>
        cue.name === 'frame' ? { ...cue, contribution: { least: -2, most: 0.5 } } : cue,
      ),
    };
    expect(contributions({ ...cues, frame: 99 }, bounded).frame).toBe(0.5);
    expect(contributions({ ...cues, frame: -99 }, bounded).frame).toBe(-2);
  });

  it('goes without a cue that the head does not have', () => {
    const without = { ...head, cues: head.cues.filter(({ name }) => name !== 'texture') };
    expect(Object.keys(readCues(average, without))).toEqual(['face', 'frame', 'features']);
    expect(fuse(cues, without)).toBe(fuse({ ...cues, texture: -9 }, without));
  });
});
