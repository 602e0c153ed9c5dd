import type { HeadCue, LinearHead } from '@livephoto/models';
import { describe, expect, it } from 'vitest';
import { modelFile } from '../../testing/files.ts';
import { contributions, fuse, personScore, readCues } from './fuse-cues.ts';
import { readLivenessHead } from './liveness-head.ts';

const head = readLivenessHead(modelFile('liveness-head.json'));
const linearOf = (name: HeadCue['name']): LinearHead => head.cues.find((cue) => cue.name === name)!.linear!;
const features = linearOf('frameFeatures');
const average = {
  faceMargin: 1.5,
  looks: 3 as const,
  frameMargin: -0.5,
  faceFeatures: new Float64Array(512),
  frameFeatures: Float64Array.from(features.mean),
  personFeatures: Float64Array.from(head.person.linear.mean),
  paperRim: 0,
  skinTones: new Float64Array(2),
  conditions: { brightness: 120, colour: 0.6, quantiser: 0, bars: 0 },
};

describe('readCues', () => {
  it('says nothing of features at the mean, and passes the margins on', () => {
    expect(readCues(average, head)).toEqual({ face: 1.5, frame: -0.5, frameFeatures: 0 });
  });

  it('weighs a number by its distance from the mean, up to a bound', () => {
    const strongest = features.weight.reduce(
      (best, weight, i) => (Math.abs(weight) > Math.abs(features.weight[best]!) ? i : best),
      0,
    );
    const moved = (deviations: number) => {
      const values = Float64Array.from(average.frameFeatures);
      values[strongest]! += deviations * features.deviation[strongest]!;
      return readCues({ ...average, frameFeatures: values }, head).frameFeatures;
    };
    expect(moved(1)).toBeCloseTo(features.weight[strongest]!, 9);
    expect(moved(2)).toBeCloseTo(2 * features.weight[strongest]!, 9);
    expect(moved(1e6)).toBeCloseTo(2.5 * features.weight[strongest]!, 9);
  });
});

describe('personScore', () => {
  it('is what the bias says at the mean, and moves with the features, up to a bound', () => {
    const { linear, bias } = head.person;
    expect(personScore(average, head)).toBeCloseTo(1 / (1 + Math.exp(-bias)), 12);
    const towards = (deviations: number) =>
      personScore(
        {
          ...average,
          personFeatures: Float64Array.from(
            linear.mean,
            (mean, i) => mean + deviations * Math.sign(linear.weight[i]!) * linear.deviation[i]!,
          ),
        },
        head,
      );
    expect(towards(2)).toBeGreaterThan(0.99);
    expect(towards(-2)).toBeLessThan(0.01);
    expect(towards(-99)).toBeCloseTo(towards(-linear.bound), 12);
  });
});

describe('fuse', () => {
  const cues = { face: 1, frame: 2, frameFeatures: -0.5 };
  const sum = (added: object) => Object.values(added).reduce((all: number, each: number) => all + each, 0);

  it('is the logistic function of the sum of what each cue adds', () => {
    const { bias, face, frame, frameFeatures } = head.fusion;
    const logit = bias + face! * 1 + frame! * 2 - frameFeatures! * 0.5;
    expect(sum(contributions(cues, head))).toBeCloseTo(logit, 12);
    expect(fuse(cues, head)).toBeCloseTo(1 / (1 + Math.exp(-logit)), 12);
  });

  it('rises with every cue', () => {
    const nothing = { face: 0, frame: 0, frameFeatures: 0 };
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
    const without = { ...head, cues: head.cues.filter(({ name }) => name !== 'frameFeatures') };
    expect(Object.keys(readCues(average, without))).toEqual(['face', 'frame']);
    expect(fuse(cues, without)).toBe(fuse({ ...cues, frameFeatures: -9 }, without));
  });
});
