import { type Policy, policies } from '@livephoto/core';
import { describe, expect, it } from 'vitest';
import type { LabelledPhoto } from '../labels/labels.ts';
import type { MeasuredPhoto } from '../read-out/measure.ts';
import { compareSources, refusedShares, scoreLeftOut } from './figures.ts';
import type { Look, TwiceMeasured } from './measure.ts';

interface MadeUp {
  readonly source: string;
  readonly genuine: boolean;
  /** First number of the histogram, all that varies. */
  readonly texture: number;
  readonly attack?: string;
  readonly colour?: number;
  readonly weak?: boolean;
}

function photo({ source, genuine, texture, attack, colour = 1, weak = false }: MadeUp): MeasuredPhoto {
  const histogram = new Float64Array(30);
  histogram[0] = texture;
  return {
    photo: { path: 'x.jpg', source, extra: attack ? { attack } : {} } as LabelledPhoto,
    signals: {
      faceMargin: 0,
      frameMargin: 0,
      features: new Float64Array(1),
      texture: histogram,
      light: { brightness: 100, colour },
    },
    genuine,
    source,
    weak,
  };
}

function look(made: MadeUp, cue = 0): Look {
  return { photo: photo(made), cues: { face: 0, frame: 0, features: 0, texture: cue } };
}

/** 40 photos of a source: whole, the texture tells; scaled, it tells of every second photo. */
function source(name: string): { photos: TwiceMeasured[]; whole: MeasuredPhoto[] } {
  const photos = Array.from({ length: 40 }, (_, i): TwiceMeasured => {
    const genuine = i % 2 === 0;
    const made = { source: name, genuine, attack: 'print' };
    const finer = look({ ...made, texture: genuine ? 0.4 : 0.2 });
    return { finer, scaled: look({ ...made, texture: i % 4 < 2 ? finer.photo.signals.texture[0]! : 0.3 }) };
  });
  return { photos, whole: photos.map(({ finer }) => finer.photo) };
}

describe('scoreLeftOut and compareSources', () => {
  it('show what a texture that tells more is worth, source by source', () => {
    const [a, b] = [source('a'), source('b')];
    const scored = scoreLeftOut({
      photos: [...a.photos, ...b.photos],
      whole: [...a.whole, ...b.whole],
      leftOut: new Map(),
    });
    expect(scored).toHaveLength(80);
    const compared = compareSources(scored);
    expect(compared.map(({ source, genuine, attacks }) => [source, genuine, attacks])).toEqual([
      ['a', 20, 20],
      ['b', 20, 20],
    ]);
    for (const { textureFiner, textureScaled, textureGain, allGain, eerFiner } of compared) {
      expect(textureFiner.value).toBe(1);
      // Half of each kind is told apart; the other half is all alike.
      expect(textureScaled.value).toBeCloseTo(0.875, 9);
      expect(textureGain.value).toBeCloseTo(0.125, 9);
      expect(textureGain.low).toBeGreaterThan(0);
      expect(allGain.value).toBeCloseTo(0.125, 9);
      expect(eerFiner.value).toBe(0);
    }
  });

  it('leave out sources of one kind, and labels that are not certain', () => {
    const scores = { texture: 0, all: 0 };
    const scored = [
      { source: 'genuine only', genuine: true, texture: 0 },
      { source: 'weak', genuine: true, texture: 0, weak: true },
      { source: 'weak', genuine: false, texture: 0, weak: true },
    ].map((made) => ({ photo: photo(made), scaled: scores, finer: scores }));
    expect(compareSources(scored)).toEqual([]);
  });
});

describe('refusedShares', () => {
  it('counts by source and kind what each policy refuses, and how far the logit moves', () => {
    const twice = (made: Omit<MadeUp, 'texture'>, scaled: number, finer: number): TwiceMeasured => ({
      scaled: look({ ...made, texture: 0 }, scaled),
      finer: look({ ...made, texture: 0 }, finer),
    });
    const withBias = (policy: Policy): Policy => ({
      ...policy,
      liveness: { ...policy.liveness, fusion: { ...policy.liveness.fusion, bias: 0.14 } },
    });
    const genuine = { source: 'a', genuine: true };
    const attack = { source: 'a', genuine: false, attack: 'print' };
    const shares = refusedShares(
      [
        twice(genuine, 1.5, -1.5),
        twice(genuine, 1.5, 0),
        twice(attack, -1, -1),
        // Without colour the rule refuses, whatever the cues say.
        twice({ ...genuine, source: 'grey', colour: 0 }, 1.5, 1.5),
      ],
      [withBias(policies.default), withBias(policies.strict)],
    );
    expect(shares.map(({ source, kind }) => `${source}: ${kind}`)).toEqual([
      'a: genuine',
      'a: print',
      'grey: genuine',
    ]);
    const { texture } = policies.default.liveness.fusion;
    expect(shares[0]!.move.least).toBeCloseTo(-3 * texture, 9);
    expect(shares[0]!.move.median).toBeCloseTo(-2.25 * texture, 9);
    expect(shares[0]!.move.most).toBeCloseTo(-1.5 * texture, 9);
    const counts = shares.map(({ refused }) => refused.map(({ scaled, finer }) => [scaled.hits, finer.hits]));
    expect(counts).toEqual([
      // A logit of 0.14 is a probability of 0.54: between both thresholds.
      [
        [0, 1],
        [0, 2],
      ],
      [
        [1, 1],
        [1, 1],
      ],
      [
        [1, 1],
        [1, 1],
      ],
    ]);
  });
});
